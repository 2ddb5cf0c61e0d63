package bridge

import (
	"math/big"
	"slices"

	"arus/report"
	"arus/sales"
)

// Kind is a line of the bridge.
type Kind string

// The lines, in the order of the formula.
const (
	Created   Kind = "created"
	Reopened  Kind = "reopened"
	PulledIn  Kind = "pulled_in" // its close date came into the period
	Increased Kind = "increased"
	OwnerIn   Kind = "owner_in" // from an owner who is not selected, or out of sight
	MovedIn   Kind = "moved_in" // another fact that was selected by came to be true: its pipeline, or one of a filter's
	FX        Kind = "fx"       // other rates, or another currency
	Decreased Kind = "decreased"
	PushedOut Kind = "pushed_out" // its close date left the period
	Won       Kind = "won"
	Lost      Kind = "lost"
	Deleted   Kind = "deleted"
	OwnerOut  Kind = "owner_out"
	MovedOut  Kind = "moved_out"

	none Kind = ""
)

// Kinds are all lines in the order of the formula.
func Kinds() []Kind {
	return []Kind{Created, Reopened, PulledIn, Increased, OwnerIn, MovedIn, FX, Decreased, PushedOut, Won, Lost, Deleted, OwnerOut, MovedOut}
}

// Question asks what happened between two moments to the open deals that are selected.
type Question struct {
	report.Selection
	From     sales.Instant // the opening; the closing is the reader's moment
	Period   *sales.Period // only deals that are expected to close in it; nil for all
	GroupBy  []string
	Currency sales.Currency
	Kind     sales.ValueKind // of values; each deal's own when empty
}

// Bridge leads from an opening to a closing.
type Bridge struct {
	Cells            []any // of the group, under [report.GroupColumns]
	Opening, Closing Stand
	Lines            []Line // all of them, in the order of [Kinds]
}

// Stand is the open pipeline at one of the moments.
type Stand struct {
	Count int         `json:"count"`
	Value sales.Money `json:"value"`
}

// Line is the net change of the deals whose primary kind it is. The values of all lines and the opening are the closing.
type Line struct {
	Kind        Kind           `json:"line" enum:"created,reopened,pulled_in,increased,owner_in,moved_in,fx,decreased,pushed_out,won,lost,deleted,owner_out,moved_out"`
	Count       int            `json:"count" doc:"Deals"`
	Value       sales.Money    `json:"value" doc:"Below zero where it takes away"`
	Deltas      []Delta        `json:"deltas" nullable:"false" doc:"What the value is made of, where more than one thing happened to its deals"`
	Deals       []sales.DealID `json:"deals" nullable:"false" doc:"Ids, at most 200"`
	ChurnEvents int            `json:"churn_events" doc:"How often it happened, also where later events took it back"`
	ChurnValue  sales.Money    `json:"churn_value"`
}

// Delta is a part of a line by what happened.
type Delta struct {
	Kind  Kind        `json:"kind"`
	Value sales.Money `json:"value"`
}

// shown is how many deals a line names.
const shown = 200

// Of follows the selected deals from one moment to the reader's. Values change at the closing day's rates; what other rates
// did to the opening stands in fx, with what rounding leaves of sums in foreign currencies.
func Of(r *report.Reader, q Question) ([]Bridge, error) {
	if q.From >= r.Now {
		return nil, sales.Invalid("#from", "out_of_order", "a bridge leads from an earlier moment to a later one")
	}
	walk, err := newWalk(r, q)
	if err != nil {
		return nil, err
	}
	for d := range r.Picture.Ever() {
		if err := walk.follow(d); err != nil {
			return nil, err
		}
	}
	before, err1 := walk.before.Exchange(q.Currency)
	after, err2 := r.Exchange(q.Currency)
	if err := firstOf(err1, err2); err != nil {
		return nil, err
	}
	var all []Bridge
	for _, key := range slices.SortedFunc(keysOf(walk.groups), walk.grouping.Compare) {
		b, err := walk.groups[key].bridge(before, after)
		if err != nil {
			return nil, err
		}
		b.Cells = walk.grouping.Cells(r, key)
		all = append(all, b)
	}
	return all, nil
}

// tally is what one group adds up to.
type tally struct {
	opening, closing     report.Sum // of values as they stood
	openCount, openAfter int
	lines                map[Kind]*line
}

type line struct {
	count, events int
	value, churn  report.Sum
	deltas        map[Kind]*report.Sum
	deals         []sales.DealID
}

func (t *tally) line(k Kind) *line {
	l := t.lines[k]
	if l == nil {
		l = &line{deltas: map[Kind]*report.Sum{}}
		t.lines[k] = l
	}
	return l
}

func (l *line) delta(k Kind) *report.Sum {
	s := l.deltas[k]
	if s == nil {
		s = &report.Sum{}
		l.deltas[k] = s
	}
	return s
}

// bridge turns sums into amounts. Every amount is rounded once; fx is what is left to the closing.
func (t *tally) bridge(before, after report.Exchange) (b Bridge, err error) {
	money := func(x report.Exchange, s *report.Sum) sales.Money {
		m, failed := x.Money(s)
		err = firstOf(err, failed)
		return m
	}
	b.Opening, b.Closing = Stand{t.openCount, money(before, &t.opening)}, Stand{t.openAfter, money(after, &t.closing)}
	left := b.Closing.Value.Minor - b.Opening.Value.Minor
	for _, kind := range Kinds() {
		l := t.line(kind)
		said := Line{Kind: kind, Count: l.count, Value: money(after, &l.value), Deals: l.deals, Deltas: []Delta{}, ChurnEvents: l.events, ChurnValue: money(after, &l.churn)}
		if said.Deals == nil {
			said.Deals = []sales.DealID{}
		}
		rest := said.Value.Minor
		for _, k := range Kinds() {
			if s := l.deltas[k]; s != nil && k != kind {
				if m := money(after, s); m.Minor != 0 {
					said.Deltas = append(said.Deltas, Delta{k, m})
					rest -= m.Minor
				}
			}
		}
		if len(said.Deltas) > 0 { // the line's own kind takes what rounding leaves
			said.Deltas = append([]Delta{{kind, sales.Money{Minor: rest, Currency: after.To()}}}, said.Deltas...)
		}
		if kind != FX {
			left -= said.Value.Minor
		}
		b.Lines = append(b.Lines, said)
	}
	fx := &b.Lines[slices.Index(Kinds(), FX)]
	moved := left - fx.Value.Minor // by rates alone
	fx.Value.Minor, fx.ChurnValue.Minor = left, fx.ChurnValue.Minor+moved
	if len(fx.Deltas) > 0 {
		fx.Deltas[0].Value.Minor += moved
	}
	return b, err
}

// Value is an exact sum of a bridge: the opening and all its lines.
func (b Bridge) Value() *big.Int {
	sum := big.NewInt(b.Opening.Value.Minor)
	for _, l := range b.Lines {
		sum.Add(sum, big.NewInt(l.Value.Minor))
	}
	return sum
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
