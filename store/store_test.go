package store_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"arus/store"
	"arus/store/storetest"
)

const (
	insertHead   = `INSERT INTO head (workspace, position, recorded_at) VALUES ($1, $2, $3)`
	selectHead   = `SELECT position FROM head WHERE workspace = $1`
	updateHead   = `UPDATE head SET position = $1 WHERE workspace = $2`
	countObjects = `SELECT count(*) FROM object WHERE workspace = $1`
)

func TestQueriesOfThisSuiteArePortable(t *testing.T) {
	storetest.CheckQueries(t, insertHead, selectHead, updateHead, countObjects)
}

// position reads a workspace's head outside any transaction; -1 means that there is none.
func position(t *testing.T, db *store.DB, workspace string) int64 {
	t.Helper()
	got, found, err := store.One(t.Context(), db.Read(), func(p *int64) []any { return []any{p} }, selectHead, workspace)
	if err != nil {
		t.Fatal(err)
	}
	if !found {
		return -1
	}
	return got
}

func exec(ctx context.Context, tx *sql.Tx, text string, args ...any) error {
	_, err := tx.ExecContext(ctx, text, args...)
	return err
}

func TestWhatIsWrittenIsReadAndWhatFailsIsNot(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		if err := db.Write(ctx, func(tx *sql.Tx) error { return exec(ctx, tx, insertHead, "w", 1, 10) }); err != nil {
			t.Fatal(err)
		}
		refused := errors.New("refused")
		err := db.Write(ctx, func(tx *sql.Tx) error {
			if err := exec(ctx, tx, updateHead, 2, "w"); err != nil {
				return err
			}
			return refused
		})
		if err != refused {
			t.Errorf("the error of fn came back as %v", err)
		}
		if got := position(t, db, "w"); got != 1 {
			t.Errorf("position %d after a refused transaction, want 1", got)
		}
	})
}

func TestPanicInsideAWriteLeavesNothingAndNoLock(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = db.Write(ctx, func(tx *sql.Tx) error {
				if err := exec(ctx, tx, insertHead, "w", 1, 10); err != nil {
					t.Error(err)
				}
				panic("bug")
			})
		}()
		if got := position(t, db, "w"); got != -1 {
			t.Errorf("position %d after a panic, want none", got)
		}
		if err := db.Write(ctx, func(tx *sql.Tx) error { return exec(ctx, tx, insertHead, "w", 3, 10) }); err != nil {
			t.Errorf("the next write: %v", err)
		}
	})
}

func TestDuplicateTellsUniqueViolationsFromOthers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		credential := `INSERT INTO credential (workspace, user_id, email, hash, changed_at) VALUES ($1, $2, $3, $4, $5)`
		add := func(args ...any) error {
			return db.Write(ctx, func(tx *sql.Tx) error { return exec(ctx, tx, credential, args...) })
		}
		if err := add("w", "user_1", "a@example.com", "h", 1); err != nil {
			t.Fatal(err)
		}
		if err := add("w", "user_1", "b@example.com", "h", 1); !store.Duplicate(err) {
			t.Errorf("second primary key: %v is no duplicate", err)
		}
		if err := add("w", "user_2", "a@example.com", "h", 1); !store.Duplicate(err) {
			t.Errorf("second unique key: %v is no duplicate", err)
		}
		if err := add("other", "user_1", "a@example.com", "h", 1); err != nil {
			t.Errorf("the same in another workspace: %v", err)
		}
		if err := add("w", "user_3", nil, "h", 1); err == nil || store.Duplicate(err) {
			t.Errorf("a missing email: %v", err)
		}
		if store.Duplicate(nil) || store.Duplicate(errors.New("other")) {
			t.Error("no error, or a foreign one, is a duplicate")
		}
	})
}

func TestTextInANumberColumnIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		err := db.Write(ctx, func(tx *sql.Tx) error { return exec(ctx, tx, insertHead, "w", "abc", 1) })
		if err == nil {
			t.Error("'abc' was stored as a position")
		}
	})
}

