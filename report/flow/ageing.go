package flow

import (
	"fmt"
	"slices"

	"arus/board"
	"arus/report"
	"arus/sales"
)

// Basis is what the days of an open deal are counted from.
type Basis string

// The bases.
const (
	Age     Basis = "age"   // created → now
	InStage Basis = "stage" // entered its stage → now
	Idle    Basis = "idle"  // last buyer touch → now; from its creation, where there was none
)

// brackets of days, each up to the next.
func brackets() []int { return []int{0, 8, 15, 31, 61, 91, 181, 366} }

// ages counts open deals in brackets.
type ages struct {
	r        *report.Reader
	basis    Basis
	kind     sales.ValueKind
	brackets []bracket
}

type bracket struct {
	count int
	value report.Sum
}

// Take counts one deal.
func (a *ages) Take(d board.Deal) error {
	since := d.CreatedAt()
	switch a.basis {
	case InStage:
		since = d.StageSince()
	case Idle:
		since, _ = report.IdleSince(d)
	}
	at := 0
	for i, from := range brackets() {
		if since.DaysUntil(a.r.Now) >= float64(from) {
			at = i
		}
	}
	value, err := a.r.ValueAs(d, a.kind)
	a.brackets[at].count++
	a.brackets[at].value.Add(value)
	return err
}

// OfAgeing puts open deals into brackets by their days on a basis: from so many days, and less than so many.
func OfAgeing(r *report.Reader, q Question, basis Basis) (report.Table, error) {
	field, known := map[Basis]string{Age: "age_days", InStage: "days_in_stage", Idle: "idle_days"}[basis]
	if !known {
		return report.Table{}, sales.Invalid("#basis", "not_a_choice", "%q is not one of %s", string(basis), "age, stage, idle")
	}
	x, err := r.Exchange(q.Currency)
	if err != nil {
		return report.Table{}, err
	}
	q.Currency, q.Outcome = x.To(), sales.Open
	all := brackets()
	groups, err := report.Gather(r, q.Selection, q.GroupBy, func() *ages {
		return &ages{r: r, basis: basis, kind: q.Kind, brackets: make([]bracket, len(all))}
	})
	t := table(q, "count from_days below_days count", "money value", "filter deals")
	for _, g := range groups {
		for i := range g.Is.brackets {
			b := &g.Is.brackets[i]
			value, failed := x.Money(&b.value)
			if failed != nil {
				return t, failed
			}
			below, filter := any(nil), fmt.Sprintf(`deal.outcome == "open" && deal.%s >= %d`, field, all[i])
			if i+1 < len(all) {
				below, filter = all[i+1], fmt.Sprintf("%s && deal.%s < %d", filter, field, all[i+1])
			}
			t.Rows = append(t.Rows, append(slices.Clone(g.Cells), all[i], below, b.count, value, report.And(g.Filter, filter)))
		}
	}
	return t, err
}
