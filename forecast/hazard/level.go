package hazard

import (
	"math"

	"arus/forecast/course"
	"arus/sales"
	"arus/score/portable"
)

// Odds multiply the odds of winning in a step, by the week that it begins in. The zero value leaves them alone.
type Odds struct {
	from sales.Day
	by   []float64 // by week; the last one stands for all later ones
}

// Always are the same odds on every day.
func Always(odds float64) Odds { return Odds{by: []float64{odds}} }

// Now are the odds of the first week.
func (o Odds) Now() float64 { return o.On(o.from) }

// On are the odds of a step that begins on a day.
func (o Odds) On(day sales.Day) float64 {
	if len(o.by) == 0 {
		return 1
	}
	return o.by[min(max(0, int(day-o.from)/week), len(o.by)-1)]
}

// Level measures how much more or less is won of late than a model says. Part of that is a mood, which is seen in the last
// ten weeks and passes; part of it stays, which is seen in a year.
type Level struct {
	m       *Model
	day     sales.Day
	fast    [levelYear]float64 // weights by weeks before
	slow    [levelYear]float64
	bands   [levelBands]band
	first   int // of the bands that are looked at: more than that would be no better
	chances []float64
}

// band is what was seen of half of the deals, of a quarter of them, and so on, by their luck.
type band struct {
	mood, year seen
	looks      int
}

// seen is what was won and what was said, by weight.
type seen struct{ actual, said float64 }

const (
	levelWeeks = 10
	levelYear  = 52
	levelThin  = 4   // of the weeks before the last ten one in so many is looked at
	levelPrior = 25  // wins that say "as before"
	levelFades = .97 // what is left of a mood after a week
	levelAhead = 104 // weeks after which nothing is left of it
	levelBands = 20
	levelLooks = 100_000 // at one deal in one week, of all bands that are looked at
)

// NewLevel is a level at a day.
func NewLevel(m *Model, day sales.Day) *Level {
	l := &Level{m: m, day: day}
	fast, slow := 1.0, 1.0
	for i := range levelYear {
		switch {
		case i < levelWeeks:
			l.fast[i], l.slow[i] = fast, slow
		case i%levelThin == 0:
			l.slow[i] = levelThin * slow
		}
		fast, slow = float64(fast*.9), float64(slow*.98)
	}
	return l
}

// Add looks at one deal. Of so many deals that a part of them says as much, bands are left out until a part is left; which
// they are does not depend on the order of the deals.
func (l *Level) Add(d *course.Deal) {
	_, exponent := math.Frexp(Luck(d.ID, 1))
	at := min(-exponent, levelBands-1)
	if at < l.first {
		return
	}
	b := &l.bands[at]
	var row Row
	for i := range levelYear {
		from := l.day - sales.Day((i+1)*week)
		if l.slow[i] == 0 || !d.OpenAt(from) {
			continue
		}
		if row.day == 0 {
			row = l.m.still(d)
		}
		l.m.see(&row, d, from)
		l.chances = l.m.Chances(row, week/l.m.Step, Odds{}, l.chances)
		won, said := 0.0, 0.0
		for _, p := range l.chances {
			said += p
		}
		if d.WonIn(from, from+week) {
			won = 1
		}
		b.mood.note(won, said, l.fast[i])
		b.year.note(won, said, l.slow[i])
		b.looks++
	}
	for looks := l.looks(); looks > levelLooks && l.first < levelBands-1; l.first++ {
		looks -= l.bands[l.first].looks
	}
}

// looks are those of the bands that are looked at.
func (l *Level) looks() (n int) {
	for _, b := range l.bands[l.first:] {
		n += b.looks
	}
	return n
}

func (s *seen) note(won, said, weight float64) {
	s.actual += float64(weight * won)
	s.said += float64(weight * said)
}

// Odds to multiply those of the model by: 1 without any evidence.
func (l *Level) Odds() Odds {
	prior := math.Ldexp(levelPrior, -l.first)
	var all band
	for _, b := range l.bands[l.first:] {
		all.mood.note(b.mood.actual, b.mood.said, 1)
		all.year.note(b.year.actual, b.year.said, 1)
	}
	log := func(s seen) float64 { return portable.Log((s.actual + prior) / (s.said + prior)) }
	mood, stays := log(all.mood), log(all.year)
	o := Odds{from: l.day, by: make([]float64, levelAhead)}
	left := 1.0
	for i := range o.by {
		o.by[i] = portable.Exp(stays + float64(left*(mood-stays)))
		left = float64(left * levelFades)
	}
	return o
}
