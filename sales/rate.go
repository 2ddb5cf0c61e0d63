package sales

import (
	"math/big"
	"slices"
	"strings"
)

var one = big.NewRat(1, 1)

// RateFacts are the dated rates between two currencies: on each day one unit of From costs Rate units of To.
type RateFacts struct {
	From Currency    `json:"from"`
	To   Currency    `json:"to"`
	Days []DatedRate `json:"days"` // in rising order of day
}

// DatedRate is the rate from a day on, until the next dated one.
type DatedRate struct {
	Day  Day     `json:"day"`
	Rate Decimal `json:"rate"`
}

// RateID is the one id of the rates between two currencies.
func RateID(from, to Currency) ID {
	return ID(strings.ToLower(string(RateKind) + "_" + string(from) + "_" + string(to)))
}

func (RateFacts) about() (Kind, string) { return RateKind, "rate" }

func (r RateFacts) check(World, ID, RateFacts) error {
	for _, c := range []Currency{r.From, r.To} {
		if !c.Known() {
			return Invalid("/from", "unknown_currency", "%q is not an ISO 4217 currency code", string(c))
		}
	}
	if r.From == r.To {
		return Invalid("/to", "same_currency", "a rate is between two currencies, not from %s to itself", string(r.From))
	}
	for i, d := range r.Days {
		if rate, ok := d.Rate.Rat(); !ok || rate.Sign() <= 0 {
			return Invalid("/days", "out_of_range", "the rate of %s is %q, not a number above 0", d.Day, string(d.Rate))
		}
		if i > 0 && r.Days[i-1].Day >= d.Day {
			return Invalid("/days", "out_of_order", "the rate of %s stands after that of %s", d.Day, r.Days[i-1].Day)
		}
	}
	return nil
}

// On is the rate in force on a day; ok is false on days before the first dated rate.
func (r RateFacts) On(day Day) (rate *big.Rat, ok bool) {
	after, found := slices.BinarySearchFunc(r.Days, day, func(d DatedRate, day Day) int { return int(d.Day) - int(day) })
	if found {
		after++
	}
	if after == 0 {
		return nil, false
	}
	return r.Days[after-1].Rate.Rat()
}

// SetRate dates one rate. It makes the record of the pair when it is the first.
type SetRate struct {
	From, To Currency
	Day      Day
	Rate     Decimal
}

// Subject is the record of the pair.
func (c SetRate) Subject() ID { return RateID(c.From, c.To) }

// Decide makes the record of the pair when the rate is its first.
func (c SetRate) Decide(w World, at Instant) ([]Fact, error) {
	fresh := DatedRate{c.Day, c.Rate}
	r, ok := w.Object(c.Subject()).(*Rate)
	if !ok {
		return Create[RateFacts]{ID: c.Subject(), Facts: RateFacts{c.From, c.To, []DatedRate{fresh}}}.Decide(w, at)
	}
	if rate, found := r.Facts.On(c.Day); found && string(c.Rate) != "" {
		if given, sound := c.Rate.Rat(); sound && rate.Cmp(given) == 0 {
			return nil, nil
		}
	}
	alone := RateFacts{c.From, c.To, []DatedRate{fresh}}
	if err := alone.check(w, c.Subject(), r.Facts); err != nil {
		return nil, err
	}
	return []Fact{{c.Subject(), at, RateSet(fresh)}}, nil
}

// RateSet says that a rate holds from a day on. It is an event of its own because a day's rate among years of them would
// be lost in a patch of the whole list.
type RateSet DatedRate

// Name is the event's name in the ledger.
func (RateSet) Name() string { return "rate.set" }

// fold puts the rate into its place, replacing one of the same day.
func (r *RateFacts) fold(e Event) bool {
	set, ok := e.(RateSet)
	if !ok {
		return false
	}
	at, found := slices.BinarySearchFunc(r.Days, set.Day, func(d DatedRate, day Day) int { return int(d.Day) - int(day) })
	if found {
		r.Days[at] = DatedRate(set)
	} else {
		r.Days = slices.Insert(r.Days, at, DatedRate(set))
	}
	return true
}
