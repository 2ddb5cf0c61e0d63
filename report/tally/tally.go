package tally

import (
	"encoding/binary"
	"maps"
	"slices"

	"arus/board"
	"arus/report/scan"
	"arus/report/survival"
	"arus/sales"
)

// Question is which deals are counted, in which groups, and what of them.
type Question struct {
	Which scan.Which
	By    []scan.Dimension
	Needs Needs
	// Value is what a deal is worth, where not what stands on the board.
	Value func(board.Deal) (sales.Money, error)
	// Period is the last day of the period that a close date is in, for slips.
	Period func(sales.Day) sales.Day
	// Most is how many groups there may be; 0 is any number.
	Most int
}

// Group is a group of deals.
type Group struct {
	Keys []string // one for each dimension
	Cell
}

// Answer are the groups in the order of their keys, and all deals together. Without dimensions there is one group, also of
// no deals.
type Answer struct {
	Groups []*Group
	Total  Cell
	// Overlap: a deal may be in several groups, which then add up to more than the total, where each deal is once.
	Overlap bool
}

// Count answers a question.
func Count(w *scan.World, q Question) (*Answer, error) {
	counts := make([]*counting, w.Workers())
	for i := range counts {
		counts[i] = newCounting(w, &q, q.By)
	}
	err := w.Scan(q.Which, len(counts), func(worker int, b *scan.Batch) bool {
		return counts[worker].take(b)
	})
	found := map[string]*Group{}
	if len(q.By) == 0 {
		found[""] = &Group{}
	}
	a := &Answer{Overlap: counts[0].total != nil}
	for _, c := range counts {
		if c.failed != nil {
			return nil, c.failed
		}
		c.deliver(found)
		if a.Overlap {
			rest := map[string]*Group{"": {}}
			c.total.deliver(rest)
			a.Total.Merge(&rest[""].Cell)
		}
	}
	a.take(found)
	return a, err
}

// take puts groups in order; where they do not overlap, they add up to the total.
func (a *Answer) take(found map[string]*Group) {
	a.Groups = slices.SortedFunc(maps.Values(found), func(a, b *Group) int { return slices.Compare(a.Keys, b.Keys) })
	if !a.Overlap {
		a.Total = total(a.Groups)
	}
}

// total of groups that do not overlap.
func total(groups []*Group) (all Cell) {
	if len(groups) == 1 {
		return groups[0].Cell
	}
	n := [2]int{}
	for _, g := range groups {
		n[0], n[1] = n[0]+len(g.Ages), n[1]+len(g.Cycles)
	}
	// lists of its own: whoever looks for a median puts them in another order
	all.Ages, all.Cycles = make([]int64, 0, n[0]), make([]int64, 0, n[1])
	stays := make([]*survival.Stays, len(groups))
	for i, g := range groups {
		all.Merge(&g.Cell)
		stays[i] = g.Stays
	}
	all.Stays = survival.Together(stays...) // and not of two and two
	return all
}

// counting is one worker's part of a count.
type counting struct {
	w          *scan.World
	q          *Question
	by         []scan.Dimension
	groups     *scan.Groups
	total      *counting // of all deals, where groups overlap
	currencies int
	sums       sums         // by group and currency
	weighted   []scan.Sum   // likewise
	rest       []Cell       // by group, for whatever is needed seldom
	visits     []*Group     // stays, by group and place where they were spent: a visit belongs to the stage that was visited, whatever stage its deal is in now
	stays      []board.Stay // of a deal
	together   bool         // a visit's group depends on nothing but where it was
	failed     error
}

func newCounting(w *scan.World, q *Question, by []scan.Dimension) *counting {
	c := &counting{w: w, q: q, by: by, groups: w.NewGroups(by), currencies: w.Picture.Currencies()}
	if c.groups.Overlap() {
		c.total = newCounting(w, q, nil)
	}
	c.together = !slices.ContainsFunc(by, func(d scan.Dimension) bool { return d.Place == nil })
	return c
}

func (c *counting) take(b *scan.Batch) bool {
	if c.total != nil && !c.total.take(b) {
		c.failed = c.total.failed
		return false
	}
	summed := c.q.Value == nil && c.q.Needs&Weighted == 0 && c.addBunches(b)
	if summed && (c.q.Needs == 0 || c.q.Needs == Stays && c.stayTogether(b)) {
		return c.fits()
	}
	sel, group := c.groups.Of(b)
	if !c.fits() {
		return false
	}
	switch {
	case c.q.Value != nil:
		c.failed = c.value(b, sel, group)
	case !summed:
		c.add(b, sel, group)
	}
	if c.q.Needs&^Weighted != 0 && c.failed == nil {
		c.takeRest(b, sel, group)
	}
	return c.failed == nil
}

// fits reports whether there are no more groups than there may be.
func (c *counting) fits() bool {
	if most := c.q.Most; most > 0 && len(c.groups.Keys) > most {
		c.failed = sales.Invalid("/group_by", "too_costly", "this question has more than %d groups: name fewer dimensions, or narrow the filter", most)
	}
	return c.failed == nil
}

// add takes the values that stand on the board.
func (c *counting) add(b *scan.Batch, sel []uint32, group []int32) {
	c.sums.room(c.currencies * len(c.groups.Keys))
	if !c.sums.mayTake(len(sel), b.MostValue()) {
		for at, i := range sel {
			o := &c.sums.exact[int(group[at])*c.currencies+int(b.Currency[i])][b.State[i]&3]
			o.n++
			o.sum.Add(b.Value[i])
		}
	} else {
		c.addBrief(b, sel, group)
	}
	if c.q.Needs&Weighted != 0 {
		c.weigh(b, sel, group)
	}
}

