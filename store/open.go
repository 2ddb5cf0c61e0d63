package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// DB is one open database. It is safe for use by many goroutines.
type DB struct {
	dialect
	write    *sql.DB // SQLite: exactly one connection, because SQLite has one writer anyway and queueing here is fair
	read     *sql.DB
	postgres *pgx.ConnConfig // nil on SQLite; for connections of our own, outside the pools
	conns    sync.Map        // *sql.Tx -> *sql.Conn of the transactions that Write has open, for Insert
}

// fileName is the database file inside a data directory.
const fileName = "arus.db"

// Open opens a database and makes sure that it answers. It does not touch the schema: call [DB.Migrate].
//
// where is a PostgreSQL URL (postgres://…, in which pool_max_conns limits the connections of this node, default 48),
// a file that ends in .db, or a directory, in which the file arus.db is used. Directory and file are made when missing,
// readable by their owner only.
func Open(ctx context.Context, where string) (*DB, error) {
	switch {
	case where == "":
		return nil, errors.New("store: no database named: give a directory or a postgres:// URL")
	case strings.HasPrefix(where, "postgres://"), strings.HasPrefix(where, "postgresql://"):
		return openPostgres(ctx, where)
	case strings.Contains(where, "://"):
		scheme, _, _ := strings.Cut(where, "://") // the rest may hold a password
		return nil, fmt.Errorf("store: cannot open a %s:// database: give a directory or a postgres:// URL", scheme)
	}
	return openSQLite(ctx, where)
}

func openSQLite(ctx context.Context, where string) (*DB, error) {
	path, err := databaseFile(where)
	if err != nil {
		return nil, err
	}
	// The writer comes first and turns on WAL, which is kept in the file; readers find it so.
	// FULL, not NORMAL: with NORMAL an acknowledged command is lost at a power cut.
	write, err := sql.Open("sqlite", sqliteName(path, "journal_mode(WAL)", "synchronous(FULL)")+"&_txlock=immediate")
	if err != nil {
		return nil, fmt.Errorf("store: open %s: %w", path, err)
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", sqliteName(path, "query_only(1)"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: open %s: %w", path, err), write.Close())
	}
	// All connections share one page-cache mutex: more readers than cores take time from the writer.
	readers := max(2, runtime.GOMAXPROCS(0))
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return answering(ctx, &DB{dialect: sqliteDialect(), write: write, read: read}, path)
}

// databaseFile finds the file that where means and makes sure that it exists.
func databaseFile(where string) (string, error) {
	path, err := filepath.Abs(where)
	if err != nil {
		return "", fmt.Errorf("store: %w", err)
	}
	if info, err := os.Stat(path); (err != nil || info.IsDir()) && filepath.Ext(path) != ".db" {
		path = filepath.Join(path, fileName)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("store: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", fmt.Errorf("store: %w", err)
	}
	return path, file.Close()
}

func sqliteName(path string, pragmas ...string) string {
	query := url.Values{"_pragma": append([]string{"busy_timeout(10000)", "foreign_keys(1)", "cache_size(-65536)"}, pragmas...)}
	query.Set("_dqs", "0") // a misspelt column must not become a string
	return (&url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: query.Encode()}).String()
}

func openPostgres(ctx context.Context, where string) (*DB, error) {
	config, err := pgx.ParseConfig(where)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err) // pgx leaves the password out
	}
	conns := 48
	if text, ok := config.RuntimeParams["pool_max_conns"]; ok {
		delete(config.RuntimeParams, "pool_max_conns")
		if conns, err = strconv.Atoi(text); err != nil || conns < 3 {
			return nil, fmt.Errorf("store: pool_max_conns must be a number of at least 3, not %q", text)
		}
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "arus"
	}
	// Two pools, so that a flood of readers cannot starve the writers, and so that
	// reading while writing cannot wait for itself.
	readers := conns / 3
	db := &DB{dialect: postgresDialect(), write: stdlib.OpenDB(*config), read: stdlib.OpenDB(*config), postgres: config}
	db.read.SetMaxOpenConns(readers)
	db.read.SetMaxIdleConns(readers)
	db.write.SetMaxOpenConns(conns - readers)
	db.write.SetMaxIdleConns(conns - readers)
	return answering(ctx, db, fmt.Sprintf("database %s on %s", config.Database, config.Host))
}

// answering returns the database if both pools reach it, and closes it otherwise.
func answering(ctx context.Context, d *DB, name string) (*DB, error) {
	for _, pool := range []*sql.DB{d.write, d.read} {
		if err := d.patiently(ctx, func() error { return pool.PingContext(ctx) }); err != nil {
			return nil, errors.Join(fmt.Errorf("store: open %s: %w", name, err), d.Close())
		}
	}
	return d, nil
}

// Close closes all connections. Transactions still open are rolled back.
func (d *DB) Close() error { return errors.Join(d.read.Close(), d.write.Close()) }

// Read is the pool for queries outside a transaction of [DB.Write]. On SQLite it refuses to write.
// Do not hold rows of one query open while running another: the pool may be as small as two connections.
func (d *DB) Read() *sql.DB { return d.read }

// Writer is the pool behind [DB.Write], for a library that runs transactions of its own (package job). Everything else
// uses Write, which knows what to try again and what a failed COMMIT means. On SQLite it is the one connection that writes.
func (d *DB) Writer() *sql.DB { return d.write }

// PostgresURL is the URL the database was opened with, and may hold a password; it is empty on SQLite.
// It is for a library that has to listen on a connection of its own (package job).
func (d *DB) PostgresURL() string {
	if d.postgres == nil {
		return ""
	}
	return d.postgres.ConnString()
}
