package store

import (
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// dialect is the closed list of what differs between the engines, apart from the DDL.
type dialect struct {
	engine     string
	forUpdate  string
	skipLocked string
	lockSchema string // statement that keeps other migrators out until the transaction ends; "" where BEGIN does
	notify     string // statement that wakes listeners when the transaction commits; "" where there is one node
	again      func(error) bool
	undone     func(error) bool
}

func sqliteDialect() dialect {
	return dialect{engine: "sqlite", again: sqliteAgain, undone: sqliteUndone}
}

func postgresDialect() dialect {
	return dialect{
		engine:     "postgres",
		forUpdate:  " FOR UPDATE",
		skipLocked: " FOR UPDATE SKIP LOCKED",
		lockSchema: "SELECT pg_advisory_xact_lock(4706311)", // any number, the same in every version of Arus
		notify:     "SELECT pg_notify($1, $2)",
		again:      postgresAgain,
		undone:     postgresUndone,
	}
}

// Engine is "sqlite" or "postgres".
func (d *DB) Engine() string { return d.engine }

// ForUpdate is what a SELECT ends with to lock its rows until the transaction ends.
// It is empty on SQLite, where a transaction of [DB.Write] is alone from its beginning.
func (d *DB) ForUpdate() string { return d.forUpdate }

// SkipLocked is [DB.ForUpdate] that leaves out the rows which another transaction has locked.
func (d *DB) SkipLocked() string { return d.skipLocked }

// Duplicate reports whether a statement failed because a primary or unique key was already there.
func Duplicate(err error) bool {
	if code, ok := sqliteCode(err); ok {
		return code == lib.SQLITE_CONSTRAINT_UNIQUE || code == lib.SQLITE_CONSTRAINT_PRIMARYKEY || code == lib.SQLITE_CONSTRAINT_ROWID
	}
	return postgresCode(err) == "23505"
}

// sqliteAgain: another process has the lock. The extended codes keep the primary one in the low byte.
func sqliteAgain(err error) bool {
	code, _ := sqliteCode(err)
	return code&0xff == lib.SQLITE_BUSY || code&0xff == lib.SQLITE_LOCKED
}

// sqliteUndone: SQLite refused the COMMIT before writing it. After an I/O error or a full disk
// the commit record may be in the log and survive, so those stay unknown.
func sqliteUndone(err error) bool {
	code, _ := sqliteCode(err)
	return sqliteAgain(err) || code&0xff == lib.SQLITE_CONSTRAINT
}

// postgresAgain: serialization failure and deadlock, which PostgreSQL asks to be tried again.
func postgresAgain(err error) bool {
	code := postgresCode(err)
	return code == "40001" || code == "40P01"
}

// postgresUndone: the server answered the COMMIT, and the answer means a rollback: a deferred constraint, a
// serialization failure, or an earlier failed statement. Anything else, a lost connection above all, says nothing.
func postgresUndone(err error) bool {
	code := postgresCode(err)
	return errors.Is(err, pgx.ErrTxCommitRollback) || postgresAgain(err) || code == "25P02" || len(code) == 5 && code[:2] == "23"
}

func sqliteCode(err error) (int, bool) {
	var failure *sqlite.Error
	if errors.As(err, &failure) {
		return failure.Code(), true
	}
	return 0, false
}

func postgresCode(err error) string {
	var failure *pgconn.PgError
	if errors.As(err, &failure) {
		return failure.Code
	}
	return ""
}
