package coverage

import (
	"math/big"
	"slices"
	"strings"

	"arus/board"
	"arus/org"
	"arus/report"
	"arus/sales"
)

// Question asks about a period.
type Question struct {
	report.Selection
	Period   sales.Period
	Level    Level // all where it is empty
	Currency sales.Currency
	Kind     sales.ValueKind // of values; each deal's own when empty
}

// Level is whose coverage a row is.
type Level string

// The levels.
const (
	Company Level = "company"
	Team    Level = "team"
	Owner   Level = "owner"
)

// The ways a target stands.
const (
	noTarget = "no_target"
	covered  = "covered" // booked already
	enough   = "enough"  // covered at least as often as history needed
	short    = "short"
	unknown  = "unknown" // not covered, and too little was booked of such open value before to say how often it must be
	missed   = "missed"  // the period is over
)

// bearer is somebody with a target.
type bearer struct {
	level  Level
	id     string
	name   string
	people map[sales.UserID]bool // nil for everybody in sight
}

// stock is what a bearer has of the period.
type stock struct {
	open    int
	value   report.Sum
	booked  report.Sum
	byStage map[sales.StageID]*report.Sum
}

// Of answers with a row for the company, each team and each owner: target, booked, open value closing in the period, how
// often it covers the gap, and how often history needed it to.
func Of(r *report.Reader, q Question) (report.Table, error) {
	basis, err := Learn(r, q)
	if err != nil {
		return report.Table{}, err
	}
	t := report.Table{Currency: basis.x.To(), Columns: report.Columns(basis.x.To(), "text level id name status", "money target booked gap", "count open", "money open_value", "number coverage needed_multiple",
		"text needed_source", "count needed_n deals_needed", "text target_source", "filter deals")}
	aims := targets(r, q)
	for _, b := range bearers(r, q, basis.owners, aims) {
		row, err := b.row(answer{r, q, basis, aims})
		if err != nil {
			return t, err
		}
		t.Rows = append(t.Rows, row)
	}
	t.Totals = make([]any, len(t.Columns))
	return t, nil
}

// stocks are what each owner has of the period.
func stocks(r *report.Reader, q Question) (map[sales.UserID]*stock, error) {
	all := map[sales.UserID]*stock{}
	var failed error
	err := r.Each(q.Selection, func(d board.Deal) bool {
		open := d.Outcome() == sales.Open && d.CloseDate() != 0 && q.Period.Holds(d.CloseDate())
		if !open && (d.Outcome() != sales.Won || !q.Period.Holds(r.DayOf(d.ClosedAt()))) {
			return true
		}
		s := all[d.Owner()]
		if s == nil {
			s = &stock{byStage: map[sales.StageID]*report.Sum{}}
			all[d.Owner()] = s
		}
		value, err := r.ValueAs(d, q.Kind)
		if failed = err; err != nil {
			return false
		}
		if !open {
			s.booked.Add(value)
			return true
		}
		s.open++
		s.value.Add(value)
		if s.byStage[d.Stage()] == nil {
			s.byStage[d.Stage()] = &report.Sum{}
		}
		s.byStage[d.Stage()].Add(value)
		return true
	})
	if err == nil {
		err = failed
	}
	return all, err
}

// bearers are whose coverage can be said: the company, teams of which the reader sees everybody, owners within sight.
func bearers(r *report.Reader, q Question, owners map[sales.UserID]*stock, aims []sales.TargetFacts) (all []bearer) {
	all = append(all, bearer{level: Company, name: r.Settings().Name})
	tree := org.Of(r.Picture)
	for team := range r.Picture.Teams() {
		people := tree.People(tree.Under(sales.TeamID(team.ID))...)
		seen := !team.Archived
		for user := range people {
			seen = seen && r.SeesOwner(user)
		}
		if seen {
			all = append(all, bearer{Team, string(team.ID), team.Facts.Name, people})
		}
	}
	for user := range r.Picture.Users() {
		id := sales.UserID(user.ID)
		aimed := slices.ContainsFunc(aims, func(t sales.TargetFacts) bool { return t.User == id })
		if r.SeesOwner(id) && (aimed || owners[id] != nil) {
			all = append(all, bearer{Owner, string(id), user.Facts.Name, map[sales.UserID]bool{id: true}})
		}
	}
	return slices.DeleteFunc(all, func(b bearer) bool { return q.Level != "" && b.level != q.Level })
}

