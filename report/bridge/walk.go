package bridge

import (
	"iter"
	"maps"
	"slices"

	"arus/board"
	"arus/report"
	"arus/sales"
)

// walk follows deals from the opening to the closing.
type walk struct {
	before, after *report.Reader
	question      Question
	grouping      *report.Grouping
	byOwner       bool // another group is another owner
	fits          map[*report.Reader]func(board.Deal) (bool, error)
	plain         bool // what is selected depends on no moment
	groups        map[string]*tally

	states []state // of one deal: at the opening, and after each event since
}

// state is how one version of a deal stands in the question.
type state struct {
	there, deleted, mine, expected, fits bool // fits: in all that was asked for but owner and period
	outcome                              sales.Outcome
	worth                                sales.Money
	key                                  string
}

func newWalk(r *report.Reader, q Question) (*walk, error) {
	grouping, err := r.GroupingBy(q.GroupBy)
	if err != nil {
		return nil, err
	}
	w := &walk{before: r.Earlier(q.From, q.Filter), after: r, question: q, grouping: grouping, groups: map[string]*tally{},
		byOwner: len(q.GroupBy) == 1 && (q.GroupBy[0] == "owner" || q.GroupBy[0] == "team"), plain: q.Filter == "" && len(q.GroupBy) == 0,
		fits: map[*report.Reader]func(board.Deal) (bool, error){}}
	if err := r.Check(q.Selection); err != nil {
		return nil, err
	}
	rest := q.Selection
	rest.Owner, rest.Outcome, rest.Stage = "", "", ""
	for _, reader := range []*report.Reader{w.before, w.after} {
		if w.fits[reader], err = reader.Matching(rest); err != nil {
			return nil, err
		}
	}
	if len(q.GroupBy) == 0 {
		w.groups[""] = &tally{lines: map[Kind]*line{}}
	}
	return w, nil
}

func (w *walk) state(r *report.Reader, d board.Deal) (s state, err error) {
	day := d.CloseDate()
	s = state{there: true, deleted: d.Deleted(), outcome: d.Outcome(), mine: (w.question.Owner == "" || d.Owner() == w.question.Owner) && r.Sees(d),
		expected: w.question.Period == nil || day != 0 && w.question.Period.Holds(day)}
	if s.worth, err = r.ValueAs(d, w.question.Kind); err != nil {
		return s, err
	}
	s.key = w.grouping.Key(r, d)
	s.fits, err = w.fits[r](d)
	return s, err
}

// member reports whether the deal counts in the open pipeline that was asked for.
func (s state) member() bool {
	return s.there && !s.deleted && s.outcome == sales.Open && s.mine && s.expected && s.fits
}

// within is the state as it stands in one group.
func (s state) within(key string, byOwner bool) state {
	if s.key != key && byOwner {
		s.mine = false
	}
	s.fits = s.fits && (s.key == key || byOwner)
	return s
}

// leaves says why a deal that is not a member is none: the first reason in the order of the definition.
func (s state) leaves() Kind {
	switch {
	case s.deleted:
		return Deleted
	case s.outcome == sales.Won:
		return Won
	case s.outcome == sales.Lost:
		return Lost
	case !s.mine:
		return OwnerOut
	case !s.fits:
		return MovedOut
	}
	return PushedOut
}

// enters says what kept a deal out before it came in. One that was in nothing's way had not begun, or was closed.
func (s state) enters(begun bool) Kind {
	switch {
	case !s.there:
		return Created
	case !s.mine:
		return OwnerIn
	case !s.fits:
		return MovedIn
	case !s.expected:
		return PulledIn
	case !begun:
		return Created
	}
	return Reopened
}

// follow adds one deal up.
func (w *walk) follow(d board.Deal) error {
	w.states = w.states[:0]
	opening, there, later := board.Deal{}, false, []board.Deal(nil)
	if d.EffectiveAt() <= w.question.From { // nothing has happened to it since
		opening, there = d, true
	} else {
		for v := range d.Versions() {
			if v.EffectiveAt() <= w.question.From {
				opening, there = v, true
			} else {
				later = append(later, v)
			}
		}
	}
	if !there {
		w.states = append(w.states, state{})
	} else if err := w.add(w.before, opening); err != nil {
		return err
	}
	if there && !w.plain { // time alone may have changed what it is to a filter
		later = append([]board.Deal{opening}, later...)
	}
	for _, v := range later {
		if err := w.add(w.after, v); err != nil {
			return err
		}
	}
	for _, key := range w.keys() {
		w.group(key).take(d.ID(), w.states, func(s state) state { return s.within(key, w.byOwner) })
	}
	return nil
}

