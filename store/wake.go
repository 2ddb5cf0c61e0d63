package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Wake tells the listeners of a channel, on every node, when tx commits; if it rolls back nobody hears of it.
// On SQLite there is one node, which knows by itself what it committed, and Wake does nothing.
//
// channel is a name of our own, never a user's. payload is at most 7,999 bytes.
// Two equal calls within one transaction arrive as one.
func (d *DB) Wake(ctx context.Context, tx *sql.Tx, channel, payload string) error {
	if d.notify == "" {
		return nil
	}
	_, err := tx.ExecContext(ctx, d.notify, channel, payload)
	return err
}

const (
	silence      = 30 * time.Second // after this long without a word the connection is asked whether it lives
	reconnection = 250 * time.Millisecond
)

// Listen calls fn for every [DB.Wake] on the channel until ctx ends, and returns ctx's error. On SQLite it only waits.
//
// A wake-up is a hint, never the news itself: while the connection is down wake-ups are lost. So fn is called with an
// empty payload whenever listening (again) begins, and has to look for itself. fn must not block for long.
// Listening needs a connection that stays with one server: not through a pooler in transaction mode.
func (d *DB) Listen(ctx context.Context, channel string, fn func(payload string)) error {
	if d.postgres == nil {
		<-ctx.Done()
		return ctx.Err()
	}
	for {
		d.listenOnce(ctx, channel, fn) // whatever ended it, the answer is to begin again
		timer := time.NewTimer(reconnection)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}

// listenOnce listens on a connection of its own until that fails or ctx ends.
func (d *DB) listenOnce(ctx context.Context, channel string, fn func(payload string)) {
	conn, err := pgx.ConnectConfig(ctx, d.postgres.Copy())
	if err != nil {
		return
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, fmt.Sprintf("LISTEN %s", pgx.Identifier{channel}.Sanitize())); err != nil {
		return
	}
	fn("")
	for {
		waiting, cancel := context.WithTimeout(ctx, silence)
		news, err := conn.WaitForNotification(waiting)
		cancel()
		switch {
		case err == nil:
			fn(news.Payload)
		case ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded) || !d.alive(ctx, conn):
			return
		}
	}
}

func (d *DB) alive(ctx context.Context, conn *pgx.Conn) bool {
	asking, cancel := context.WithTimeout(ctx, silence)
	defer cancel()
	return conn.Ping(asking) == nil
}
