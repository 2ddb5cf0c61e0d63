package audit

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"arus/sales"
	"arus/store"
)

// What is read, newest first.
const (
	selectEntries = `SELECT noted_at, id, actor, action, object, address, detail, times FROM audit
WHERE workspace = $1 AND noted_at <= $2 AND noted_at >= $3 ORDER BY noted_at DESC, id DESC`
	// The words of the condition are those of the index event_about_people, without which this reads the whole ledger.
	selectEvents = `SELECT recorded_at, position, actor, kind, object, body FROM event
WHERE workspace = $1 AND kind IN ('user.created', 'user.changed', 'user.archived', 'team.created', 'team.changed', 'team.archived', 'workspace.created', 'workspace.changed')
AND recorded_at <= $2 AND recorded_at >= $3 ORDER BY position DESC`
)

// Question is what is asked of the audit. Empty members ask for everything.
type Question struct {
	Actor  string
	Action string        // whole, or its first word: session is every session.…
	Object string        // id of what it was done to
	From   sales.Instant // from then on
	Until  sales.Instant // before that; 0: now
	Text   string        // in any member, or in the name of the actor or the object; case does not matter
	Names  func(id string) string
	After  Place // goes on after this entry
	Limit  int   // at most so many
}

// Place is where a page ends.
type Place struct {
	At sales.Instant
	ID string
}

func (p Place) compare(o Place) int { return cmp.Or(cmp.Compare(p.At, o.At), cmp.Compare(p.ID, o.ID)) }

// older reports whether an entry comes after the place in a list that begins with the newest.
func (p Place) older(e Entry) bool { return placeOf(e).compare(p) < 0 }

func placeOf(e Entry) Place { return Place{e.At, e.ID} }

// looked bounds the work of one page: so many rows of each source are looked at, whether they fit or not.
const looked = 20_000

// reading is what one source has said: entries that fit, and how far it was read.
type reading struct {
	fitting []Entry
	last    Place // looked at
	whole   bool  // nothing is left behind it
}

// List is a page of the audit, newest first. next is where to go on, nil at the end. A page may be short, even empty, and
// still not the last: when few of the many rows looked at have fitted.
func (l *Log) List(ctx context.Context, ws sales.WorkspaceID, q Question) (page []Entry, next *Place, err error) {
	entries, err := read(ctx, l.db, ws, source[Entry]{selectEntries, (*Entry).places, func(e *Entry) Entry { return *e }}, q)
	if err != nil {
		return nil, nil, err
	}
	events, err := read(ctx, l.db, ws, source[event]{selectEvents, (*event).places, (*event).entry}, q)
	if err != nil {
		return nil, nil, err
	}
	page = slices.Concat(entries.fitting, events.fitting)
	slices.SortFunc(page, func(a, b Entry) int { return placeOf(b).compare(placeOf(a)) })
	for _, r := range []reading{entries, events} {
		if r.whole {
			continue
		}
		// What is older than the last that this source was asked for may still have something of it in between.
		page = slices.DeleteFunc(page, r.last.older)
		if next == nil || r.last.compare(*next) > 0 {
			next = new(r.last)
		}
	}
	if len(page) > q.Limit {
		page = page[:q.Limit]
		next = new(placeOf(page[q.Limit-1]))
	}
	return page, next, nil
}

// source is a query with how its rows are read.
type source[R any] struct {
	query  string
	places func(*R) []any
	entry  func(*R) Entry
}

// errEnough ends a query whose rest nobody wants.
var errEnough = errors.New("audit: enough")

func read[R any](ctx context.Context, db *store.DB, ws sales.WorkspaceID, s source[R], q Question) (r reading, err error) {
	until := int64(1<<63 - 1)
	if q.Until != 0 {
		until = int64(q.Until) - 1
	}
	if q.After.ID != "" {
		until = min(until, int64(q.After.At))
	}
	n := 0
	err = store.Rows(ctx, db.Read(), s.places, func(row *R) error {
		e := s.entry(row)
		e.Workspace = ws
		if q.After.ID != "" && !q.After.older(e) {
			return nil // said on an earlier page
		}
		if len(r.fitting) > q.Limit || n == looked {
			return errEnough
		}
		n++
		r.last = placeOf(e)
		if q.fits(e) {
			r.fitting = append(r.fitting, e)
		}
		return nil
	}, s.query, string(ws), until, int64(q.From))
	r.whole = err == nil
	if err != nil && !errors.Is(err, errEnough) {
		return r, fmt.Errorf("audit: list: %w", err)
	}
	return r, nil
}

func (q Question) fits(e Entry) bool {
	word, _, _ := strings.Cut(string(e.Action), ".")
	switch {
	case q.Actor != "" && e.Actor != q.Actor,
		q.Object != "" && e.Object != q.Object,
		q.Action != "" && string(e.Action) != q.Action && word != q.Action:
		return false
	case q.Text == "":
		return true
	}
	text := strings.ToLower(q.Text)
	says := []string{e.Actor, string(e.Action), e.Object, e.Address, e.Detail}
	if q.Names != nil {
		says = append(says, q.Names(e.Actor), q.Names(e.Object))
	}
	return slices.ContainsFunc(says, func(s string) bool { return strings.Contains(strings.ToLower(s), text) })
}

func (e *Entry) places() []any {
	return []any{&e.At, &e.ID, &e.Actor, &e.Action, &e.Object, &e.Address, &e.Detail, &e.Times}
}

// event is a row of the ledger.
type event struct {
	recorded            sales.Instant
	position            int64
	actor, kind, object string
	body                string
}

func (v *event) places() []any {
	return []any{&v.recorded, &v.position, &v.actor, &v.kind, &v.object, &v.body}
}

// told are the facts whose new value an entry says: what decides who may what. Of others it says that they changed.
var told = []string{"role", "extra_roles", "team", "inactive", "manager", "parent", "leader"}

// entry says of an event who did it to whom, and which facts changed.
func (v *event) entry() Entry {
	e := Entry{ID: fmt.Sprintf("evt_%020d", v.position), At: v.recorded, By: By{Actor: v.actor}, Action: Action(v.kind), Object: v.object, Times: 1}
	var body struct {
		Facts map[string]json.RawMessage `json:"facts"`
		Patch map[string]json.RawMessage `json:"patch"`
	}
	if json.Unmarshal([]byte(v.body), &body) != nil {
		return e
	}
	var words []string
	for _, name := range slices.Sorted(maps.Keys(body.Patch)) {
		if slices.Contains(told, name) {
			name += "=" + strings.Trim(string(body.Patch[name]), `"`)
		}
		words = append(words, name)
	}
	for _, name := range told {
		if value, said := body.Facts[name]; said {
			words = append(words, name+"="+strings.Trim(string(value), `"`))
		}
	}
	e.Detail = strings.Join(words, " ")
	return e
}
