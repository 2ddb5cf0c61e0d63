package forecast

import (
	"cmp"
	"slices"

	"arus/board"
	"arus/forecast/estimate"
	"arus/sales"
)

// Part is what a team, pipeline, product or segment brings. The parts of one kind add up to the whole, to the minor unit.
type Part struct {
	Kind     string // team, pipeline, product, segment
	ID       string // of the segment its name; empty for deals without one
	Name     string
	Booked   sales.Money
	FromOpen sales.Money
	FromNew  sales.Money
}

// The kinds of parts.
const (
	byTeam = iota
	byPipeline
	byProduct
	bySegment
	partKinds
)

func kindNames() [partKinds]string { return [...]string{"team", "pipeline", "product", "segment"} }

// partsOf says which part of each kind a deal belongs to. A deal with several products counts with the first.
func partsOf(q *asking, d board.Deal) [partKinds]string {
	parts := [partKinds]string{byTeam: string(q.tree.Team(d.Owner())), byPipeline: string(d.Pipeline()), bySegment: d.Segment()}
	if items := d.LineItems(); len(items) > 0 {
		parts[byProduct] = string(items[0].Product)
	}
	return parts
}

func (q *asking) partsOf(s estimate.Subject) [partKinds]string {
	return [...]string{byTeam: string(q.tree.Team(sales.UserID(s.Owner))), byPipeline: s.Pipeline, byProduct: s.Product, bySegment: s.Segment}
}

// parts shares booked and expected money out.
func (q *asking) parts(e *estimate.Estimate, t *tally, a *Answer) (list []Part) {
	for kind, kindName := range kindNames() {
		names := map[string]int{}
		var own []Part
		var shares [3][]float64
		at := func(name string) int {
			i, known := names[name]
			if !known {
				i = len(own)
				names[name] = i
				own = append(own, Part{Kind: kindName, ID: name, Name: q.nameOf(kind, name)})
				for j := range shares {
					shares[j] = append(shares[j], 0)
				}
			}
			return i
		}
		for name, won := range t.wonBy[kind] {
			if m, err := won.money(q, 1); err == nil { // the whole was converted before, so its parts can be
				shares[0][at(name)] += float64(m.Minor)
			}
		}
		for i, deals := range [][]estimate.Chance{e.Open, e.New} {
			for _, c := range deals {
				shares[i+1][at(q.partsOf(c.Subject)[kind])] += c.Expected
			}
		}
		for i, m := range [...]sales.Money{a.Booked, a.FromOpen, a.FromNew} {
			for j, minor := range allotted(m.Minor, shares[i]) {
				*[...]*sales.Money{&own[j].Booked, &own[j].FromOpen, &own[j].FromNew}[i] = sales.Money{Minor: minor, Currency: a.Currency}
			}
		}
		slices.SortFunc(own, func(a, b Part) int {
			return cmp.Or(-cmp.Compare(a.total(), b.total()), cmp.Compare(a.ID, b.ID))
		})
		list = append(list, own...)
	}
	return list
}

func (p *Part) total() int64 { return p.Booked.Minor + p.FromOpen.Minor + p.FromNew.Minor }

func (q *asking) nameOf(kind int, id string) string {
	switch kind {
	case byTeam:
		if r, ok := q.r.Picture.Team(sales.TeamID(id)); ok {
			return r.Facts.Name
		}
	case byPipeline:
		if r, ok := q.r.Picture.Pipeline(sales.PipelineID(id)); ok {
			return r.Facts.Name
		}
	case byProduct:
		if r, ok := q.r.Picture.Product(sales.ProductID(id)); ok {
			return r.Facts.Name
		}
	}
	return id
}

// allotted shares a whole number out in proportion, by largest remainders; of equal ones the first gets more. Without
// any share the first gets all.
func allotted(total int64, shares []float64) []int64 {
	got := make([]int64, len(shares))
	sum := 0.0
	for _, s := range shares {
		sum += s
	}
	if len(shares) == 0 {
		return got
	}
	if sum <= 0 {
		got[0] = total
		return got
	}
	rest := make([]float64, len(shares))
	left := total
	for i, s := range shares {
		exact := float64(total) * (s / sum)
		got[i] = int64(exact)
		rest[i] = exact - float64(got[i])
		left -= got[i]
	}
	order := make([]int, len(shares))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return -cmp.Compare(rest[a], rest[b]) })
	for ; left > 0; left-- {
		got[order[0]]++
		order = append(order[1:], order[0])
	}
	got[order[len(order)-1]] += left // below zero where floats were rounded up
	return got
}