// addBrief is for values that no sum can run over by.
func (c *counting) addBrief(b *scan.Batch, sel []uint32, group []int32) {
	currency, one := b.OneCurrency()
	values, states := b.Value, b.State[:len(b.Value)]
	for at, n := range group[:len(sel)] {
		i := sel[at]
		if !one {
			currency = b.Currency[i]
		}
		o := &c.sums.brief[int(n)*c.currencies+int(currency)][states[i]&3]
		o.n++
		o.sum += values[i]
	}
}

// addBunches is for deals that come in bunches of one group each, where no sum can run over. It says whether they do.
func (c *counting) addBunches(b *scan.Batch) bool {
	bunches, possible := c.groups.Bunches(b)
	if !possible || !c.sums.mayTake(b.Len(), b.MostValue()) {
		return false
	}
	c.sums.room(c.currencies * len(c.groups.Keys))
	for _, one := range bunches {
		into := &c.sums.brief[int(one.Group)*c.currencies+int(one.Currency)][one.State&3]
		n, sum := b.Sum(&one)
		into.n, into.sum = into.n+int64(n), into.sum+sum
	}
	return true
}

func (c *counting) weigh(b *scan.Batch, sel []uint32, group []int32) {
	if n := c.currencies * len(c.groups.Keys); len(c.weighted) < n {
		c.weighted = append(c.weighted, make([]scan.Sum, n-len(c.weighted))...)
	}
	chances := b.Chances(c.w)
	for at, i := range sel {
		if b.State[i].Outcome() == board.Open {
			c.weighted[int(group[at])*c.currencies+int(b.Currency[i])].AddPart(b.Value[i], chances[i])
		}
	}
}

// value takes values that are worked out deal by deal.
func (c *counting) value(b *scan.Batch, sel []uint32, group []int32) error {
	c.cells()
	chances := b.Chances(c.w)
	for at, i := range sel {
		m, err := c.q.Value(b.Deal(int(i)))
		if err != nil {
			return err
		}
		cell, outcome := &c.rest[group[at]], b.State[i].Outcome()
		cell.Counts[outcome]++
		if m.Minor == 0 {
			cell.Unvalued++
		}
		cell.Values[outcome].Add(m)
		if outcome == board.Open && c.q.Needs&Weighted != 0 {
			cell.Weighted.AddPart(m, chances[i])
		}
	}
	return nil
}

// cells makes room for what is counted seldom.
func (c *counting) cells() {
	if n := len(c.groups.Keys); len(c.rest) < n {
		c.rest = append(c.rest, make([]Cell, n-len(c.rest))...)
	}
}

func (c *counting) takeRest(b *scan.Batch, sel []uint32, group []int32) {
	c.cells()
	needs := c.q.Needs
	for at, i := range sel {
		cell, outcome := &c.rest[group[at]], b.State[i].Outcome()
		if needs&Stalled != 0 && b.Of(c.w, scan.Stall)[i] == scan.Stalled {
			cell.Stalled++
		}
		if needs&Ages != 0 && outcome == board.Open {
			cell.Ages = append(cell.Ages, int64(c.w.Now-b.Created()[i]))
		}
		if needs&Cycles != 0 && outcome == board.Won {
			cell.Cycles = append(cell.Cycles, int64(b.Closed()[i]-b.Created()[i]))
		}
		if needs&(Pushes|Slips) != 0 {
			n := b.Pushes()[i]
			cell.Pushes += int(n)
			if n > 0 && needs&Slips != 0 && c.slipped(b.Deal(int(i))) {
				cell.Slipped++
			}
		}
	}
	if needs&Stays != 0 {
		c.stay(b, sel, group)
	}
}

func (c *counting) slipped(d board.Deal) bool {
	for from, to := range d.Pushed {
		if to > c.q.Period(from) {
			return true
		}
	}
	return false
}

// deliver joins what was counted to the groups of all workers.
func (c *counting) deliver(into map[string]*Group) {
	for n, keys := range c.groups.Keys {
		var own Cell
		if n < len(c.rest) {
			own = c.rest[n]
		}
		for code := range c.currencies {
			at := n*c.currencies + code
			if at >= len(c.sums.exact) {
				continue
			}
			currency := c.w.Picture.Currency(uint16(code))
			for outcome, o := range c.sums.at(at) {
				own.Counts[outcome] += o.n
				if !o.sum.Zero() {
					own.Values[outcome].Join(currency, o.sum)
				}
			}
			if at < len(c.weighted) && !c.weighted[at].Zero() {
				own.Weighted.Join(currency, c.weighted[at])
			}
		}
		groupOf(into, keys).Merge(&own)
	}
	for _, g := range c.visits {
		if g != nil {
			groupOf(into, g.Keys).Merge(&g.Cell)
		}
	}
}

func groupOf(groups map[string]*Group, keys []string) *Group {
	var name []byte
	for _, key := range keys {
		name = append(binary.AppendUvarint(name, uint64(len(key))), key...)
	}
	g := groups[string(name)]
	if g == nil {
		g = &Group{Keys: keys}
		groups[string(name)] = g
	}
	return g
}
