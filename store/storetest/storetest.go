package storetest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"

	"arus/store"

	"github.com/jackc/pgx/v5"
)

// Each runs fn once on SQLite and once on PostgreSQL, each time on a fresh database with the newest schema.
func Each(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Helper()
	EachPlace(t, func(t *testing.T, where string) { fn(t, Open(t, where)) })
}

// EachPlace runs fn once per engine with the place of an empty database, as [store.Open] takes it. The place outlives
// what is opened there, so that a test can open it again, or in another process.
func EachPlace(t *testing.T, fn func(t *testing.T, where string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, Dir(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t, Fast)) })
}

const (
	memory    = "/dev/shm"
	roomLeast = 2 << 30 // bytes: a container's may be too small for the databases of packages tested side by side
)

// Dir is an empty directory for a database, removed when the test ends: in memory where the machine has a place for that,
// since every commit waits for the disk and nobody misses the data of tests. Those that cut the power choose their own place.
func Dir(tb testing.TB) string {
	tb.Helper()
	var room syscall.Statfs_t
	if err := syscall.Statfs(memory, &room); err != nil || room.Bavail*uint64(room.Bsize) < roomLeast {
		return tb.TempDir()
	}
	dir, err := os.MkdirTemp(memory, "arus-test-") //nolint:usetesting // a test's own is on a disk
	if err != nil {
		return tb.TempDir()
	}
	tb.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			tb.Error(err)
		}
	})
	return dir
}

// Open opens and migrates the database at a place, and closes it when the test ends.
func Open(tb testing.TB, where string) *store.DB {
	tb.Helper()
	db, err := store.Open(tb.Context(), where)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Errorf("close: %v", err)
		}
	})
	if err := db.Migrate(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return db
}

// Durability says what a PostgreSQL started here does at a commit.
type Durability bool

const (
	Fast    Durability = false // fsync off: right for tests, whose data nobody misses
	Durable Durability = true  // as in production: for measurements
)

// Postgres creates an empty database, dropped when the test ends, and returns its URL. Without PostgreSQL the test is
// skipped, or fails if ARUS_REQUIRE_POSTGRES=1. A server named by ARUS_TEST_POSTGRES is as durable as it is.
func Postgres(tb testing.TB, durability Durability) string {
	tb.Helper()
	server := os.Getenv("ARUS_TEST_POSTGRES")
	if server == "" {
		started, err := servers[durability]()
		if err != nil && os.Getenv("ARUS_REQUIRE_POSTGRES") != "1" {
			tb.Skipf("no PostgreSQL to test on: %v", err)
		} else if err != nil {
			tb.Fatalf("ARUS_REQUIRE_POSTGRES=1, but no PostgreSQL: %v", err)
		}
		server = started.url
	}
	name := "arus_" + strings.ToLower(rand.Text())
	command(tb.Context(), tb, server, "CREATE DATABASE "+name)
	tb.Cleanup(func() { command(context.Background(), tb, server, "DROP DATABASE "+name+" WITH (FORCE)") })
	place, err := url.Parse(server)
	if err != nil {
		tb.Fatal(err)
	}
	place.Path = "/" + name
	query := place.Query()
	query.Set("pool_max_conns", "24") // many databases share the server's connections
	place.RawQuery = query.Encode()
	return place.String()
}

// command runs one statement on the server's own database.
func command(ctx context.Context, tb testing.TB, server, text string) {
	tb.Helper()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		tb.Fatalf("connect to PostgreSQL: %v", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, text); err != nil {
		tb.Errorf("PostgreSQL: %s: %v", text, err)
	}
}
