package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// ErrUnknownOutcome means that COMMIT ended with an error which does not say whether the transaction took effect.
// It may have. The caller has to look, by its idempotency key, before it does anything again.
var ErrUnknownOutcome = errors.New("store: the database did not say whether the transaction was committed")

const (
	attempts = 6
	// commitGrace is how long a COMMIT may go on after the caller has given up. Cutting it short
	// at once would turn every impatient client into an unknown outcome.
	commitGrace = 5 * time.Second
)

// Write runs fn in one read-write transaction and commits it if fn returns nil. What fn returns is returned unchanged.
//
// fn may run several times, because the engine may ask for that (serialization failure, deadlock, lock held by another
// process): it must have no effect but through tx. An error of the COMMIT itself is [ErrUnknownOutcome], unless the engine
// said clearly that nothing was committed. Inside fn use tx only: another transaction would wait for this one.
func (d *DB) Write(ctx context.Context, fn func(tx *sql.Tx) error) error {
	return d.patiently(ctx, func() error { return d.attempt(ctx, fn) })
}

// patiently calls fn again, a few times and ever later, while the engine asks for that.
func (d *DB) patiently(ctx context.Context, fn func() error) error {
	pause := 4 * time.Millisecond
	for try := 1; ; try++ {
		err := fn()
		if err == nil || try == attempts || errors.Is(err, ErrUnknownOutcome) || !d.again(err) {
			return err
		}
		timer := time.NewTimer(pause + rand.N(pause)) // random, so that two that collided do not meet again
		select {
		case <-ctx.Done():
			timer.Stop()
			return errors.Join(ctx.Err(), err)
		case <-timer.C:
		}
		pause *= 2
	}
}

func (d *DB) attempt(ctx context.Context, fn func(*sql.Tx) error) error {
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	defer conn.Close()
	// The transaction outlives ctx by the grace period; fn's statements run under ctx itself.
	lasting, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(commitGrace, cancel) })()
	tx, err := conn.BeginTx(lasting, nil)
	if err != nil {
		discard(conn)
		return fmt.Errorf("store: begin: %w", err)
	}
	defer tx.Rollback() // after a commit this does nothing
	d.conns.Store(tx, conn)
	defer d.conns.Delete(tx)
	if err := fn(tx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err // nothing is committed that nobody waits for
	}
	err = tx.Commit()
	switch {
	case err == nil:
		return nil
	case d.undone(err):
		return fmt.Errorf("store: commit: %w", err)
	}
	discard(conn)
	return fmt.Errorf("%w: %w", ErrUnknownOutcome, err)
}

// discard closes a connection in doubt instead of returning it to the pool.
func discard(conn *sql.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // the error is the request, not news
}
