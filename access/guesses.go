package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"arus/sales"
	"arus/store"
)

const (
	guessesPerPair    = 5  // wrong passwords for one e-mail address from one network address
	guessesPerAddress = 50 // from one network address for whichever e-mail addresses
	firstWait         = 30 * time.Second
	longestWait       = 15 * time.Minute
	guessMemory       = time.Hour // without a failure, after which all is forgotten
	guessSweep        = time.Minute
)

// Counters belong to no workspace: whoever guesses has not said a true one yet.
const (
	selectGuesses = `SELECT failed, last_at, until_at FROM guess WHERE workspace = '' AND hash IN ($1, $2)`
	countGuess    = `INSERT INTO guess (workspace, hash, failed, last_at, until_at) VALUES ('', $1, 1, $2, 0)
ON CONFLICT (workspace, hash) DO UPDATE SET last_at = excluded.last_at, failed = CASE WHEN guess.last_at <= $3 THEN 1 ELSE guess.failed + 1 END
RETURNING failed, last_at, until_at`
	delayGuess   = `UPDATE guess SET until_at = $1 WHERE workspace = '' AND hash = $2`
	forgiveGuess = `DELETE FROM guess WHERE workspace = '' AND hash = $1`
	takeGuess    = `UPDATE guess SET failed = failed - 1, until_at = 0 WHERE workspace = '' AND hash = $1 AND failed > 0`
	dropGuesses  = `DELETE FROM guess WHERE workspace = '' AND last_at <= $1`
)

// guesses counts wrong passwords and makes those who guess wait, ever longer. Counting is by e-mail and network address
// together, so that nobody can lock somebody else out from afar. The counters are in the database: they hold on every node
// and outlast a restart. Of what was typed only a hash is kept, because people type their passwords into the wrong field.
type guesses struct {
	db *store.DB

	mu    sync.Mutex
	swept time.Time // when this node last dropped what is old
}

type tries struct {
	failed int
	last   sales.Instant
	until  sales.Instant
}

func (t *tries) places() []any { return []any{&t.failed, &t.last, &t.until} }

// waiting ends the transaction of an attempt that comes too early.
type waiting time.Duration

func (w waiting) Error() string { return "wait for " + time.Duration(w).String() }

func pairKey(email, address string) string { return digest("pair " + email + " " + Whence(address)) }
func fromKey(address string) string        { return digest("from " + Whence(address)) }

// Whence is the network that an address stands for where strangers are counted: itself, or the 64 bits of IPv6 that one
// household or machine is given, within which it can call itself whatever it likes.
func Whence(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || !ip.Is6() || ip.Is4In6() {
		return address
	}
	network, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return network.String()
}

// begin counts an attempt as failed before it is made, so that many at once gain nothing on whichever nodes, or says how long
// to wait. Who has to wait is told so by reading alone.
func (g *guesses) begin(ctx context.Context, email, address string, at time.Time) (wait time.Duration, err error) {
	now, pair, from := sales.InstantOf(at), pairKey(email, address), fromKey(address)
	known, err := store.All(ctx, g.db.Read(), (*tries).places, selectGuesses, pair, from)
	if err != nil {
		return 0, fmt.Errorf("access: read guesses: %w", err)
	}
	for _, t := range known {
		wait = max(wait, t.wait(now))
	}
	if wait > 0 {
		return wait, nil
	}
	if err := g.sweep(ctx, at); err != nil {
		return 0, err
	}
	err = g.db.Write(ctx, func(tx *sql.Tx) error {
		if err := count(ctx, tx, pair, guessesPerPair, now); err != nil || address == "" {
			return err
		}
		return count(ctx, tx, from, guessesPerAddress, now)
	})
	var early waiting
	if errors.As(err, &early) {
		return time.Duration(early), nil
	}
	if err != nil {
		return 0, fmt.Errorf("access: count a guess: %w", err)
	}
	return 0, nil
}

// wait is how long nobody may try again.
func (t tries) wait(now sales.Instant) time.Duration {
	if now-t.last >= span(guessMemory) {
		return 0
	}
	return time.Duration(t.until-now) * time.Microsecond
}

func span(d time.Duration) sales.Instant { return later(0, d) }

// count adds one attempt to a counter, whose row stays locked until tx ends. One that another node's attempt has closed since
// it was read is [waiting].
func count(ctx context.Context, tx *sql.Tx, key string, free int, now sales.Instant) error {
	t, _, err := store.One(ctx, tx, (*tries).places, countGuess, key, int64(now), int64(now-span(guessMemory)))
	if err != nil {
		return err
	}
	if wait := t.wait(now); wait > 0 {
		return waiting(wait)
	}
	over := t.failed - free
	if over < 0 {
		return nil
	}
	_, err = tx.ExecContext(ctx, delayGuess, int64(later(now, min(longestWait, firstWait<<min(over, 10)))), key)
	return err
}

// sweep drops what is old, every now and then, in a transaction of its own: one that also counted could wait for another that
// waits for it.
func (g *guesses) sweep(ctx context.Context, at time.Time) error {
	g.mu.Lock()
	due := at.Sub(g.swept) >= guessSweep
	if due {
		g.swept = at
	}
	g.mu.Unlock()
	if !due {
		return nil
	}
	err := g.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, dropGuesses, int64(sales.InstantOf(at)-span(guessMemory)))
		return err
	})
	if err != nil {
		return fmt.Errorf("access: forget guesses: %w", err)
	}
	return nil
}

// right takes back what begin has counted, and forgives the wrong attempts before it.
func (g *guesses) right(ctx context.Context, email, address string) error {
	err := g.db.Write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, forgiveGuess, pairKey(email, address)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, takeGuess, fromKey(address))
		return err
	})
	if err != nil {
		return fmt.Errorf("access: forgive guesses: %w", err)
	}
	return nil
}
