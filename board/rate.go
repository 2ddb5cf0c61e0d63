package board

import (
	"math/big"

	"arus/board/past"
	"arus/sales"
)

// Rate says how many units of one currency a unit of another costs on a day, exactly: as dated, or the inverse of the rate
// the other way, or by way of the workspace's own currency. A rate that is missing is a problem that names the currencies
// and the day; it is never 1 and never that of a later day.
func (p *Picture) Rate(from, to sales.Currency, day sales.Day) (*big.Rat, error) {
	if rate := p.direct(from, to, day); rate != nil {
		return rate, nil
	}
	middle := p.Workspace().Currency
	first, second := p.direct(from, middle, day), p.direct(middle, to, day)
	if first == nil || second == nil {
		return nil, sales.RateMissing(from, to, day)
	}
	return new(big.Rat).Mul(first, second), nil
}

// direct is a rate in either direction, or nil.
func (p *Picture) direct(from, to sales.Currency, day sales.Day) *big.Rat {
	if from == to {
		return big.NewRat(1, 1)
	}
	if rate := p.dated(from, to, day); rate != nil {
		return rate
	}
	if rate := p.dated(to, from, day); rate != nil && rate.Sign() > 0 {
		return rate.Inv(rate)
	}
	return nil
}

func (p *Picture) dated(from, to sales.Currency, day sales.Day) *big.Rat {
	r, ok := p.object(rates, sales.RateID(from, to), past.Latest).(*sales.Rate)
	if !ok || r.Archived {
		return nil
	}
	rate, ok := r.Facts.On(day)
	if !ok {
		return nil
	}
	return rate
}

// MinorRate is the rate between the minor units of two currencies: sum minor units times this, and round once, at the end.
func (p *Picture) MinorRate(from, to sales.Currency, day sales.Day) (*big.Rat, error) {
	rate, err := p.Rate(from, to, day)
	if err != nil {
		return nil, err
	}
	rate.Mul(rate, power(to.Digits()))
	return rate.Quo(rate, power(from.Digits())), nil
}

func power(digits int) *big.Rat {
	return new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil))
}
