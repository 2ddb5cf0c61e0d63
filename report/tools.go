package report

import (
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"arus/board"
	"arus/report/tally"
	"arus/rule"
	"arus/sales"
)

// Named questions have rooms of their own. What they share of this one is here: which deals, in which groups, worth how
// much, and where on the ladder of stages.

// Each calls yield with the selected deals within sight, and says what is wrong with the selection.
func (r *Reader) Each(s Selection, yield func(board.Deal) bool) error { return r.each(s, yield) }

// Earlier reads another moment of the same record with the same eyes. Chances and limits are worked out anew only where a
// filter asks for them; else those of this reader are as good.
func (r *Reader) Earlier(asOf sales.Instant, filter string) *Reader {
	picture := r.Picture.Snapshot().At(asOf, r.Picture.KnownAt())
	other := r.of(picture, asOf)
	if learnedFrom(filter) {
		other = NewReader(picture, asOf)
	}
	other.sight = r.sight
	return other
}

// learnedFrom reports whether a filter asks what is learned from all deals.
func learnedFrom(filter string) bool {
	return strings.Contains(filter, "probability") || strings.Contains(filter, "stalled")
}

// DayOf is the day of an instant where the workspace is.
func (r *Reader) DayOf(at sales.Instant) sales.Day { return r.dayOf(at) }

// Settings are those of the workspace.
func (r *Reader) Settings() sales.WorkspaceFacts { return r.settings }

// StallOf says how long a deal has been in its stage against the stage's limit.
func (r *Reader) StallOf(d board.Deal) Stall { return r.stallOf(d) }

// ValueAs is a deal's value of a kind; see [Question].
func (r *Reader) ValueAs(d board.Deal, kind sales.ValueKind) (sales.Money, error) {
	return r.valueAs(d, kind)
}

// PipelineName is what people call a pipeline; the id of one that is not known. And so on for the others.
func (r *Reader) PipelineName(id sales.PipelineID) string {
	return r.pipelineName(string(id))
}

// StageName is what people call a stage.
func (r *Reader) StageName(id sales.StageID) string { return r.stageName(string(id)) }

// UserName is what people call a user.
func (r *Reader) UserName(id sales.UserID) string { return r.userName(string(id)) }

// TeamName is what people call a team.
func (r *Reader) TeamName(id sales.TeamID) string { return r.teamName(string(id)) }

// AccountName is what people call an account.
func (r *Reader) AccountName(id sales.AccountID) string { return r.accountName(string(id)) }

// SeesAll reports whether every deal is within sight.
func (r *Reader) SeesAll() bool { return r.sight == nil }

// Sum adds up money of several currencies exactly. The zero Sum is nothing.
type Sum struct{ pot tally.Pot }

// Add takes one amount in.
func (s *Sum) Add(m sales.Money) { s.pot.Add(m) }

// Merge takes another sum in.
func (s *Sum) Merge(o *Sum) { s.pot.Merge(&o.pot) }

// Exchange turns sums into one currency by the rates of the reader's day.
type Exchange struct{ exchange *exchange }

// Exchange into a currency; into the workspace's when none is said.
func (r *Reader) Exchange(to sales.Currency) (Exchange, error) {
	known, err := r.currency(to)
	return Exchange{r.exchange(known)}, err
}

// To is the currency that sums are turned into.
func (x Exchange) To() sales.Currency { return x.exchange.to }

// Money is a sum, rounded once. A missing rate is a problem that names currencies and day.
func (x Exchange) Money(s *Sum) (sales.Money, error) { return x.exchange.money(&s.pot, 1) }

// Exact is a sum in minor units, not rounded.
func (x Exchange) Exact(s *Sum) (*big.Rat, error) { return x.exchange.exact(&s.pot) }

// Share is what one sum is of it and another together; nil where there is neither.
func (x Exchange) Share(part, rest *Sum) (any, error) {
	return x.exchange.share(&part.pot, &rest.pot)
}