func (w *walk) add(r *report.Reader, d board.Deal) error {
	s, err := w.state(r, d)
	w.states = append(w.states, s)
	return err
}

// keys are the groups that the deal has been in.
func (w *walk) keys() []string {
	if len(w.question.GroupBy) == 0 {
		return []string{""}
	}
	var keys []string
	for _, s := range w.states {
		if s.there && !slices.Contains(keys, s.key) {
			keys = append(keys, s.key)
		}
	}
	return keys
}

func (w *walk) group(key string) *tally {
	t := w.groups[key]
	if t == nil {
		t = &tally{lines: map[Kind]*line{}}
		w.groups[key] = t
	}
	return t
}

// part is what an event added to the open pipeline, or took away from it.
type part struct {
	kind  Kind
	money sales.Money
}

// take follows one deal as it stands in the group.
func (t *tally) take(id sales.DealID, states []state, within func(state) state) {
	first := within(states[0])
	last, ever, parts := first, first.member(), []part(nil)
	for _, s := range states[1:] {
		next := within(s)
		parts, ever = between(parts, last, next), ever || next.member()
		last = next
	}
	if first.member() {
		t.openCount++
		t.opening.Add(first.worth)
	}
	if last.member() {
		t.openAfter++
		t.closing.Add(last.worth)
	}
	for _, p := range parts {
		l := t.line(p.kind)
		l.events++
		l.churn.Add(p.money)
	}
	primary := none
	switch {
	case first.member() && last.member():
		primary = change(first.worth, last.worth)
	case ever && !last.member():
		primary = last.leaves()
	case last.member() && first.there:
		primary = first.enters(true)
	case last.member():
		primary = within(states[1]).enters(false)
	}
	if primary != none {
		t.line(primary).take(id, parts)
	}
}

func (l *line) take(id sales.DealID, parts []part) {
	l.count++
	if len(l.deals) < shown {
		l.deals = append(l.deals, id)
	}
	for _, p := range parts {
		l.value.Add(p.money)
		l.delta(p.kind).Add(p.money)
	}
}

// between says what changed the open pipeline from one state to the next. Together the parts are exactly what the second
// counts in it less what the first does.
func between(parts []part, a, b state) []part {
	switch in, stays := a.member(), b.member(); {
	case in && stays:
		return changed(parts, a.worth, b.worth)
	case stays:
		return append(parts, part{a.enters(a.there), b.worth})
	case in && alike(a.worth, b.worth): // what it was worth in the end leaves, and how that came about is told, too
		return append(changed(parts, a.worth, b.worth), part{b.leaves(), minus(b.worth)})
	case in:
		return append(parts, part{b.leaves(), minus(a.worth)})
	}
	return parts
}

func changed(parts []part, a, b sales.Money) []part {
	switch kind := change(a, b); kind {
	case none:
		return parts
	case FX:
		return append(parts, part{FX, minus(a)}, part{FX, b})
	default:
		diff := sales.Money{Minor: b.Minor - a.Minor, Currency: b.Currency}
		if b.Minor == 0 {
			diff.Currency = a.Currency
		}
		return append(parts, part{kind, diff})
	}
}

// change is what became of an amount.
func change(a, b sales.Money) Kind {
	switch {
	case !alike(a, b):
		return FX
	case b.Minor > a.Minor:
		return Increased
	case b.Minor < a.Minor:
		return Decreased
	}
	return none
}

// alike: no amount is of every currency.
func alike(a, b sales.Money) bool {
	return a.Currency == b.Currency || a.Minor == 0 || b.Minor == 0
}

func minus(m sales.Money) sales.Money { return sales.Money{Minor: -m.Minor, Currency: m.Currency} }

func keysOf(groups map[string]*tally) iter.Seq[string] { return maps.Keys(groups) }
