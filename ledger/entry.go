package ledger

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"maps"
	"slices"

	"arus/sales"
	"arus/store"
)

// entry is an object as the transaction sees it.
type entry struct {
	object    sales.Object // nil: there is none
	version   int64
	effective sales.Instant // of the latest fact
	stored    bool          // has a row
	dirty     bool
}

// manyObjects of one kind make it worth while to prepare for more.
const manyObjects = 8

func (b *Book) entry(id sales.ID) *entry {
	if e, seen := b.entries[id]; seen {
		return e
	}
	e := &entry{}
	b.entries[id] = e
	if id == "" || b.broken != nil || b.isAbove(id) {
		return e
	}
	r, found, err := store.One(b.ctx, b.reader, scanRow, selectObject, string(b.ws), string(id))
	if err == nil && found {
		e.object, err = r.object()
		e.version, e.effective, e.stored = r.version, r.effective, true
	}
	b.fail(err)
	return e
}

// isAbove reports whether an id is above all of its kind in the database, as those of new objects are: an import then
// makes thousands without asking for each. The first few of a kind are asked for anyway.
func (b *Book) isAbove(id sales.ID) bool {
	kind := id.Kind()
	if b.asked[kind]++; b.asked[kind] < manyObjects {
		return false
	}
	if b.asked[kind] == manyObjects {
		from, to := kind.Range()
		highest, _, err := store.One(b.ctx, b.tx, func(id *sales.ID) []any { return []any{id} }, selectHighest, string(b.ws), from, to)
		b.fail(err)
		b.highest[kind] = highest
		if b.reader == store.Queryer(b.tx) {
			statement, err := b.tx.PrepareContext(b.ctx, selectObject) // closed by the transaction's end
			b.fail(err)
			b.reader = prepared{statement}
		}
	}
	return b.broken != nil || id > b.highest[kind]
}

// Naming lists the objects of some kinds whose state may name an id. Every reference in a state is an id between quotes in
// its text, so the text is all that the database looks at; what the transaction has changed already is listed in any case.
func (b *Book) Naming(id sales.ID, kinds ...sales.Kind) []sales.ID {
	list := map[sales.ID]bool{}
	for _, kind := range kinds {
		from, to := kind.Range()
		found, err := store.All(b.ctx, b.tx, func(id *sales.ID) []any { return []any{id} }, selectNaming, string(b.ws), from, to, `%"`+string(id)+`"%`)
		b.fail(err)
		for _, id := range found {
			list[id] = true
		}
	}
	for id, e := range b.entries {
		if e.dirty && e.object != nil && slices.Contains(kinds, id.Kind()) {
			list[id] = true
		}
	}
	return slices.Sorted(maps.Keys(list))
}

// prepared answers the one query it was made for.
type prepared struct{ *sql.Stmt }

func (p prepared) QueryContext(ctx context.Context, _ string, args ...any) (*sql.Rows, error) {
	return p.Stmt.QueryContext(ctx, args...)
}

// insert adds rows in bulk, up to one that cannot be made. It looks up from its work between bulks only: watching the
// context costs SQLite a goroutine for each row.
func (b *Book) insert(table string, columns []string, rows iter.Seq2[[]any, error]) error {
	if err := b.ctx.Err(); err != nil {
		return err
	}
	var failed error
	made := func(yield func([]any) bool) {
		for row, err := range rows {
			if failed = err; failed != nil || !yield(row) {
				return
			}
		}
	}
	err := b.l.db.Insert(context.WithoutCancel(b.ctx), b.tx, table, columns, made)
	return errors.Join(failed, err)
}