// Ladder is the order of stages that a report counts in: those of one pipeline, or the canonical ones of all.
type Ladder struct {
	Steps []Rung
	field string // that expressions name a step by
	at    []int  // by the board's codes of places; -1 for a place that is not on it
}

// Rung is one step of a ladder.
type Rung struct {
	ID   string // of the stage, or the key of the canonical stage
	Name string
}

// Ladder of a pipeline; of the canonical stages when none is said.
func (r *Reader) Ladder(id sales.PipelineID) (*Ladder, error) {
	l := &Ladder{field: "stage"}
	key := func(s sales.Stage) string { return string(s.ID) }
	if id == "" {
		l.field, key = "canonical_stage", func(s sales.Stage) string { return s.Canonical }
		for _, c := range r.settings.Canonical {
			l.Steps = append(l.Steps, Rung{c.Key, c.Name})
		}
	} else {
		p, err := r.pipeline(id)
		if err != nil {
			return nil, err
		}
		for _, s := range p.Facts.Stages {
			l.Steps = append(l.Steps, Rung{string(s.ID), s.Name})
		}
	}
	l.at = make([]int, len(r.stands))
	for code, s := range r.stands {
		l.at[code] = slices.IndexFunc(l.Steps, func(step Rung) bool { return step.ID == key(s.stage) && step.ID != "" })
	}
	return l, nil
}

// At is the step of a place by the board's code; -1 when it is not on the ladder.
func (l *Ladder) At(place uint32) int { return l.at[place] }

// Filter is an expression that is true of deals that stand on a step.
func (l *Ladder) Filter(step int) string { return Equal(l.field, l.Steps[step].ID) }

// Step is a stay of a deal on one step of a ladder.
type Step struct {
	board.Visit
	On int // the step; -1 for a stay elsewhere
	To int // the step that it moved on to; -1 for elsewhere, or when it has not moved on
}

// Climb appends the deal's stays on the ladder, in order. Stays on the same step that follow each other without a break,
// in two stages of one canonical stage, are one.
func (l *Ladder) Climb(steps []Step, d board.Deal) []Step {
	first := len(steps)
	for _, v := range d.AppendVisits(make([]board.Visit, 0, 8)) {
		on := l.at[v.Place]
		if n := len(steps); n > first && steps[n-1].End == board.MovedOn {
			last := &steps[n-1]
			if last.On == on {
				last.Left, last.End, last.Next = v.Left, v.End, v.Next
				continue
			}
			last.To = on
		}
		steps = append(steps, Step{v, on, -1})
	}
	return steps
}

// Equal is an expression that is true of deals with a text in a field.
func Equal(field, text string) string { return "deal." + field + " == " + strconv.Quote(text) }

// And joins expressions; empty ones say nothing.
func And(parts ...string) string {
	said := slices.DeleteFunc(slices.Clone(parts), func(p string) bool { return p == "" })
	return strings.Join(said, " && ")
}

// Columns names the columns of a table by their kinds, as in "count won lost" or "days cycle_days_mean"; money is in the
// currency.
func Columns(currency sales.Currency, kinds ...string) (columns []Column) {
	for _, k := range kinds {
		words := strings.Fields(k)
		c := Column{Type: words[0]}
		switch c.Type {
		case "money":
			c.Unit = string(currency)
		case "days":
			c.Type, c.Unit = "number", "days"
		}
		for _, c.Name = range words[1:] {
			columns = append(columns, c)
		}
	}
	return columns
}

// ShareOf is part of whole, or nil when there is no whole.
func ShareOf(part, whole int) any { return shareOf(part, whole) }

// Taker is what a report makes of a group's deals, one after the other.
type Taker interface{ Take(board.Deal) error }

// Grouping puts deals into groups.
type Grouping struct {
	names      []string
	dimensions []dimension
}

