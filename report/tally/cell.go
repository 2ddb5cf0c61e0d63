package tally

import (
	"slices"

	"arus/board"
	"arus/report/scan"
	"arus/report/survival"
	"arus/sales"
)

// Needs is what of the deals has to be looked at, beside their number and values.
type Needs uint16

// The needs.
const (
	Weighted Needs = 1 << iota
	Stalled
	Ages
	Cycles
	Pushes
	Slips
	Stays
)

// Pot is money of several currencies, each added up exactly in minor units. The zero Pot is empty.
type Pot struct{ sums map[sales.Currency]scan.Sum }

// Add takes an amount in.
func (p *Pot) Add(m sales.Money) {
	if m.Currency != "" && m.Minor != 0 {
		var one scan.Sum
		one.Add(m.Minor)
		p.Join(m.Currency, one)
	}
}

// AddPart takes a part of an amount in, in billionths; a pot of parts is one of billionths.
func (p *Pot) AddPart(m sales.Money, billionths uint32) {
	if m.Currency != "" && m.Minor != 0 {
		var one scan.Sum
		one.AddPart(m.Minor, billionths)
		p.Join(m.Currency, one)
	}
}

// Join takes a sum of one currency in.
func (p *Pot) Join(c sales.Currency, s scan.Sum) {
	if p.sums == nil {
		p.sums = map[sales.Currency]scan.Sum{}
	}
	s.Join(p.sums[c])
	p.sums[c] = s
}

// Merge takes another pot in.
func (p *Pot) Merge(o *Pot) {
	for c, s := range o.sums {
		p.Join(c, s)
	}
}

// Sums gives the sum of each currency, in the order of the alphabet.
func (p *Pot) Sums(yield func(sales.Currency, scan.Sum) bool) {
	currencies := make([]sales.Currency, 0, len(p.sums))
	for c := range p.sums {
		currencies = append(currencies, c)
	}
	slices.Sort(currencies)
	for _, c := range currencies {
		if !yield(c, p.sums[c]) {
			return
		}
	}
}

// Cell is what a group of deals adds up to.
type Cell struct {
	Counts   [4]int // by outcome
	Values   [4]Pot // by outcome
	Weighted Pot    // billionths of minor units, of open deals
	Stalled  int    // open deals past their limits
	Pushes   int    // of all deals together
	Unvalued int    // deals that are worth nothing by a value that was asked for; see Question.Value
	Slipped  int    // deals whose close date has moved past the end of a period
	Ages     []int64
	Cycles   []int64
	Stays    *survival.Stays // nil for none
}

// Count is how many deals there are.
func (c *Cell) Count() int {
	return c.Counts[board.Open] + c.Counts[board.Won] + c.Counts[board.Lost]
}

// Merge takes the deals of another cell in.
func (c *Cell) Merge(o *Cell) {
	for i := range c.Counts {
		c.Counts[i] += o.Counts[i]
		c.Values[i].Merge(&o.Values[i])
	}
	c.Weighted.Merge(&o.Weighted)
	c.Stalled, c.Pushes, c.Slipped, c.Unvalued = c.Stalled+o.Stalled, c.Pushes+o.Pushes, c.Slipped+o.Slipped, c.Unvalued+o.Unvalued
	c.Ages, c.Cycles = joined(c.Ages, o.Ages), joined(c.Cycles, o.Cycles)
	c.Stays = survival.Together(c.Stays, o.Stays)
}

// joined keeps the first list as it is when it is the only one: joining two halves of a million numbers is a copy, joining
// a whole with nothing is none.
func joined[T any](a, b []T) []T {
	if a == nil {
		return b
	}
	return append(a, b...)
}
