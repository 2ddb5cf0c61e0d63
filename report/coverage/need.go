package coverage

import (
	"maps"
	"math/big"
	"slices"

	"arus/report"
	"arus/sales"
)

const (
	leastDeals = 20 // open on the same day of past periods, under which history says nothing
	leastWins  = 5  // of those, under which what was booked of them is luck
	pull       = 20 // deals, as which all stages weigh in the share of one
	folkRule   = 3. // the least of the multiples that the field repeats: three to five
)

// Source says what a needed multiple rests on.
type Source string

// The sources.
const (
	History   Source = "history"
	Benchmark Source = "benchmark"      // too few deals were open on the same day of past periods
	TooFew    Source = "too_few_booked" // of those open on the same day too few were booked to say how many it takes
	Over      Source = "period_over"    // nothing can be booked in it any more
)

// Need is how much open value it takes to book what a target lacks.
type Need struct {
	Multiple *float64 // of what is lacking; nil where nobody can say
	Source   Source
	Open     sales.Money // closing in the period
	Deals    int         // of history, which were open on the same day of their period
	Booked   int         // of those, by the end of it
}

// Basis is what needs are worked out from: what is open, by its owner, and what history teaches.
type Basis struct {
	x      report.Exchange
	past   *past
	owners map[sales.UserID]*stock
	over   bool
}

// Learn reads the picture once, for needs of anybody's.
func Learn(r *report.Reader, q Question) (*Basis, error) {
	x, err := r.Exchange(q.Currency)
	if err != nil {
		return nil, err
	}
	b := &Basis{x: x, over: r.Now+1 >= q.Period.To.Start(r.Zone)}
	if b.owners, err = stocks(r, q); err != nil {
		return nil, err
	}
	b.past, err = learn(r, q, x)
	return b, err
}

// Need of people together; nil for everybody.
func (b *Basis) Need(people map[sales.UserID]bool) (Need, error) {
	return b.need(b.stock(people))
}

func (b *Basis) stock(people map[sales.UserID]bool) *stock {
	total := &stock{byStage: map[sales.StageID]*report.Sum{}}
	for user, s := range b.owners {
		if people == nil || people[user] {
			total.merge(s)
		}
	}
	return total
}

func (b *Basis) need(s *stock) (n Need, err error) {
	n = Need{Source: Over, Deals: b.past.all.n, Booked: b.past.all.wins}
	if n.Open, err = b.x.Money(&s.value); err != nil || b.over {
		return n, err
	}
	all, err := b.past.all.rate(b.x)
	switch {
	case err != nil:
		return n, err
	case n.Deals < leastDeals:
		folk := folkRule
		n.Multiple, n.Source = &folk, Benchmark
		return n, nil
	case n.Booked < leastWins || all == 0:
		n.Source = TooFew
		return n, nil
	}
	multiple, err := b.multiple(s, all)
	n.Multiple, n.Source = &multiple, History
	return n, err
}

// multiple is 1 ÷ the share of what is open that history would have booked, stage by stage. The share of a stage is pulled
// towards that of all as by twenty deals: a stage that nothing happened to be booked from is not thought hopeless.
func (b *Basis) multiple(s *stock, all float64) (float64, error) {
	open, booked := 0., 0.
	for _, stage := range slices.Sorted(maps.Keys(s.byStage)) { // in an order, so that the last bits are the same each time
		value, err := b.x.Exact(s.byStage[stage])
		if err != nil {
			return 0, err
		}
		rate := all
		if own := b.past.byStage[stage]; own != nil {
			seen, err := own.rate(b.x)
			if err != nil {
				return 0, err
			}
			rate = (float64(float64(own.n)*seen) + float64(pull*all)) / float64(own.n+pull)
		}
		worth, _ := value.Float64()
		open, booked = open+worth, booked+float64(worth*rate)
	}
	if booked == 0 { // nothing of worth is open: all of history speaks
		return 1 / all, nil
	}
	return open / booked, nil
}

// Periods that history was looked for in.
func (b *Basis) Periods() int { return b.past.periods }

// WinRate is the share of deals closed in the last two years that were won; nil without any.
func (b *Basis) WinRate() *float64 {
	closed := b.past.won + b.past.lost
	if closed == 0 {
		return nil
	}
	rate := float64(b.past.won) / float64(closed)
	return &rate
}

// MeanWon is the mean value of those won, rounded.
func (b *Basis) MeanWon() sales.Money {
	mean := sales.Money{Currency: b.x.To()}
	if b.past.won > 0 {
		each := new(big.Rat).Quo(b.past.value, big.NewRat(int64(b.past.won), 1))
		f, _ := each.Float64()
		mean.Minor = int64(f + .5)
	}
	return mean
}

// Deals is how many deals of the mean value it takes, at the win rate, to book what is left: those that are open count as
// any other. nil while nothing was won, and when the period is over.
func (b *Basis) Deals(left sales.Money) *int {
	if b.over || b.past.won == 0 || b.past.value.Sign() == 0 {
		return nil
	}
	each := new(big.Rat).Quo(b.past.value, big.NewRat(int64(b.past.won+b.past.lost), 1)) // mean won value × win rate: the number won cancels out
	n := new(big.Rat).Quo(big.NewRat(left.Minor, 1), each)
	up := new(big.Int).Add(n.Num(), new(big.Int).Sub(n.Denom(), big.NewInt(1)))
	if up.Quo(up, n.Denom()); !up.IsInt64() {
		return nil
	}
	deals := int(up.Int64())
	return &deals
}
