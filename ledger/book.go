package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"arus/ledger/codec"
	"arus/sales"
	"arus/store"
)

// Book is one workspace inside one transaction: the current state as far as it was looked at, and what is to be written.
// It is the World that commands decide on.
type Book struct {
	l   *Ledger
	ctx context.Context
	tx  *sql.Tx
	ws  sales.WorkspaceID

	head        head
	began       head // as the transaction found it
	entries     map[sales.ID]*entry
	reader      store.Queryer                  // finds objects: tx, or a prepared statement of it
	asked       map[sales.Kind]int             // how many objects of a kind were asked of the database
	highest     map[sales.Kind]sales.ID        // id in the database, as far as asked for
	lines       []Event                        // not yet inserted
	rehearsing  bool                           // inserted only when they are asked for
	origins     map[string]map[origin]sales.ID // by source, as far as asked for
	fresh       map[origin]sales.ID            // of objects that the transaction creates
	broken      error                          // a failure of the database: the transaction is lost
	who         Who                            // of the request at hand
	actor       string                         // of the order at hand
	events      []Event
	definitions map[sales.ID]*definition // whose past was asked for
}

func (l *Ledger) openBook(ctx context.Context, tx *sql.Tx, ws sales.WorkspaceID) (*Book, error) {
	h, found, err := store.One(ctx, tx, scanHead, selectHead+l.db.ForUpdate(), string(ws))
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, sales.Missing(sales.ID(ws))
	}
	return &Book{l: l, ctx: ctx, tx: tx, ws: ws, head: h, began: h, entries: map[sales.ID]*entry{}, reader: tx,
		asked: map[sales.Kind]int{}, highest: map[sales.Kind]sales.ID{},
		origins: map[string]map[origin]sales.ID{}, fresh: map[origin]sales.ID{},
		definitions: map[sales.ID]*definition{}}, nil
}

// Workspace is the id of the workspace that the book is of.
func (b *Book) Workspace() sales.ID { return sales.ID(b.ws) }

// Object is the current state of an object, or nil.
func (b *Book) Object(id sales.ID) sales.Object { return b.entry(id).object }

// Version of the current state; 0 when there is no such object.
func (b *Book) Version(id sales.ID) int64 { return b.entry(id).version }

// Now is the instant at which the request at hand is recorded.
func (b *Book) Now() sales.Instant { return b.head.recorded }

func (b *Book) fail(err error) {
	if b.broken == nil {
		b.broken = err
	}
}

// Do decides one order and takes its facts into the book. Nothing is final before the request's transaction commits.
func (b *Book) Do(o Order) ([]Event, error) {
	at := o.At
	if at == 0 {
		at = b.head.recorded
	}
	subject := o.Command.Subject()
	switch {
	case at > b.head.recorded:
		return nil, sales.Invalid("/at", "in_future", "%s has not come yet", at)
	case at < b.head.recorded && subject.Kind() == sales.ImportKind:
		// An import is taken back by the instant it was recorded at, which is its effective one.
		return nil, sales.Invalid("/at", "import_back_dated", "an import is noted when it happens, not at %s", at)
	}
	b.actor = cmp.Or(o.By, b.who.Actor)
	// First: who must not know of an object must not learn that it has another version either.
	if b.who.Guard != nil {
		if err := b.who.Guard(b.ctx, b.who, b, o); err != nil {
			return nil, err
		}
	}
	e := b.entry(subject)
	if o.IfVersion != 0 && o.IfVersion != e.version {
		if e.object == nil {
			return nil, sales.Missing(subject)
		}
		return nil, sales.Stale(subject, e.version, o.IfVersion)
	}
	if err := b.l.guard(b.ctx, b.who, b, o); err != nil {
		return nil, err
	}
	world := b.worldAt(subject, at)
	o.At = at
	if err := b.l.gate(b.ctx, b.who, b.defined(world, at), o); err != nil {
		return nil, err
	}
	facts, err := o.Command.Decide(world, at)
	if b.broken != nil {
		return nil, b.broken
	}
	for _, f := range facts {
		if err == nil {
			err = b.checkOrigin(f)
		}
	}
	if err != nil {
		return nil, err
	}
	began := len(b.events)
	for _, f := range facts {
		if err := b.take(f); err != nil {
			b.fail(err)
			return nil, err
		}
	}
	return b.events[began:], nil
}

// take writes a fact down and folds it into its object.
func (b *Book) take(f sales.Fact) error {
	e := b.entry(f.Object)
	b.head.position++
	e.version++
	event := Event{Position: b.head.position, Fact: f, Version: e.version, Recorded: b.head.recorded, Actor: b.actor, Cause: b.who.Cause}
	b.events = append(b.events, event)
	b.lines = append(b.lines, event)
	if len(b.lines) >= linesAtOnce && !b.rehearsing {
		if err := b.insertLines(); err != nil {
			return err
		}
	}
	e.dirty = true
	if key, ok := originOf(f); ok {
		b.fresh[key] = f.Object
	}
	if undone, ok := f.Event.(sales.ImportUndone); ok {
		if err := b.retract(undone.Recorded); err != nil {
			return err
		}
	}
	if e.object != nil && f.At < e.effective {
		return b.refold(f.Object, e)
	}
	if e.object == nil {
		if e.object = codec.NewObject(f.Object.Kind()); e.object == nil {
			return fmt.Errorf("ledger: %q is of no kind that this version of Arus knows", string(f.Object))
		}
	}
	e.effective = f.At
	return foldInto(e.object, event)
}

// past is a world in which one object stands as it stood at an earlier moment.
type past struct {
	*Book
	id sales.ID
	as sales.Object
}

func (p past) Object(id sales.ID) sales.Object {
	if id == p.id {
		return p.as
	}
	return p.Book.Object(id)
}

