// Package ceremony remembers what the second half of a sign-in has to be held against: the challenge of a passkey, the state
// and nonce of an OpenID provider.
//
// It exists so that a half can be finished once, on any node, and soon. It refuses to know what it remembers.
package ceremony

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"arus/sales"
	"arus/store"
)

// Life is how long the second half may take.
const Life = 10 * time.Minute

const (
	insertCeremony = `INSERT INTO ceremony (workspace, hash, body, expires_at) VALUES ($1, $2, $3, $4)`
	selectCeremony = `SELECT body, expires_at FROM ceremony WHERE workspace = $1 AND hash = $2`
	deleteCeremony = `DELETE FROM ceremony WHERE workspace = $1 AND hash = $2`
	dropCeremonies = `DELETE FROM ceremony WHERE workspace = $1 AND expires_at < $2`
)

// Book is where halves are kept.
type Book struct {
	DB     *store.DB
	Clock  func() time.Time
	Random io.Reader
}

// Begin keeps what the second half needs and returns the word that names it. ws is empty while nobody knows who it is.
func (b Book) Begin(ctx context.Context, ws sales.WorkspaceID, half any) (word string, err error) {
	body, err := json.Marshal(half)
	if err != nil {
		return "", fmt.Errorf("ceremony: %w", err)
	}
	if word, err = Word(b.Random); err != nil {
		return "", err
	}
	now := sales.InstantOf(b.Clock())
	err = b.DB.Write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, dropCeremonies, string(ws), int64(now)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, insertCeremony, string(ws), digest(word), string(body), int64(now)+Life.Microseconds())
		return err
	})
	if err != nil {
		return "", fmt.Errorf("ceremony: %w", err)
	}
	return word, nil
}

type row struct {
	body    string
	expires sales.Instant
}

// Finish gives back what Begin kept, once. found is false for a word that is unknown, used or too old.
func (b Book) Finish(ctx context.Context, ws sales.WorkspaceID, word string, half any) (found bool, err error) {
	var kept row
	key := digest(word)
	err = b.DB.Write(ctx, func(tx *sql.Tx) error {
		there, known, err := store.One(ctx, tx, func(r *row) []any { return []any{&r.body, &r.expires} }, selectCeremony, string(ws), key)
		if err != nil || !known {
			return err
		}
		result, err := tx.ExecContext(ctx, deleteCeremony, string(ws), key)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected() // of two at once one deletes it
		found, kept = n == 1, there
		return err
	})
	if err != nil {
		return false, fmt.Errorf("ceremony: %w", err)
	}
	if !found || sales.InstantOf(b.Clock()) >= kept.expires {
		return false, nil
	}
	return true, json.Unmarshal([]byte(kept.body), half)
}

// Word is 256 random bits that a browser can carry.
func Word(random io.Reader) (string, error) {
	var raw [32]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return "", fmt.Errorf("ceremony: no randomness: %w", err)
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw[:]), nil
}

func digest(word string) string {
	sum := sha256.Sum256([]byte(word))
	return hex.EncodeToString(sum[:])
}

// Queries are all texts of this room, for the test that holds them against both engines.
func Queries() []string {
	return []string{insertCeremony, selectCeremony, deleteCeremony, dropCeremonies}
}
