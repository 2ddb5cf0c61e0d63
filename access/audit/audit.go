package audit

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"arus/sales"
	"arus/store"
)

// Action is what was done. Its first word is what it was done to.
type Action string

// The actions. Those of the ledger, such as user.changed, stand beside them.
const (
	SessionOpened     Action = "session.opened"  // detail: by what means
	SessionRefused    Action = "session.refused" // a wrong password, passkey or answer of a provider
	SessionLocked     Action = "session.locked_out"
	SessionEnded      Action = "session.ended" // by its own user
	SessionRevoked    Action = "session.revoked"
	PasswordSet       Action = "password.set"
	PasswordForgotten Action = "password.forgotten" // somebody asked for a link to set another
	TokenCreated      Action = "token.created"
	TokenUsed         Action = "token.used" // the first use of a day
	TokenRevoked      Action = "token.revoked"
	TokenExposed      Action = "token.exposed" // sent in an address, where it is written down on the way
	PasskeyAdded      Action = "passkey.added"
	PasskeyRemoved    Action = "passkey.removed"
	IdentityLinked    Action = "identity.linked" // an account at a provider is a user's from now on
	InvitationSent    Action = "invitation.sent"
	InvitationTaken   Action = "invitation.accepted"
	InvitationRevoked Action = "invitation.revoked"
	UserLeft          Action = "user.left" // all their sessions, tokens and links ended
	RequestDenied     Action = "request.denied"
	Exported          Action = "export.made"
)

// entryKind is the kind of an entry's id.
const entryKind sales.Kind = "aud"

// By is who asks for a change of access, and from where.
type By struct {
	Actor   string // a user's or a token's id, or a word such as "system"; empty: nobody known
	Address string // network address; empty where there is none
}

// Entry is one line of the audit.
type Entry struct {
	Workspace sales.WorkspaceID
	ID        string
	At        sales.Instant
	By
	Action Action
	Object string // id of what it was done to
	Detail string // a few words; never a secret
	Times  int64  // how often it happened since the entry before of its kind; 1 unless it is a refusal
}

// Log writes and reads the audit of all workspaces in a database. It is safe for use by many goroutines.
type Log struct {
	db     *store.DB
	clock  func() time.Time
	random io.Reader
	damper damper
	notes  notes
}

// notes are entries on their way to the database in the background: one writer takes all that wait in one transaction, so
// that a flood does not make thousands stand in line for the database.
type notes struct {
	mu      sync.Mutex
	waiting []Entry
	writing bool
	writer  sync.WaitGroup
}

// New makes the log of a migrated database. Call [Log.Settle] before the database is closed.
func New(db *store.DB, clock func() time.Time, random io.Reader) *Log {
	if random == nil {
		random = rand.Reader
	}
	return &Log{db: db, clock: clock, random: random, damper: damper{open: map[string]*window{}}}
}

const insertEntry = `INSERT INTO audit (workspace, noted_at, id, actor, action, object, address, detail, times)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`

// Write adds an entry in the transaction of what it tells of. Its id and time are given here.
func (l *Log) Write(ctx context.Context, tx *sql.Tx, e Entry) error {
	var entropy [10]byte
	if _, err := io.ReadFull(l.random, entropy[:]); err != nil {
		return fmt.Errorf("audit: no randomness: %w", err)
	}
	at := sales.InstantOf(l.clock())
	id := sales.MintID(entryKind, at, entropy)
	_, err := tx.ExecContext(ctx, insertEntry, string(e.Workspace), int64(at), string(id), plain(e.Actor), string(e.Action), plain(e.Object),
		plain(e.Address), plain(e.Detail), max(1, e.Times))
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

const plainMost = 300 // bytes of any text of an entry

// plain makes a text fit to be kept and shown: some come from strangers.
func plain(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	if len(text) > plainMost {
		text = strings.ToValidUTF8(text[:plainMost], "")
	}
	return text
}

// Add writes entries by themselves: all of them, or none.
func (l *Log) Add(ctx context.Context, entries ...Entry) error {
	return l.db.Write(ctx, func(tx *sql.Tx) error {
		for _, e := range entries {
			if err := l.Write(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

const (
	patience  = 10 * time.Second // how long a batch in the background waits for the writer of the database
	batchMost = 500              // entries of a transaction in the background
)

// Note writes a refusal in the background. The first of its kind from an actor and an address is written at once; those
// that follow within a quarter of an hour are counted and written as one, so that nobody fills a disk by being refused.
func (l *Log) Note(e Entry) {
	l.later(l.damper.take(e, l.clock()))
}

// later has entries written in the background.
func (l *Log) later(due []Entry) {
	if len(due) == 0 {
		return
	}
	n := &l.notes
	n.mu.Lock()
	defer n.mu.Unlock()
	n.waiting = append(n.waiting, due...)
	if !n.writing {
		n.writing = true
		n.writer.Go(l.drain)
	}
}

// drain writes what waits until nothing does.
func (l *Log) drain() {
	for n := &l.notes; ; {
		n.mu.Lock()
		batch := n.waiting[:min(len(n.waiting), batchMost)]
		n.waiting = n.waiting[len(batch):]
		n.writing = len(batch) > 0
		n.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		_ = l.Add(ctx, batch...) // the refusals themselves stand; notes that fail are lost
		cancel()
	}
}

// Settle writes what has been counted, and waits for all that is being written in the background.
func (l *Log) Settle() {
	l.later(l.damper.rest())
	l.notes.writer.Wait()
}