// targets are those of the period and the pipeline asked for. Of several with one aim the last holds.
func targets(r *report.Reader, q Question) (all []sales.TargetFacts) {
	calendar := r.Settings().Calendar
	for t := range r.Picture.Targets() {
		p, err := calendar.Period(t.Facts.Period)
		if err != nil || t.Archived || p.From != q.Period.From || p.To != q.Period.To || t.Facts.Pipeline != q.Pipeline || t.Facts.Product != "" {
			continue
		}
		all = slices.DeleteFunc(all, func(o sales.TargetFacts) bool { return o.User == t.Facts.User && o.Team == t.Facts.Team })
		all = append(all, t.Facts)
	}
	return all
}

// answer is what rows are made from.
type answer struct {
	r     *report.Reader
	q     Question
	basis *Basis
	aims  []sales.TargetFacts
}

// target of a bearer: its own, else those of its people together.
func (b bearer) target(a answer) (sum *report.Sum, source any) {
	own := func(t sales.TargetFacts) bool {
		switch b.level {
		case Owner:
			return string(t.User) == b.id
		case Team:
			return string(t.Team) == b.id
		}
		return t.User == "" && t.Team == "" && a.r.SeesAll()
	}
	people := func(t sales.TargetFacts) bool {
		return t.User != "" && (b.people == nil || b.people[t.User]) && a.r.SeesOwner(t.User)
	}
	for _, kind := range []struct {
		name  string
		holds func(sales.TargetFacts) bool
	}{{"own", own}, {"people", people}} {
		for _, t := range a.aims {
			if kind.holds(t) {
				if sum == nil {
					sum, source = &report.Sum{}, kind.name
				}
				sum.Add(t.Amount)
			}
		}
		if sum != nil {
			return sum, source
		}
	}
	return nil, nil
}

func (b bearer) row(a answer) ([]any, error) {
	total := a.basis.stock(b.people)
	booked, err := a.basis.x.Money(&total.booked)
	if err != nil {
		return nil, err
	}
	need, err := a.basis.need(total)
	if err != nil {
		return nil, err
	}
	status, target, gap, coverage, deals := any(noTarget), any(nil), any(nil), any(nil), any(nil)
	aim, from := b.target(a)
	if aim != nil {
		amount, err := a.basis.x.Money(aim)
		if err != nil {
			return nil, err
		}
		left := sales.Money{Minor: max(0, amount.Minor-booked.Minor), Currency: amount.Currency}
		target, gap, status = amount, left, covered
		if left.Minor > 0 {
			times, _ := big.NewRat(need.Open.Minor, left.Minor).Float64()
			coverage, deals, status = times, deref(a.basis.Deals(left)), need.status(times)
		}
	}
	return []any{string(b.level), orNil(b.id), b.name, status, target, booked, gap, total.open, need.Open, coverage, deref(need.Multiple), string(need.Source), need.Deals, deals, from, b.filter(a)}, nil
}

// status of a target that is not covered.
func (n Need) status(coverage float64) string {
	switch {
	case n.Source == Over:
		return missed
	case n.Multiple == nil:
		return unknown
	case coverage >= *n.Multiple:
		return enough
	}
	return short
}

// deref is a value, or a nil of no type, as cells are.
func deref[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

func (s *stock) merge(o *stock) {
	s.open += o.open
	s.value.Merge(&o.value)
	s.booked.Merge(&o.booked)
	for stage, sum := range o.byStage {
		if s.byStage[stage] == nil {
			s.byStage[stage] = &report.Sum{}
		}
		s.byStage[stage].Merge(sum)
	}
}

// filter is true of the open deals of the bearer that close in the period.
func (b bearer) filter(a answer) string {
	whose := ""
	if b.people != nil {
		var each []string
		for user := range b.people {
			each = append(each, report.Equal("owner", string(user)))
		}
		slices.Sort(each)
		whose = "(" + strings.Join(append(each, "false"), " || ") + ")"
	}
	return report.And(`deal.outcome == "open"`, `deal.close_date >= "`+a.q.Period.From.String()+`"`, `deal.close_date < "`+a.q.Period.To.String()+`"`, whose)
}

func orNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}
