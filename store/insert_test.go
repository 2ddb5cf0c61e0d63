package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"arus/store"
	"arus/store/storetest"
)

var objectColumns = []string{"workspace", "id", "version", "effective_at", "body"}

// objects yields n rows through one slice, as callers in a hurry do.
func objects(first, n int) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		row := make([]any, len(objectColumns))
		for i := first; i < first+n; i++ {
			row[0], row[1], row[2], row[3], row[4] = "w", fmt.Sprintf("deal_%06d", i), int64(1), int64(i), "{}"
			if !yield(row) {
				return
			}
		}
	}
}

func objectsStored(t *testing.T, db *store.DB) int64 {
	t.Helper()
	n, _, err := store.One(t.Context(), db.Read(), func(n *int64) []any { return []any{n} }, countObjects, "w")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestInsertBelongsToItsTransaction(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		refused := errors.New("refused")
		err := db.Write(ctx, func(tx *sql.Tx) error {
			if err := db.Insert(ctx, tx, "object", objectColumns, objects(0, 1000)); err != nil {
				return err
			}
			return refused
		})
		if err != refused || objectsStored(t, db) != 0 {
			t.Errorf("%v, and %d rows of a refused transaction are there", err, objectsStored(t, db))
		}
		err = db.Write(ctx, func(tx *sql.Tx) error {
			return errors.Join(
				db.Insert(ctx, tx, "object", objectColumns, objects(0, 1000)),
				db.Insert(ctx, tx, "object", objectColumns, objects(1000, 0)),
				db.Insert(ctx, tx, "object", objectColumns, objects(1000, 1)),
				exec(ctx, tx, insertHead, "w", 1, 1)) // the transaction is still good
		})
		if err != nil || objectsStored(t, db) != 1001 {
			t.Errorf("%v, and %d rows instead of 1001", err, objectsStored(t, db))
		}
	})
}

func TestInsertOfAKeyThatIsThereIsADuplicate(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		add := func(first, n int) error {
			return db.Write(ctx, func(tx *sql.Tx) error {
				return db.Insert(ctx, tx, "object", objectColumns, objects(first, n))
			})
		}
		if err := add(50, 1); err != nil {
			t.Fatal(err)
		}
		if err := add(0, 100); !store.Duplicate(err) {
			t.Errorf("%v is no duplicate", err)
		}
		if got := objectsStored(t, db); got != 1 {
			t.Errorf("%d rows, want 1", got)
		}
	})
}

func TestInsertKeepsEveryKindOfValue(t *testing.T) {
	type token struct {
		id      string
		expires *int64
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		odd := "tab\t newline\n \\N 'quote' é 漢"
		blob := []byte{0, 1, 0xff, '\n', '\\'}
		err := db.Write(ctx, func(tx *sql.Tx) error {
			return errors.Join(
				db.Insert(ctx, tx, "upload", []string{"workspace", "id", "name", "part", "bytes"}, func(yield func([]any) bool) {
					yield([]any{"w", "1", odd, int64(1), blob})
				}),
				db.Insert(ctx, tx, "token", []string{"workspace", "id", "hash", "name", "user_id", "role", "scopes", "created_at", "expires_at"}, func(yield func([]any) bool) {
					_ = yield([]any{"w", "1", "h1", "", "", "", "", int64(1), nil}) && yield([]any{"w", "2", "h2", "", "", "", "", int64(1), int64(9)})
				}))
		})
		if err != nil {
			t.Fatal(err)
		}
		type file struct {
			name  string
			bytes []byte
		}
		got, _, err := store.One(ctx, db.Read(), func(f *file) []any { return []any{&f.name, &f.bytes} }, `SELECT name, bytes FROM upload`)
		if err != nil || got.name != odd || string(got.bytes) != string(blob) {
			t.Errorf("upload %+v, %v", got, err)
		}
		tokens, err := store.All(ctx, db.Read(), func(k *token) []any { return []any{&k.id, &k.expires} }, `SELECT id, expires_at FROM token ORDER BY id`)
		if err != nil || len(tokens) != 2 || tokens[0].expires != nil || tokens[1].expires == nil || *tokens[1].expires != 9 {
			t.Errorf("tokens %+v, %v", tokens, err)
		}
	})
}

// BenchmarkInsert writes events in one transaction per 100,000, durably, and reports rows per second.
func BenchmarkInsert(b *testing.B) {
	const rows = 100_000
	columns := []string{"workspace", "position", "kind", "object", "version", "effective_at", "recorded_at", "actor", "command", "body"}
	body := `{"deal":"deal_01k9zzzzzzzzzzzzzzzzzzzzzz","note":"` + strings.Repeat("x", 250) + `"}`
	places := map[string]func(*testing.B) string{
		"sqlite":   func(b *testing.B) string { return b.TempDir() },
		"postgres": func(b *testing.B) string { return storetest.Postgres(b, storetest.Durable) },
	}
	for engine, place := range places {
		b.Run(engine, func(b *testing.B) {
			db, ctx, position := storetest.Open(b, place(b)), b.Context(), int64(0)
			for b.Loop() {
				err := db.Write(ctx, func(tx *sql.Tx) error {
					return db.Insert(ctx, tx, "event", columns, func(yield func([]any) bool) {
						for range rows {
							position++
							object := fmt.Sprintf("deal_01k9%022d", position*7919%20_000)
							if !yield([]any{"ws_01k9zzzzzzzzzzzzzzzzzzzzzz", position, "deal.moved", object, position, position, position,
								"user_01k9zzzzzzzzzzzzzzzzzzzzzz", "cmd_01k9zzzzzzzzzzzzzzzzzzzzzz", body}) {
								return
							}
						}
					})
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
