package ledger

import (
	"bytes"
	"math"
	"sort"

	"arus/sales"
	"arus/store"
)

// span is an unbroken run of positions.
type span struct{ first, last int64 }

func scanSpan(s *span) []any { return []any{&s.first, &s.last} }

// retract takes back every fact that was recorded at an instant, except those about imports themselves: the events stay,
// the current state forgets them. It refuses while later work rests on what would go.
func (b *Book) retract(recorded sales.Instant) error {
	if recorded == b.head.recorded {
		return sales.Refused("import_in_use", "an import is taken back by a later request than its own")
	}
	taken, err := b.recordedAt(recorded)
	if err != nil || len(taken) == 0 {
		return err
	}
	touched, created := map[sales.ID]int64{}, map[sales.ID]bool{}
	for _, v := range taken {
		if v.Object.Kind() != sales.ImportKind {
			touched[v.Object]++
			if v.Version == 1 {
				created[v.Object] = true
			}
		}
	}
	s := span{taken[0].Position, taken[len(taken)-1].Position}
	if err := b.refuseLaterWork(s, touched, created); err != nil {
		return err
	}
	if _, err := b.tx.ExecContext(b.ctx, insertRetraction, string(b.ws), s.first, s.last, b.head.position); err != nil {
		return err
	}
	for id, events := range touched {
		if err := b.forget(id, events); err != nil {
			return err
		}
	}
	return b.forgetOrigins(taken)
}

// recordedAt reads the events of one request. Instants rise with positions, so the first is found by halving.
func (b *Book) recordedAt(at sales.Instant) ([]Event, error) {
	if err := b.insertLines(); err != nil {
		return nil, err
	}
	var failed error
	first := 1 + sort.Search(int(b.head.position), func(i int) bool {
		found, err := b.l.events(b.ctx, b.tx, selectOne, string(b.ws), int64(i+1))
		if err != nil {
			failed = err
		}
		return err != nil || len(found) == 0 || found[0].Recorded >= at
	})
	var all []Event
	for after := int64(first - 1); failed == nil; after = all[len(all)-1].Position {
		page, err := b.l.events(b.ctx, b.tx, selectAfter, string(b.ws), after, pageLength)
		for _, v := range page {
			if v.Recorded != at {
				return all, err
			}
			all = append(all, v)
		}
		if failed = err; len(page) == 0 {
			break
		}
	}
	return all, failed
}

// refuseLaterWork finds a later event that changes a touched object or names a created one. Every reference in an event is
// an id between quotes in its text, so the text is all that needs to be looked at.
func (b *Book) refuseLaterWork(s span, touched map[sales.ID]int64, created map[sales.ID]bool) error {
	spans, err := store.All(b.ctx, b.tx, scanSpan, selectRetracted, string(b.ws))
	if err != nil {
		return err
	}
	gone := func(position int64) bool {
		for _, g := range spans {
			if g.first <= position && position <= g.last {
				return true
			}
		}
		return false
	}
	rests, example := 0, sales.ID("")
	check := func(r *line) error {
		if r.Object.Kind() == sales.ImportKind || gone(r.Position) {
			return nil
		}
		on := touched[r.Object] > 0
		for text := range bytes.SplitSeq(r.body, []byte(`"`)) {
			on = on || created[sales.ID(text)]
		}
		if on {
			rests, example = rests+1, r.Object
		}
		return nil
	}
	err = store.Rows(b.ctx, b.tx, scanLine, check, selectAfter, string(b.ws), s.last, int64(math.MaxInt32))
	if err == nil && rests > 0 {
		return sales.Refused("import_in_use", "%d later changes rest on this import, the last of them to %s: undo or move those first", rests, string(example))
	}
	return err
}

// forget makes the state of an object anew without the events that were retracted.
func (b *Book) forget(id sales.ID, events int64) error {
	e := b.entry(id)
	e.version++ // whoever holds the old version must not write on it
	if e.version-1 > events {
		return b.refold(id, e)
	}
	e.object, e.effective, e.dirty = nil, 0, true // all that was ever known of it is gone
	return b.broken
}