// GroupingBy dimensions in which a deal has one place; by none, all deals are one group.
func (r *Reader) GroupingBy(names []string) (*Grouping, error) {
	dimensions, err := r.groupsOf(names)
	for i, d := range dimensions {
		if d.several != nil {
			return nil, sales.Invalid("/group_by/"+itoa(i), "overlapping", "this report cannot be grouped by %s: a deal may have several", names[i])
		}
	}
	return &Grouping{names, dimensions}, err
}

// Key of the group that a deal is in.
func (g *Grouping) Key(r *Reader, d board.Deal) string {
	if len(g.names) == 1 {
		return g.dimensions[0].key(r, d)
	}
	keys := make([]string, len(g.names))
	for i, dimension := range g.dimensions {
		keys[i] = dimension.key(r, d)
	}
	return strings.Join(keys, "\x00")
}

func (g *Grouping) keys(key string) []string {
	if len(g.names) == 0 {
		return nil
	}
	return strings.SplitN(key, "\x00", len(g.names))
}

// Compare puts keys into the order of their dimensions.
func (g *Grouping) Compare(a, b string) int { return compareKeys(g.dimensions, g.keys(a), g.keys(b)) }

// Cells are the keys of a group and what people call them, under the columns of [GroupColumns].
func (g *Grouping) Cells(r *Reader, key string) (cells []any) {
	for i, key := range g.keys(key) {
		cells = append(cells, orNil(key))
		if label := g.dimensions[i].label; label != nil {
			cells = append(cells, orNil(label(r, key)))
		}
	}
	return cells
}

// KeyOf is the key whose [Grouping.Cells] these are.
func (g *Grouping) KeyOf(cells []any) string {
	var keys []string
	for _, d := range g.dimensions {
		key, _ := cells[0].(string)
		keys = append(keys, key)
		cells = cells[1:]
		if d.label != nil {
			cells = cells[1:]
		}
	}
	return strings.Join(keys, "\x00")
}

// Names of the dimensions.
func (g *Grouping) Names() []string { return g.names }

// Filter is an expression that is true of a group's deals; empty for all, and where expressions have no word for it.
func (g *Grouping) Filter(key string) (filter string) {
	for i, key := range g.keys(key) {
		filter = And(filter, filterOf(g.names[i], key))
	}
	return filter
}

// Group is one of the groups that a report was split into.
type Group[A Taker] struct {
	Cells  []any
	Filter string
	Is     A
}

// Gather tells a report for each group of the selected deals, in the order of their keys. Without dimensions there is one
// group, also of no deals.
func Gather[A Taker](r *Reader, s Selection, by []string, fresh func() A) ([]*Group[A], error) {
	grouping, err := r.GroupingBy(by)
	if err != nil {
		return nil, err
	}
	found := map[string]*Group[A]{}
	if len(by) == 0 {
		found[""] = &Group[A]{Is: fresh()}
	}
	var failed error
	err = r.each(s, func(d board.Deal) bool {
		key := grouping.Key(r, d)
		g := found[key]
		if g == nil {
			g = &Group[A]{grouping.Cells(r, key), grouping.Filter(key), fresh()}
			found[key] = g
		}
		failed = g.Is.Take(d)
		return failed == nil
	})
	if err == nil {
		err = failed
	}
	var groups []*Group[A]
	for _, key := range slices.SortedFunc(maps.Keys(found), grouping.Compare) {
		groups = append(groups, found[key])
	}
	return groups, err
}

// filterOf says a key of a dimension as an expression, where they have a word for it.
func filterOf(dimension, key string) string {
	if slices.Contains(rule.Fields(sales.DealKind, nil), rule.Field{Name: "deal." + dimension, Type: "text"}) {
		return Equal(dimension, key)
	}
	return ""
}

// GroupColumns are the columns of a group's cells.
func GroupColumns(by []string) (columns []Column) {
	for _, name := range by {
		columns = append(columns, Column{name, "text", ""})
		if dimensions[name].label != nil {
			columns = append(columns, Column{name + "_name", "text", ""})
		}
	}
	return columns
}