func TestConcurrentWritersOfOneRowLoseNoUpdate(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		if err := db.Write(ctx, func(tx *sql.Tx) error { return exec(ctx, tx, insertHead, "w", 0, 1) }); err != nil {
			t.Fatal(err)
		}
		const writers, each = 8, 10
		var group sync.WaitGroup
		for range writers {
			group.Go(func() {
				for range each {
					err := db.Write(ctx, func(tx *sql.Tx) error {
						at, _, err := store.One(ctx, tx, func(p *int64) []any { return []any{p} }, selectHead+db.ForUpdate(), "w")
						if err != nil {
							return err
						}
						return exec(ctx, tx, updateHead, at+1, "w")
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		if got := position(t, db, "w"); got != writers*each {
			t.Errorf("position %d, want %d", got, writers*each)
		}
	})
}

func TestDeadlockIsTriedAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		err := db.Write(ctx, func(tx *sql.Tx) error {
			return errors.Join(exec(ctx, tx, insertHead, "a", 0, 1), exec(ctx, tx, insertHead, "b", 0, 1))
		})
		if err != nil {
			t.Fatal(err)
		}
		// Two transactions take two rows in opposite order, and meet in the middle where the engine lets them.
		var middle sync.WaitGroup
		middle.Add(2)
		cross := func(first, second string) error {
			tries := 0
			return db.Write(ctx, func(tx *sql.Tx) error {
				tries++
				if err := exec(ctx, tx, updateHead, tries, first); err != nil {
					return err
				}
				if tries == 1 && db.Engine() == "postgres" {
					middle.Done()
					middle.Wait()
				}
				return exec(ctx, tx, updateHead, tries, second)
			})
		}
		var group sync.WaitGroup
		for _, order := range [][2]string{{"a", "b"}, {"b", "a"}} {
			group.Go(func() {
				if err := cross(order[0], order[1]); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
	})
}

func TestReaderSeesOnlyWhatIsCommitted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		err := db.Write(ctx, func(tx *sql.Tx) error {
			if err := exec(ctx, tx, insertHead, "w", 1, 1); err != nil {
				return err
			}
			if got := position(t, db, "w"); got != -1 {
				t.Errorf("a reader saw position %d before the commit", got)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := position(t, db, "w"); got != 1 {
			t.Errorf("position %d after the commit, want 1", got)
		}
	})
}

func TestTextKeysAreOrderedByBytes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		want := []string{"B", "Z", "_", "a", "b", "z", "é"}
		shuffled := []string{"é", "a", "Z", "z", "_", "b", "B"}
		err := db.Write(ctx, func(tx *sql.Tx) error {
			return db.Insert(ctx, tx, "head", []string{"workspace", "position", "recorded_at"}, func(yield func([]any) bool) {
				for _, name := range shuffled {
					if !yield([]any{name, int64(1), int64(1)}) {
						return
					}
				}
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := store.All(ctx, db.Read(), func(s *string) []any { return []any{s} }, `SELECT workspace FROM head ORDER BY workspace`)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("order %q, %v; want %q", got, err, want)
		}
	})
}

func TestOneAndAllOfNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scan := func(p *int64) []any { return []any{p} }
		if _, found, err := store.One(t.Context(), db.Read(), scan, selectHead, "nobody"); found || err != nil {
			t.Errorf("One: found %v, %v", found, err)
		}
		if all, err := store.All(t.Context(), db.Read(), scan, selectHead, "nobody"); len(all) != 0 || err != nil {
			t.Errorf("All: %v, %v", all, err)
		}
		if _, _, err := store.One(t.Context(), db.Read(), scan, `SELECT nonsense FROM head`); err == nil {
			t.Error("One of a wrong query: no error")
		}
	})
}

func TestCancelledWriteLeavesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		err := db.Write(ctx, func(tx *sql.Tx) error {
			defer cancel()
			return exec(ctx, tx, insertHead, "w", 1, 1)
		})
		if !errors.Is(err, context.Canceled) || errors.Is(err, store.ErrUnknownOutcome) {
			t.Errorf("error %v, want that it was cancelled", err)
		}
		if got := position(t, db, "w"); got != -1 {
			t.Errorf("position %d after a cancelled write, want none", got)
		}
	})
}

func TestSQLiteReadersAreAsManyAsCoresAndCannotWrite(t *testing.T) {
	db := storetest.Open(t, storetest.Dir(t))
	if got, want := db.Read().Stats().MaxOpenConnections, max(2, runtime.GOMAXPROCS(0)); got != want {
		t.Errorf("%d readers, want %d", got, want)
	}
	if _, err := db.Read().ExecContext(t.Context(), insertHead, "w", 1, 1); err == nil {
		t.Error("a reader could write")
	}
}

func TestSQLiteIsOpenedForPowerCuts(t *testing.T) {
	db := storetest.Open(t, storetest.Dir(t))
	text := func(s *string) []any { return []any{s} }
	err := db.Write(t.Context(), func(tx *sql.Tx) error {
		for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
			if got, _, err := store.One(t.Context(), tx, text, "PRAGMA "+pragma); err != nil || got != want {
				t.Errorf("%s is %s, %v; want %s", pragma, got, err, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestDataDirectoryIsPrivateAndFound(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "data #1?")
	storetest.Open(t, dir)
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, "arus.db"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v; want mode %o", path, info, err, want)
		}
	}
	file := filepath.Join(t.TempDir(), "other.db")
	storetest.Open(t, file)
	if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
		t.Errorf("a file named .db: %v, %v", info, err)
	}
}

func TestOpenRefusesWhatItCannotOpen(t *testing.T) {
	for _, where := range []string{"", "mysql://root:secret@localhost/x", "postgres://u:secret@127.0.0.1:1/x?connect_timeout=1", "postgres://localhost/x?pool_max_conns=1"} {
		db, err := store.Open(t.Context(), where)
		if err == nil {
			t.Errorf("%q was opened: %v", where, db.Close())
			continue
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("the password is in %q", err)
		}
	}
}
