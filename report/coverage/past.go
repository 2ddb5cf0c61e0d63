package coverage

import (
	"math/big"

	"arus/board"
	"arus/forecast/season"
	"arus/report"
	"arus/sales"
)

const (
	looksBack = 8  // periods
	winMonths = 24 // in which deals closed whose win rate and mean value count
)

// past is what earlier periods teach: of the value that was open in a stage on the same day of the period, how much was
// booked by the period's end. It is that of the whole workspace, whoever asks.
type past struct {
	all     share
	byStage map[sales.StageID]*share
	periods int // that it looked at
	won     int
	lost    int
	value   *big.Rat // won, in minor units
}

type share struct {
	n, wins      int
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
	h := &past{byStage: map[sales.StageID]*share{}, periods: len(all)}
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
		s.wins++
		s.booked.Add(worth)
	}
}

// rate is booked ÷ open; 0 when nothing of worth was open.
func (s *share) rate(x report.Exchange) (rate float64, err error) {
	open, err := x.Exact(&s.open)
	if err != nil || open.Sign() == 0 {
		return 0, err
	}
	booked, err := x.Exact(&s.booked)
	if err != nil {
		return 0, err
	}
	rate, _ = booked.Quo(booked, open).Float64()
	return rate, nil
}
