package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"testing"

	"arus/store"
	"arus/store/storetest"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// A commit that the engine refuses, and says so, is a failure like any other.
func TestRefusedCommitIsKnownNotToHaveHappened(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		err := db.WriteSchema(ctx, func(tx *sql.Tx) error {
			return errors.Join(
				exec(ctx, tx, `CREATE TABLE parent (id BIGINT PRIMARY KEY)`),
				exec(ctx, tx, `CREATE TABLE child (parent BIGINT REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)`))
		})
		if err != nil {
			t.Fatal(err)
		}
		calls := 0
		err = db.Write(ctx, func(tx *sql.Tx) error {
			calls++
			return errors.Join(exec(ctx, tx, insertHead, "w", 1, 1), exec(ctx, tx, `INSERT INTO child VALUES (7)`))
		})
		if err == nil || errors.Is(err, store.ErrUnknownOutcome) || calls != 1 {
			t.Errorf("after %d calls: %v, want a plain failure after one", calls, err)
		}
		if got := position(t, db, "w"); got != -1 {
			t.Errorf("position %d of a refused commit", got)
		}
	})
}

// On PostgreSQL a failed statement spoils the transaction even when fn swallows its error.
func TestSwallowedErrorIsNoCommitOnPostgres(t *testing.T) {
	db, ctx := storetest.Open(t, storetest.Postgres(t, storetest.Fast)), t.Context()
	err := db.Write(ctx, func(tx *sql.Tx) error {
		if err := exec(ctx, tx, insertHead, "w", 1, 1); err != nil {
			return err
		}
		_ = exec(ctx, tx, insertHead, "w", 1, 1) // the mistake under test
		return nil
	})
	if err == nil || errors.Is(err, store.ErrUnknownOutcome) {
		t.Errorf("error %v, want a plain failure", err)
	}
}

func TestLostAnswerToCommitIsAnUnknownOutcome(t *testing.T) {
	where := storetest.Postgres(t, storetest.Fast)
	direct, ctx := storetest.Open(t, where), t.Context()
	line := newBadLine(t, where)
	db := fresh(t, line.url)
	write := func(workspace string) (calls int, err error) {
		err = db.Write(ctx, func(tx *sql.Tx) error {
			calls++
			return exec(ctx, tx, insertHead, workspace, 1, 1)
		})
		return calls, err
	}
	if _, err := write("before"); err != nil {
		t.Fatal(err)
	}
	line.swallow.Store(true)
	calls, err := write("w")
	if !errors.Is(err, store.ErrUnknownOutcome) || calls != 1 {
		t.Errorf("after %d calls: %v, want an unknown outcome after one", calls, err)
	}
	if got := position(t, direct, "w"); got != 1 {
		t.Errorf("position %d: the commit whose answer was lost had taken effect, and must show", got)
	}
	line.swallow.Store(false)
	if _, err := write("after"); err != nil {
		t.Errorf("on a good line again: %v", err)
	}
}

func TestConnectionLostBeforeCommitIsAPlainFailure(t *testing.T) {
	where := storetest.Postgres(t, storetest.Fast)
	db, ctx := storetest.Open(t, where), t.Context()
	err := db.Write(ctx, func(tx *sql.Tx) error {
		pid, _, err := store.One(ctx, tx, func(p *int64) []any { return []any{p} }, `SELECT pg_backend_pid()`)
		if err != nil {
			return err
		}
		if _, err := db.Read().ExecContext(ctx, `SELECT pg_terminate_backend($1)`, pid); err != nil {
			return err
		}
		return exec(ctx, tx, insertHead, "w", 1, 1)
	})
	if err == nil || errors.Is(err, store.ErrUnknownOutcome) {
		t.Errorf("error %v, want a plain failure", err)
	}
	if got := position(t, db, "w"); got != -1 {
		t.Errorf("position %d", got)
	}
}

// badLine is a line to PostgreSQL that can lose the answers to COMMIT.
type badLine struct {
	url     string
	swallow atomic.Bool
}

func newBadLine(t *testing.T, where string) *badLine {
	t.Helper()
	config, err := pgx.ParseConfig(where)
	if err != nil {
		t.Fatal(err)
	}
	network, address := pgconn.NetworkAddress(config.Host, config.Port)
	socket := filepath.Join(t.TempDir(), ".s.PGSQL.5432")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() }) // ends the loop below; its connections end with the store's
	through := url.Values{"host": {filepath.Dir(socket)}, "port": {"5432"}, "sslmode": {"disable"}}
	line := &badLine{url: (&url.URL{Scheme: "postgres", User: url.UserPassword(config.User, config.Password), Path: "/" + config.Database, RawQuery: through.Encode()}).String()}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial(network, address)
			if err != nil {
				_ = client.Close()
				return
			}
			go line.carry(client, server)
		}
	}()
	return line
}

// carry copies both ways until a COMMIT is to be lost: it reaches the server, whose answer is awaited and thrown away.
func (l *badLine) carry(client, server net.Conn) {
	defer client.Close()
	defer server.Close()
	var losing atomic.Bool
	go func() {
		buffer := make([]byte, 1<<16)
		for {
			n, err := client.Read(buffer)
			if err != nil {
				_ = server.Close()
				return
			}
			if l.swallow.Load() && bytes.Contains(bytes.ToLower(buffer[:n]), []byte("commit")) {
				losing.Store(true)
			}
			if _, err := server.Write(buffer[:n]); err != nil {
				return
			}
		}
	}()
	buffer := make([]byte, 1<<16)
	for {
		n, err := server.Read(buffer)
		if err != nil || losing.Load() {
			return
		}
		if _, err := io.Copy(client, bytes.NewReader(buffer[:n])); err != nil {
			return
		}
	}
}

func TestWakeReachesListenersAfterTheCommitOnly(t *testing.T) {
	where := storetest.Postgres(t, storetest.Fast)
	db := storetest.Open(t, where)
	ctx, cancel := context.WithCancel(t.Context())
	heard, ended := make(chan string, 10), make(chan error, 1)
	go func() { ended <- db.Listen(ctx, "arus_Test", func(payload string) { heard <- payload }) }()
	if got := <-heard; got != "" {
		t.Fatalf("listening begins with %q, want an empty hint", got)
	}
	refused := errors.New("refused")
	err := db.Write(ctx, func(tx *sql.Tx) error {
		return errors.Join(db.Wake(ctx, tx, "arus_Test", "rolled back"), refused)
	})
	if !errors.Is(err, refused) {
		t.Fatal(err)
	}
	if err := db.Write(ctx, func(tx *sql.Tx) error { return db.Wake(ctx, tx, "arus_Test", "w 17") }); err != nil {
		t.Fatal(err)
	}
	if got := <-heard; got != "w 17" {
		t.Errorf("heard %q, want the committed wake-up", got)
	}
	// The connection is lost: the listener comes back by itself and says that it may have missed something.
	if _, err := db.Read().ExecContext(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()`); err != nil {
		t.Fatal(err)
	}
	if got := <-heard; got != "" {
		t.Errorf("heard %q after the connection was lost, want an empty hint", got)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}

func TestListenOnSQLiteWaitsForItsEnd(t *testing.T) {
	db := storetest.Open(t, storetest.Dir(t))
	ctx, cancel := context.WithCancel(t.Context())
	if err := db.Write(ctx, func(tx *sql.Tx) error { return db.Wake(ctx, tx, "c", "p") }); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := db.Listen(ctx, "c", func(string) { t.Error("heard something") }); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}
