package ledger

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"arus/ledger/codec"
	"arus/sales"
	"arus/store"
)

// Guard may refuse an order before it is decided: access, criteria, approvals. It runs under the workspace's lock, on
// every way in.
type Guard func(ctx context.Context, who Who, w sales.World, o Order) error

// Config is what a ledger needs besides its database. Both guards may be nil, which lets everything through.
type Config struct {
	Clock func() time.Time
	Guard Guard // who may: sees the world as it is now
	Gate  Guard // what is ready: sees the subject and the definitions as they were at the order's moment, which is filled in
}

// Ledger reads and writes the ledgers of all workspaces in one database. Safe for use by many goroutines.
type Ledger struct {
	db      *store.DB
	clock   func() time.Time
	guard   Guard
	gate    Guard
	decoder codec.Decoder
	writing sync.WaitGroup // lanes that are busy

	mu     sync.Mutex
	lanes  map[sales.WorkspaceID]*lane // those in which somebody writes or waits
	thread chan func()                 // that SQLite is written on, once there was something to write
	closed bool
	heard  map[sales.WorkspaceID]chan struct{} // closed at the next commit of the workspace
}

// Open starts the ledger of a migrated database. Close it before the database.
func Open(db *store.DB, config Config) *Ledger {
	l := &Ledger{db: db, clock: config.Clock, guard: config.Guard, gate: config.Gate, decoder: codec.NewDecoder(),
		lanes: map[sales.WorkspaceID]*lane{}, heard: map[sales.WorkspaceID]chan struct{}{}}
	for _, g := range []*Guard{&l.guard, &l.gate} {
		if *g == nil {
			*g = func(context.Context, Who, sales.World, Order) error { return nil }
		}
	}
	return l
}

// Close waits until the orders that were taken are written. Later ones are answered with [ErrClosed].
func (l *Ledger) Close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.writing.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.thread != nil {
		close(l.thread)
		l.thread = nil
	}
}

// CreateWorkspace makes a workspace with its settings and whatever it is to begin with, all of it or nothing.
func (l *Ledger) CreateWorkspace(ctx context.Context, who Who, facts sales.WorkspaceFacts, first ...Order) error {
	create := sales.Create[sales.WorkspaceFacts]{ID: sales.ID(who.Workspace), Facts: facts}
	r := Request{Who: who, Orders: append([]Order{{Command: create}}, first...), founding: &facts}
	_, err := l.RecordAll(ctx, r)
	if store.Duplicate(err) {
		return sales.Refused("exists", "%s exists already", string(who.Workspace))
	}
	return err
}

// found makes the rows that every workspace has.
func (l *Ledger) found(ctx context.Context, tx *sql.Tx, ws sales.WorkspaceID, name string) error {
	if _, err := tx.ExecContext(ctx, insertWorkspace, string(ws), name, l.clock().UnixMicro()); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, insertHead, string(ws))
	return err
}

// Workspaces lists the ids of all workspaces in the database.
func (l *Ledger) Workspaces(ctx context.Context) ([]sales.WorkspaceID, error) {
	return store.All(ctx, l.db.Read(), func(id *sales.WorkspaceID) []any { return []any{id} }, selectSpaces)
}

// Head is the last position of a workspace, and when it was recorded.
func (l *Ledger) Head(ctx context.Context, ws sales.WorkspaceID) (position int64, recorded sales.Instant, err error) {
	h, found, err := store.One(ctx, l.db.Read(), scanHead, selectHead, string(ws))
	if err == nil && !found {
		err = sales.Missing(sales.ID(ws))
	}
	return h.position, h.recorded, err
}

type head struct {
	position int64
	recorded sales.Instant
}

func scanHead(h *head) []any { return []any{&h.position, &h.recorded} }

// Forget drops the stored answers of requests made before a moment. They are kept for at least a day.
func (l *Ledger) Forget(ctx context.Context, ws sales.WorkspaceID, before sales.Instant) error {
	return l.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, deleteAnswer, string(ws), int64(before))
		return err
	})
}
