package report

import (
	"cmp"
	"math/big"
	"slices"

	"arus/board"
	"arus/sales"
)

// Column says what stands in a column of a table.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type" enum:"text,count,money,share,number"`
	Unit string `json:"unit" doc:"Currency of money; empty otherwise"`
}

// Table is the answer to a question. Cells are text, whole numbers, shares from 0 to 1, sales.Money, or nil for none.
type Table struct {
	Currency sales.Currency
	Columns  []Column
	Rows     [][]any
	Totals   []any // under each column; nil where a total makes no sense
}

// pot adds money up exactly: minor units by currency, and by what they are to be multiplied with.
type pot struct {
	sums map[share]*big.Int
}

type share struct {
	currency sales.Currency
	weight   float64
}

func (p *pot) add(m sales.Money, weight float64) {
	if m.Currency == "" || m.Minor == 0 {
		return
	}
	if p.sums == nil {
		p.sums = map[share]*big.Int{}
	}
	key := share{m.Currency, weight}
	if p.sums[key] == nil {
		p.sums[key] = new(big.Int)
	}
	p.sums[key].Add(p.sums[key], big.NewInt(m.Minor))
}

// in converts what was added by the rates of a day and rounds once.
func (p *pot) in(r *Reader, to sales.Currency) (sales.Money, error) {
	total := new(big.Rat)
	for _, key := range slices.SortedFunc(keysOf(p.sums), func(a, b share) int {
		return cmp.Or(cmp.Compare(a.currency, b.currency), cmp.Compare(a.weight, b.weight))
	}) {
		part := new(big.Rat).SetInt(p.sums[key])
		if key.weight != 1 {
			part.Mul(part, new(big.Rat).SetFloat64(key.weight))
		}
		if key.currency != to {
			rate, err := r.Picture.MinorRate(key.currency, to, r.Today())
			if err != nil {
				return sales.Money{}, err
			}
			part.Mul(part, rate)
		}
		total.Add(total, part)
	}
	return sales.Money{Minor: 1, Currency: to}.Times(total)
}

func keysOf[K comparable, V any](m map[K]V) func(func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// cell is everything that is counted of a group of deals.
type cell struct {
	count, open, won, lost, stalled int
	value, weighted                 pot // of open deals
	wonValue, lostValue             pot
}

// take counts one deal, whose value is of the kind asked for.
func (c *cell) take(r *Reader, d board.Deal, value sales.Money) {
	c.count++
	switch d.Outcome() {
	case sales.Won:
		c.won++
		c.wonValue.add(value, 1)
	case sales.Lost:
		c.lost++
		c.lostValue.add(value, 1)
	default:
		c.open++
		c.value.add(value, 1)
		rate, _ := r.Odds.At(d.Pipeline(), d.Stage())
		c.weighted.add(value, rate.P)
		if r.Stall(d.Stage(), d.Outcome(), d.StageSince()) == Stalled {
			c.stalled++
		}
	}
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
		return r.Picture.Workspace().Currency, nil
	}
	if !asked.Known() {
		return "", sales.Invalid("/currency", "unknown_currency", "%q is not an ISO 4217 currency code", string(asked))
	}
	return asked, nil
}
