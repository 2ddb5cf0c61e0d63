package access

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"io"
	"sync"
	"time"

	"arus/access/audit"
	"arus/sales"
	"arus/store"
)

// Caller is who asks, once it is known.
type Caller struct {
	Workspace sales.WorkspaceID
	User      sales.UserID // empty for a token that belongs to nobody
	Name      string       // of the person, or of the token
	Role      Role         // of the person, or the one a token was given
	Roles     []Role       // in which they act; nil: in Role
	Scopes    Scopes       // what a token is held to; empty: all that its role may
	Token     string       // id of the token; empty for a person
	Session   string       // id of the session; empty for a token
	Renew     bool         // the session's secret is to be replaced: see [Access.Rotate]
	Demo      bool         // signed in by the demo, without a password
}

// Person is who a user is now.
type Person struct {
	Name   string
	Active bool   // still belongs to the workspace
	Roles  []Role // the main one first
}

// Roster says who a user is now.
type Roster func(ctx context.Context, ws sales.WorkspaceID, user sales.UserID) (Person, error)

// Access is the door. It is safe for use by many goroutines, and beside others on the same database.
type Access struct {
	db      *store.DB
	clock   func() time.Time
	random  io.Reader
	roster  Roster
	audit   *audit.Log
	cache   *cache
	guesses *guesses
	hashing chan struct{} // as many as may hash passwords at once: each takes 19 MiB
	noting  sync.Map      // keys of the notes under way
	notes   sync.WaitGroup
	matches func(password, hash string) bool // a field, so that a test can count how often a password is hashed
}

// hashers bounds the memory that strangers can make us use by signing in.
const hashers = 4

// New makes the door to a database. random yields the secrets and must be safe for concurrent use, as [rand.Reader] is.
func New(db *store.DB, clock func() time.Time, random io.Reader) *Access {
	if random == nil {
		random = rand.Reader
	}
	return &Access{db: db, clock: clock, random: random, audit: audit.New(db, clock, random), cache: newCache(), guesses: &guesses{db: db},
		hashing: make(chan struct{}, hashers), matches: matches}
}

// WithRoster lets a asks who users are, so that those who have left stay outside and callers have names. It is called
// once, before a is used. Without a roster every user who can sign in is taken for an active rep.
func (a *Access) WithRoster(r Roster) *Access {
	a.roster = r
	return a
}

// now is the clock's time as the database keeps it.
func (a *Access) now() sales.Instant { return sales.InstantOf(a.clock()) }

// later is d after an instant.
func later(i sales.Instant, d time.Duration) sales.Instant {
	return i + sales.Instant(d/time.Microsecond)
}

// exec runs one statement in a transaction of its own.
func (a *Access) exec(ctx context.Context, query string, args ...any) error {
	return a.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	})
}

// notePatience is how long a note waits for the writer of the database.
const notePatience = 10 * time.Second

// note writes down that a secret was used, in the background: a request must not wait behind a long import for that. A
// note that fails is lost, and the next one comes within a minute.
func (a *Access) note(query string, now sales.Instant, ws sales.WorkspaceID, key string) {
	if _, pending := a.noting.LoadOrStore(key, struct{}{}); pending {
		return
	}
	a.notes.Go(func() {
		defer a.noting.Delete(key)
		ctx, cancel := context.WithTimeout(context.Background(), notePatience)
		defer cancel()
		_ = a.exec(ctx, query, int64(now), string(ws), key)
	})
}

// Settle waits until what is being written in the background has been written or given up. Call it before the database is
// closed.
func (a *Access) Settle() {
	a.notes.Wait()
	a.audit.Settle()
}

// Audit is the log of who came in and who was refused.
func (a *Access) Audit() *audit.Log { return a.audit }

// mintID makes an id of a kind.
func (a *Access) mintID(kind sales.Kind, now sales.Instant) (string, error) {
	var entropy [10]byte
	if _, err := io.ReadFull(a.random, entropy[:]); err != nil {
		return "", fmt.Errorf("access: no randomness: %w", err)
	}
	return string(sales.MintID(kind, now, entropy)), nil
}

// present fills in who the caller's user is, and turns away one who has left.
func (a *Access) present(ctx context.Context, c Caller) (Caller, error) {
	if c.User == "" {
		return c, nil
	}
	person := Person{Name: c.Name, Active: true, Roles: []Role{Rep}}
	if a.roster != nil {
		var err error
		if person, err = a.roster(ctx, c.Workspace, c.User); err != nil {
			return Caller{}, err
		}
	}
	if !person.Active {
		return Caller{}, denied("this person does not belong to the workspace any more")
	}
	c = c.As(person.Roles)
	if c.Token == "" {
		c.Name, c.Role = person.Name, person.Roles[0]
	}
	return c, nil
}

// As is the same caller when their user has these roles: one signed in acts in all of them, a token within its own.
func (c Caller) As(roles []Role) Caller {
	c.Roles = roles
	if c.Token != "" {
		c.Roles = held(c.Role, roles)
	}
	return c
}
