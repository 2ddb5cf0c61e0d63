package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"runtime/debug"
	"slices"
	"strings"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is one step of the schema: a file per engine, side by side, so that a reader compares them at a glance.
type migration struct {
	name     string // of the file without its ending, as 0001_ledger
	text     string
	checksum string // SHA-256 of the text, hexadecimal
}

// Migrate brings the schema to the newest step this program knows. It only goes forwards, each step in a transaction of
// its own, and any number of nodes may call it at once. It refuses a database that a newer Arus has written, naming the
// version that opened it, and one whose applied steps are not the ones this program knows.
func (d *DB) Migrate(ctx context.Context) error {
	known, err := migrationsFor(d.engine, migrationFiles)
	if err != nil {
		return err
	}
	return d.migrate(ctx, known)
}

func (d *DB) migrate(ctx context.Context, known []migration) error {
	for done := false; !done; {
		err := d.WriteSchema(ctx, func(tx *sql.Tx) (err error) {
			done, err = d.migrateOne(ctx, tx, known)
			return err
		})
		if err != nil {
			return fmt.Errorf("store: migrate: %w", err)
		}
	}
	return nil
}

// WriteSchema is [DB.Write] for a change of the schema: one at a time over all nodes.
// It is for libraries that bring tables of their own (package job).
func (d *DB) WriteSchema(ctx context.Context, fn func(tx *sql.Tx) error) error {
	return d.Write(ctx, func(tx *sql.Tx) error {
		if d.lockSchema != "" {
			// Before anything else: two at once of CREATE TABLE IF NOT EXISTS fail on PostgreSQL.
			if _, err := tx.ExecContext(ctx, d.lockSchema); err != nil {
				return err
			}
		}
		return fn(tx)
	})
}

// createSchemaStep makes the register of applied steps. It is the same on both engines and belongs to neither's twins.
const (
	createSchemaStep = `CREATE TABLE IF NOT EXISTS schema_step (name TEXT PRIMARY KEY, checksum TEXT NOT NULL, version TEXT NOT NULL)`
	selectSchemaStep = `SELECT name, checksum, version FROM schema_step ORDER BY name`
	insertSchemaStep = `INSERT INTO schema_step (name, checksum, version) VALUES ($1, $2, $3)`
)

// appliedStep is a row of the register. version is that of the Arus which applied the step.
type appliedStep struct{ name, checksum, version string }

// migrateOne checks what is applied and applies the first step that is missing; done means that none was.
func (d *DB) migrateOne(ctx context.Context, tx *sql.Tx, known []migration) (done bool, err error) {
	if _, err := tx.ExecContext(ctx, createSchemaStep); err != nil {
		return false, err
	}
	scan := func(s *appliedStep) []any { return []any{&s.name, &s.checksum, &s.version} }
	applied, err := All(ctx, tx, scan, selectSchemaStep)
	if err != nil {
		return false, err
	}
	if err := compare(applied, known); err != nil {
		return false, err
	}
	if len(applied) == len(known) {
		return true, nil
	}
	next := known[len(applied)]
	if _, err := tx.ExecContext(ctx, next.text); err != nil {
		return false, fmt.Errorf("%s: %w", next.name, err)
	}
	_, err = tx.ExecContext(ctx, insertSchemaStep, next.name, next.checksum, version())
	return false, err
}

// compare refuses a history that is not a beginning of the known one.
func compare(applied []appliedStep, known []migration) error {
	for i, step := range applied {
		switch {
		case i >= len(known):
			last := applied[len(applied)-1]
			return fmt.Errorf("the database is newer than this program: it is at step %s, written by Arus %s; open it with that version or a later one", last.name, last.version)
		case step.name != known[i].name:
			return fmt.Errorf("the database has step %s (by Arus %s) where this program has %s", step.name, step.version, known[i].name)
		case step.checksum != known[i].checksum:
			return fmt.Errorf("step %s was applied by Arus %s with another text than this program's: %.12s, not %.12s", step.name, step.version, step.checksum, known[i].checksum)
		}
	}
	return nil
}

// migrationsFor reads one engine's files in the order of their numbers.
func migrationsFor(engine string, files fs.FS) ([]migration, error) {
	paths, err := fs.Glob(files, "migrations/*."+engine+".sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(paths)
	var all []migration
	for _, path := range paths {
		text, err := fs.ReadFile(files, path)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		name := strings.TrimSuffix(strings.TrimPrefix(path, "migrations/"), "."+engine+".sql")
		all = append(all, migration{name: name, text: string(text), checksum: hex.EncodeToString(sum[:])})
	}
	return all, nil
}

// version is that of the running program, as the Go tool wrote it into the binary.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(unknown)"
}
