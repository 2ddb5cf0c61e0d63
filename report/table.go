package report

import (
	"math/big"

	"arus/board"
	"arus/report/scan"
	"arus/report/tally"
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
	Totals   []any   // under each column; nil where a total makes no sense
	Before   [][]any // of a series: totals of its earlier moments

	Evaluated   scan.Evaluated // how the filter was answered
	Unvalued    int            // deals that have no value of the kind asked for, and add nothing
	Overlapping []string       // dimensions in which a deal may be in several groups: they add up to more than the totals
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
		rate, err := x.r.MinorRate(from, x.to)
		if err != nil {
			return nil, err
		}
		x.rates[from] = rate
	}
	return x.rates[from], nil
}

// MinorRate is the rate of the reader's day between the minor units of two currencies. One that is missing is a fault of the
// currency that was asked for.
func (r *Reader) MinorRate(from, to sales.Currency) (*big.Rat, error) {
	rate, err := r.Picture.MinorRate(from, to, r.Today())
	return rate, sales.Under("/currency", err)
}

// exact is the pot in minor units of the currency, not rounded. Of several missing rates it names the first in the
// order of the alphabet.
func (x *exchange) exact(p *tally.Pot) (*big.Rat, error) {
	total := new(big.Rat)
	for currency, sum := range p.Sums {
		rate, err := x.rate(currency)
		if err != nil {
			return nil, err
		}
		part := sum.Rat()
		total.Add(total, part.Mul(part, rate))
	}
	return total, nil
}

// money is the pot, rounded once; of a pot of billionths the last argument is Certain, else 1.
func (x *exchange) money(p *tally.Pot, parts Chance) (sales.Money, error) {
	total, err := x.exact(p)
	if err != nil {
		return sales.Money{}, err
	}
	total.Quo(total, big.NewRat(int64(parts), 1))
	return sales.Money{Minor: 1, Currency: x.to}.Times(total)
}

// share is what one pot is of it and another together; nil where both are empty. It is of the exact amounts: rounding comes
// after dividing.
func (x *exchange) share(part, rest *tally.Pot) (any, error) {
	of, err := x.exact(part)
	if err != nil {
		return nil, err
	}
	all, err := x.exact(rest)
	if err != nil {
		return nil, err
	}
	if all.Add(all, of); all.Sign() == 0 {
		return nil, nil
	}
	share, _ := of.Quo(of, all).Float64()
	return share, nil
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