// worldAt lets a back-dated command decide on its subject as it was at the command's moment. Everything else is seen as
// it is now: definitions never lose a stage, and people and accounts are only ever hidden.
func (b *Book) worldAt(subject sales.ID, at sales.Instant) sales.World {
	e := b.entry(subject)
	if e.object == nil || at >= e.effective {
		return b
	}
	events, err := b.life(subject)
	if err != nil {
		b.fail(err)
		return b
	}
	before := slices.IndexFunc(events, func(v Event) bool { return v.At > at })
	if before == 0 {
		return b // before its first fact: the command sees the object and refuses with the reason
	}
	as, err := fold(subject, events[:before])
	b.fail(err)
	return past{b, subject, as}
}

// dated is a world with the definitions of an earlier moment.
type dated struct {
	sales.World
	book *Book
	at   sales.Instant
}

func (d dated) Object(id sales.ID) sales.Object {
	if id.Kind() == sales.PipelineKind {
		return d.book.definition(id, d.at)
	}
	return d.World.Object(id)
}

func (b *Book) defined(w sales.World, at sales.Instant) sales.World {
	if at >= b.head.recorded {
		return w
	}
	return dated{w, b, at}
}

// definition is an object as it stood at a moment; before its first fact, as that fact made it. The facts are kept, since
// an import asks once for each step of each deal.
func (b *Book) definition(id sales.ID, at sales.Instant) sales.Object {
	e := b.entry(id)
	if e.object == nil || at >= e.effective {
		return e.object
	}
	kept, known := b.definitions[id]
	if !known || kept.version != e.version {
		events, err := b.life(id)
		if err != nil {
			b.fail(err)
			return e.object
		}
		kept = &definition{version: e.version, events: events, states: map[int]sales.Object{}}
		b.definitions[id] = kept
	}
	n := slices.IndexFunc(kept.events, func(v Event) bool { return v.At > at })
	if n < 0 {
		n = len(kept.events)
	}
	if n = max(n, 1); kept.states[n] == nil {
		as, err := fold(id, kept.events[:n])
		b.fail(err)
		kept.states[n] = as
	}
	return kept.states[n]
}

// definition is an object with its past, as far as it was asked for.
type definition struct {
	version int64
	events  []Event
	states  map[int]sales.Object // by the number of facts
}

// life reads the facts of an object that hold, in the order of (effective, position).
func (b *Book) life(id sales.ID) ([]Event, error) {
	if err := b.insertLines(); err != nil {
		return nil, err
	}
	events, err := b.l.events(b.ctx, b.tx, selectLife, string(b.ws), string(id))
	if err != nil {
		return nil, err
	}
	spans, err := store.All(b.ctx, b.tx, scanSpan, selectRetracted, string(b.ws))
	if err != nil {
		return nil, err
	}
	return InOrder(events, func(v Event) bool {
		return id.Kind() != sales.ImportKind && slices.ContainsFunc(spans, func(s span) bool { return s.first <= v.Position && v.Position <= s.last })
	}), nil
}

// InOrder gives the events of one object that are not retracted, in the order in which they fold: effective, then as
// written.
func InOrder(events []Event, retracted func(Event) bool) []Event {
	kept := slices.DeleteFunc(slices.Clone(events), retracted)
	slices.SortStableFunc(kept, func(x, y Event) int { return cmp.Compare(x.At, y.At) })
	return kept
}

func fold(id sales.ID, events []Event) (sales.Object, error) {
	object := codec.NewObject(id.Kind())
	for _, v := range events {
		if err := foldInto(object, v); err != nil {
			return nil, err
		}
	}
	return object, nil
}

// foldInto takes an event into an object. That an event does not fit is damage, never a problem of who asked.
func foldInto(object sales.Object, v Event) error {
	if err := object.Fold(v.Fact); err != nil {
		return fmt.Errorf("ledger: event %d of %s: %v", v.Position, v.Object, err)
	}
	return nil
}

// refold makes the current state anew from all facts that hold. With none left there is no object.
func (b *Book) refold(id sales.ID, e *entry) error {
	events, err := b.life(id)
	if err != nil {
		return err
	}
	e.dirty = true
	if len(events) == 0 {
		e.object, e.effective = nil, 0
		return nil
	}
	e.effective = events[len(events)-1].At
	e.object, err = fold(id, events)
	return err
}

// linesAtOnce bounds the memory of an import.
const linesAtOnce = 8192

// insertLines writes the events that wait.
func (b *Book) insertLines() error {
	if len(b.lines) == 0 {
		return nil
	}
	columns := []string{"workspace", "position", "kind", "object", "version", "effective_at", "recorded_at", "actor", "command", "body"}
	err := b.insert("event", columns, func(yield func([]any, error) bool) {
		cells := make([]any, len(columns))
		for _, v := range b.lines {
			body, err := json.Marshal(v.Event)
			cells = append(cells[:0], string(b.ws), v.Position, v.Event.Name(), string(v.Object), v.Version, int64(v.At), int64(v.Recorded), v.Actor, v.Cause, string(body))
			if !yield(cells, err) {
				return
			}
		}
	})
	b.lines = b.lines[:0]
	return err
}

// flush writes everything down, so that the transaction can commit.
func (b *Book) flush() error {
	if b.head.position == b.began.position {
		return nil
	}
	if err := errors.Join(b.insertLines(), b.writeObjects(), b.writeOrigins()); err != nil {
		return err
	}
	if _, err := b.tx.ExecContext(b.ctx, updateHead, b.head.position, int64(b.head.recorded), string(b.ws)); err != nil {
		return err
	}
	return b.l.db.Wake(b.ctx, b.tx, wakeChannel, string(b.ws))
}
