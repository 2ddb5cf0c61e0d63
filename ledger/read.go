package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"arus/ledger/codec"
	"arus/sales"
	"arus/store"
)

// row is an object as it is stored.
type row struct {
	id        sales.ID
	version   int64
	effective sales.Instant
	body      []byte
}

func scanRow(r *row) []any { return []any{&r.id, &r.version, &r.effective, &r.body} }

func (r row) object() (sales.Object, error) {
	object := codec.NewObject(r.id.Kind())
	if object == nil {
		return nil, fmt.Errorf("ledger: %s is of no kind that this version of Arus knows", r.id)
	}
	if err := json.Unmarshal(r.body, object); err != nil {
		return nil, fmt.Errorf("ledger: the state of %s: %w", r.id, err)
	}
	return object, nil
}

// Current is an object as it is now, with its version.
type Current struct {
	Object  sales.Object
	Version int64
}

// Load reads an object as it is now, or a problem that it is missing.
func (l *Ledger) Load(ctx context.Context, ws sales.WorkspaceID, id sales.ID) (Current, error) {
	r, found, err := store.One(ctx, l.db.Read(), scanRow, selectObject, string(ws), string(id))
	if err != nil {
		return Current{}, err
	}
	if !found {
		return Current{}, sales.Missing(id)
	}
	object, err := r.object()
	return Current{object, r.version}, err
}

// List reads up to limit objects of a kind with ids above after, in the order of their ids.
func (l *Ledger) List(ctx context.Context, ws sales.WorkspaceID, kind sales.Kind, after sales.ID, limit int) ([]Current, error) {
	from, to := kind.Range()
	var list []Current
	keep := func(r *row) error {
		object, err := r.object()
		list = append(list, Current{object, r.version})
		return err
	}
	err := store.Rows(ctx, l.db.Read(), scanRow, keep, selectKind, string(ws), max(from, string(after)), to, limit)
	return list, err
}

// ByOrigin finds the object that another system's object became. found is false when there is none.
func (l *Ledger) ByOrigin(ctx context.Context, ws sales.WorkspaceID, kind sales.Kind, from sales.Origin) (id sales.ID, found bool, err error) {
	return store.One(ctx, l.db.Read(), func(id *sales.ID) []any { return []any{id} },
		selectOrigin, string(ws), from.Source, string(kind), from.SourceID)
}

// History reads up to limit events of one object before a position, newest first. Before 0 starts at the newest.
func (l *Ledger) History(ctx context.Context, ws sales.WorkspaceID, id sales.ID, before int64, limit int) ([]Event, error) {
	if before <= 0 {
		before = math.MaxInt64
	}
	return l.events(ctx, l.db.Read(), selectHistory, string(ws), string(id), before, limit)
}

// After reads up to limit events with positions above a position, in order.
func (l *Ledger) After(ctx context.Context, ws sales.WorkspaceID, position int64, limit int) ([]Event, error) {
	return l.events(ctx, l.db.Read(), selectAfter, string(ws), position, limit)
}

// line is an event as it is stored.
type line struct {
	Event
	kind string
	body []byte
}

func scanLine(r *line) []any {
	return []any{&r.Position, &r.kind, &r.Object, &r.Version, &r.At, &r.Recorded, &r.Actor, &r.Cause, &r.body}
}

func (l *Ledger) events(ctx context.Context, q store.Queryer, text string, args ...any) ([]Event, error) {
	var all []Event
	keep := func(r *line) (err error) {
		r.Fact.Event, err = l.decoder.Decode(r.kind, r.body)
		all = append(all, r.Event)
		return err
	}
	return all, store.Rows(ctx, q, scanLine, keep, text, args...)
}
