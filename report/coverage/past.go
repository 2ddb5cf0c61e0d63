package coverage

import (
	"maps"
	"math/big"
	"slices"

	"arus/board"
	"arus/forecast/season"
	"arus/report"
	"arus/sales"
)

const (
	looksBack  = 8  // periods
	leastDeals = 20 // open on the same day of past periods, under which history says nothing
	leastStage = 10 // of one stage, under which all stages speak for it
	folkRule   = 3. // the least of the multiples that the field repeats: three to five
	winMonths  = 24 // in which deals closed whose win rate and mean value count
)

// past is what earlier periods teach: of the value that was open in a stage on the same day of the period, how much was
// booked by the period's end. It is that of the whole workspace, whoever asks.
type past struct {
	all     share
	byStage map[sales.StageID]*share
	won     int
	lost    int
	value   *big.Rat // won, in minor units
}

type share struct {
	n            int
	open, booked report.Sum
}

// moment is the same day of an earlier period, and the period's end.
type moment struct {
	period   sales.Period
	day, end sales.Instant
}

// moments are those of past periods that are over.
func moments(r *report.Reader, p sales.Period) (all []moment) {
	into := min(r.Today()-p.From, p.To-p.From-1)
	for _, before := range (season.Calendar{Calendar: r.Settings().Calendar}).Past(p, looksBack) {
		day := before.From + min(into, before.To-before.From-1)
		if end := before.To.Start(r.Zone) - 1; end < r.Now {
			all = append(all, moment{before, day.End(r.Zone), end})
		}
	}
	return all
}

func learn(r *report.Reader, q Question, x report.Exchange) (*past, error) {
	all := moments(r, q.Period)
	h := &past{byStage: map[sales.StageID]*share{}}
	since := sales.InstantOf(r.Now.Time().AddDate(0, -winMonths, 0))
	value := &report.Sum{}
	for d := range r.Picture.Ever() {
		if q.Pipeline != "" && d.Pipeline() != q.Pipeline {
			continue
		}
		if err := h.follow(r, q, d, all); err != nil {
			return nil, err
		}
		if at := d.ClosedAt(); d.Deleted() || at < since || at == 0 {
			continue
		}
		if d.Outcome() == sales.Lost {
			h.lost++
			continue
		}
		worth, err := r.ValueAs(d, q.Kind)
		if err != nil {
			return nil, err
		}
		h.won++
		value.Add(worth)
	}
	var err error
	h.value, err = x.Exact(value)
	return h, err
}

// follow looks at one deal on the same day of each past period.
func (h *past) follow(r *report.Reader, q Question, d board.Deal, all []moment) error {
	for _, m := range all {
		var then, last board.Deal
		there := false
		for v := range d.Versions() {
			if v.EffectiveAt() <= m.day {
				then, there = v, true
			}
			if v.EffectiveAt() <= m.end {
				last = v
			}
		}
		if !there || then.Deleted() || then.Outcome() != sales.Open || then.CloseDate() == 0 || !m.period.Holds(then.CloseDate()) {
			continue
		}
		worth, err := r.ValueAs(then, q.Kind)
		if err != nil {
			return err
		}
		s := h.byStage[then.Stage()]
		if s == nil {
			s = &share{}
			h.byStage[then.Stage()] = s
		}
		booked := !last.Deleted() && last.Outcome() == sales.Won
		s.take(worth, booked)
		h.all.take(worth, booked)
	}
	return nil
}

func (s *share) take(worth sales.Money, booked bool) {
	s.n++
	s.open.Add(worth)
	if booked {
		s.booked.Add(worth)
	}
}

// rate is booked ÷ open; ok is false when nothing of worth was open.
func (s *share) rate(x report.Exchange) (rate float64, ok bool, err error) {
	open, err := x.Exact(&s.open)
	if err != nil || open.Sign() == 0 {
		return 0, false, err
	}
	booked, err := x.Exact(&s.booked)
	if err != nil {
		return 0, false, err
	}
	rate, _ = booked.Quo(booked, open).Float64()
	return rate, true, nil
}

// needed is 1 ÷ the share of the bearer's open value that history would have booked, stage by stage.
func (h *past) needed(s *stock, x report.Exchange) (multiple float64, source string, n int, err error) {
	all, known, err := h.all.rate(x)
	if err != nil || !known || h.all.n < leastDeals || all == 0 {
		return folkRule, "benchmark", h.all.n, err
	}
	open, booked := 0., 0.
	for _, stage := range slices.Sorted(maps.Keys(s.byStage)) { // in an order, so that the last bits are the same each time
		value, err := x.Exact(s.byStage[stage])
		if err != nil {
			return 0, "", 0, err
		}
		rate := all
		if own := h.byStage[stage]; own != nil && own.n >= leastStage {
			if r, known, err := own.rate(x); err != nil {
				return 0, "", 0, err
			} else if known {
				rate = r
			}
		}
		worth, _ := value.Float64()
		open, booked = open+worth, booked+worth*rate
	}
	if booked == 0 { // nothing is open, or only where nothing was ever booked: all of history speaks
		open, booked = 1, all
	}
	return open / booked, "history", h.all.n, nil
}

// deals is how many more of the mean have to be opened, at the win rate, to book what is left; nil while nothing was won.
func (h *past) deals(left sales.Money) any {
	if h.won == 0 || h.value.Sign() == 0 {
		return nil
	}
	each := new(big.Rat).Quo(h.value, big.NewRat(int64(h.won+h.lost), 1)) // mean won value × win rate: the number won cancels out
	n := new(big.Rat).Quo(big.NewRat(left.Minor, 1), each)
	up := new(big.Int).Add(n.Num(), new(big.Int).Sub(n.Denom(), big.NewInt(1)))
	return int(up.Quo(up, n.Denom()).Int64())
}
