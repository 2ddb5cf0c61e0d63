package sales

import (
	"math/big"
	"slices"
	"strings"
)

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

// About names the record: a rate.
func (RateFacts) About() (Kind, string) { return RateKind, "rate" }

// Check refuses facts that are not sound.
func (r RateFacts) Check(_ World, id ID, _ RateFacts) error {
	for _, c := range []Currency{r.From, r.To} {
		if !c.Known() {
			return Invalid("/from", "unknown_currency", "%q is not an ISO 4217 currency code", string(c))
		}
	}
	if r.From == r.To {
		return Invalid("/to", "same_currency", "a rate is between two currencies, not from %s to itself", string(r.From))
	}
	if id != RateID(r.From, r.To) {
		return Invalid("/id", "bad_id", "the rates from %s to %s have the id %s", string(r.From), string(r.To), string(RateID(r.From, r.To)))
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
	after, found := r.find(day)
	if found {
		after++
	}
	if after == 0 {
		return nil, false
	}
	return r.Days[after-1].Rate.Rat()
}

// find is the place of a day in the order of days, and whether a rate is dated on it.
func (r RateFacts) find(day Day) (at int, found bool) {
	return slices.BinarySearchFunc(r.Days, day, func(d DatedRate, day Day) int { return int(d.Day) - int(day) })
}

// RateMissing refuses what cannot be said without a rate.
func RateMissing(from, to Currency, day Day) *Problem {
	return &Problem{Kind: KindRefused, Code: "rate_missing", Rate: &SetRate{From: from, To: to, Day: day},
		Format: "there is no rate from %s to %s on %s: set one dated then or before", Args: []any{string(from), string(to), day.String()}}
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
	if rate, ok := c.Rate.Rat(); !ok || rate.Sign() <= 0 {
		return nil, Invalid("/rate", "out_of_range", "the rate of %s is %q, not a number above 0", c.Day, string(c.Rate))
	}
	fresh := DatedRate{c.Day, c.Rate}
	if w.Object(c.Subject()) == nil {
		return Create[RateFacts]{ID: c.Subject(), Facts: RateFacts{c.From, c.To, []DatedRate{fresh}}}.Decide(w, at)
	}
	r, err := recordIn[RateFacts](w, c.Subject(), at)
	if err != nil {
		return nil, err
	}
	alone := RateFacts{c.From, c.To, []DatedRate{fresh}}
	if err := alone.Check(w, c.Subject(), r.Facts); err != nil {
		return nil, err
	}
	// Only the same rate on the same day is no news: one in force since an earlier day may be dated away from under it.
	if i, found := r.Facts.find(c.Day); found && equal(r.Facts.Days[i].Rate, c.Rate) {
		return nil, nil
	}
	return []Fact{{c.Subject(), at, RateSet(fresh)}}, nil
}

// RemoveRate takes the rate of one day back: until the next dated one, the one before holds again.
type RemoveRate struct {
	From, To Currency
	Day      Day
}

// Subject is the record of the pair.
func (c RemoveRate) Subject() ID { return RateID(c.From, c.To) }

// Decide refuses a day on which no rate is dated.
func (c RemoveRate) Decide(w World, at Instant) ([]Fact, error) {
	r, err := recordIn[RateFacts](w, c.Subject(), at)
	if err != nil {
		return nil, err
	}
	if _, found := r.Facts.find(c.Day); !found {
		return nil, &Problem{Kind: KindMissing, Code: "not_found", Format: "no rate from %s to %s is dated %s", Args: []any{string(c.From), string(c.To), c.Day.String()}}
	}
	return []Fact{{c.Subject(), at, RateRemoved{c.Day}}}, nil
}

// The events of single days. They are events of their own because a day's rate among years of them would be lost in a patch
// of the whole list.
type (
	// RateSet says that a rate holds from a day on.
	RateSet DatedRate
	// RateRemoved says that no rate is dated on a day any more.
	RateRemoved struct {
		Day Day `json:"day"`
	}
)

// Name is the event's name in the ledger, and so on for the other.
func (RateSet) Name() string     { return "rate.set" }
func (RateRemoved) Name() string { return "rate.removed" }

// Take puts a rate into its place, replacing one of the same day, or takes a day's out. The days are copied: the event that
// created the record, and older pictures of it, hold the same slice.
func (r *RateFacts) Take(f Fact) bool {
	switch e := f.Event.(type) {
	case RateSet:
		at, found := r.find(e.Day)
		after := at
		if found {
			after++
		}
		r.Days = slices.Concat(r.Days[:at], []DatedRate{DatedRate(e)}, r.Days[after:])
	case RateRemoved:
		if at, found := r.find(e.Day); found { // an undone import may have taken it back
			r.Days = slices.Concat(r.Days[:at], r.Days[at+1:])
		}
	default:
		return false
	}
	return true
}
