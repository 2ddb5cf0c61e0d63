package report

import (
	"maps"
	"math/big"
	"math/bits"
	"slices"

	"arus/board"
	"arus/sales"
)

// Column says what stands in a column of a table.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type" enum:"text,count,money,share,number,filter"`
	Unit string `json:"unit" doc:"Currency of money, days of a duration; empty otherwise"`
}

// Table is the answer to a question. Cells are text, whole numbers, shares from 0 to 1, sales.Money, or nil for none.
type Table struct {
	Currency sales.Currency
	Columns  []Column
	Rows     [][]any
	Totals   []any // under each column; nil where a total makes no sense
}

// pot adds money up exactly: minor units, or billionths of them, by currency.
type pot struct {
	sums map[sales.Currency]*wide
}

// wide is a sum of int64 that cannot overflow.
type wide struct {
	high int64
	low  uint64
}

func (w *wide) add(n wide) {
	var carry uint64
	w.low, carry = bits.Add64(w.low, n.low, 0)
	w.high += n.high + int64(carry)
}

func (w *wide) sub(n wide) {
	var borrow uint64
	w.low, borrow = bits.Sub64(w.low, n.low, 0)
	w.high -= n.high + int64(borrow)
}

func wideOf(n int64) wide { return wide{n >> 63, uint64(n)} }

// addPart adds a chance's part of an amount, in billionths. Amounts of 2^63 in 2^31 deals stay below 2^127.
func (w *wide) addPart(n int64, c Chance) {
	high, low := bits.Mul64(uint64(max(n, -n)), uint64(c))
	if n < 0 {
		w.sub(wide{int64(high), low})
	} else {
		w.add(wide{int64(high), low})
	}
}

func (w *wide) rat() *big.Rat {
	sum := new(big.Int).Lsh(big.NewInt(w.high), 64)
	return new(big.Rat).SetInt(sum.Add(sum, new(big.Int).SetUint64(w.low)))
}

func (p *pot) add(m sales.Money) {
	if m.Currency != "" && m.Minor != 0 {
		p.sum(m.Currency).add(wideOf(m.Minor))
	}
}

func (p *pot) addPart(m sales.Money, c Chance) {
	if m.Currency != "" && m.Minor != 0 {
		p.sum(m.Currency).addPart(m.Minor, c)
	}
}

func (p *pot) sum(of sales.Currency) *wide {
	sum := p.sums[of]
	if sum == nil {
		if p.sums == nil {
			p.sums = map[sales.Currency]*wide{}
		}
		sum = &wide{}
		p.sums[of] = sum
	}
	return sum
}

func (p *pot) merge(q *pot) {
	for currency, sum := range q.sums {
		p.sum(currency).add(*sum)
	}
}

// exchange turns sums into one currency by the rates of the reader's day.
type exchange struct {
	r     *Reader
	to    sales.Currency
	rates map[sales.Currency]*big.Rat // those that were needed before
}

func (r *Reader) exchange(to sales.Currency) *exchange {
	return &exchange{r, to, map[sales.Currency]*big.Rat{}}
}

func (x *exchange) rate(from sales.Currency) (*big.Rat, error) {
	if x.rates[from] == nil {
		rate, err := x.r.Picture.MinorRate(from, x.to, x.r.Today())
		if err != nil {
			return nil, err
		}
		x.rates[from] = rate
	}
	return x.rates[from], nil
}

// exact is the pot in minor units of the currency, not rounded. Of several missing rates it names the first in the
// order of the alphabet.
func (x *exchange) exact(p *pot) (*big.Rat, error) {
	total := new(big.Rat)
	for _, currency := range slices.Sorted(maps.Keys(p.sums)) {
		rate, err := x.rate(currency)
		if err != nil {
			return nil, err
		}
		part := p.sums[currency].rat()
		total.Add(total, part.Mul(part, rate))
	}
	return total, nil
}

// money is the pot, rounded once; of a pot of billionths the last argument is Certain, else 1.
func (x *exchange) money(p *pot, parts Chance) (sales.Money, error) {
	total, err := x.exact(p)
	if err != nil {
		return sales.Money{}, err
	}
	total.Quo(total, big.NewRat(int64(parts), 1))
	return sales.Money{Minor: 1, Currency: x.to}.Times(total)
}

// cell is everything that is counted of a group of deals.
type cell struct {
	count, open, won, lost, stalled int
	value, weighted                 pot // of open deals
	wonValue, lostValue             pot
}

// take counts one deal, whose value is of the kind asked for.
func (c *cell) take(r *Reader, d board.Deal, value sales.Money) {
	outcome := d.Outcome()
	c.tally(outcome)
	switch outcome {
	case sales.Won:
		c.wonValue.add(value)
	case sales.Lost:
		c.lostValue.add(value)
	default:
		c.value.add(value)
		c.weighted.addPart(value, r.chance(d))
		if r.stallOf(d) == Stalled {
			c.stalled++
		}
	}
}

// tally counts one deal by how it stands.
func (c *cell) tally(o sales.Outcome) {
	c.count++
	switch o {
	case sales.Won:
		c.won++
	case sales.Lost:
		c.lost++
	default:
		c.open++
	}
}

// merge adds the deals of another cell.
func (c *cell) merge(o *cell) {
	c.count, c.open, c.won, c.lost, c.stalled = c.count+o.count, c.open+o.open, c.won+o.won, c.lost+o.lost, c.stalled+o.stalled
	c.value.merge(&o.value)
	c.weighted.merge(&o.weighted)
	c.wonValue.merge(&o.wonValue)
	c.lostValue.merge(&o.lostValue)
}

// shareOf is part of whole, or nil when there is no whole.
func shareOf(part, whole int) any {
	if whole == 0 {
		return nil
	}
	return float64(part) / float64(whole)
}

// valueAs is a deal's value of a kind. A deal without line items has the one kind that was said of it; asked for another,
// it has none. An empty kind takes the value as it is.
func (r *Reader) valueAs(d board.Deal, kind sales.ValueKind) (sales.Money, error) {
	switch {
	case kind == "" || kind == d.ValueKind():
		return d.Value(), nil
	case len(d.LineItems()) == 0:
		return sales.Money{}, nil
	}
	return sales.ValueOf(d.LineItems(), kind, func(id sales.ProductID) (sales.Economics, bool) {
		if p, ok := r.Picture.Product(id); ok {
			return p.Facts.Economics, true
		}
		return sales.Economics{}, false
	})
}

// currency is the one asked for, or the workspace's.
func (r *Reader) currency(asked sales.Currency) (sales.Currency, error) {
	if asked == "" {
		return r.settings.Currency, nil
	}
	if !asked.Known() {
		return "", sales.Invalid("/currency", "unknown_currency", "%q is not an ISO 4217 currency code", string(asked))
	}
	return asked, nil
}
