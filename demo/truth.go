package demo

import (
	"iter"
	"slices"

	"arus/sales"
)

// Truth answers what is really so. Its probabilities are exact, given everything that there is at the moment asked about:
// the deal's hidden quality, mood and stage, the people, the market, and the calendar with what is planned in it (seasons,
// who leaves when, the drift, the newcomer). They do not know the luck that is still to come.
type Truth struct {
	co *company
	by map[sales.DealID]*life
}

func newTruth(co *company) *Truth {
	t := &Truth{co: co, by: make(map[sales.DealID]*life, len(co.lives))}
	for _, l := range co.lives {
		t.by[l.id] = l
	}
	return t
}

// Fate is how a deal ends for good, whether or not that has happened by now.
type Fate struct {
	Deal      sales.DealID
	CreatedAt sales.Instant
	ClosedAt  sales.Instant
	Outcome   sales.Outcome // won or lost
	Booked    sales.Money   // of a won deal
	Quality   float64       // standard normal: the hidden quality
}

// Fates of all deals, in order of the week they were created in.
func (t *Truth) Fates() iter.Seq[Fate] {
	return func(yield func(Fate) bool) {
		for _, l := range t.co.lives {
			if !yield(t.fate(l)) {
				return
			}
		}
	}
}

func (t *Truth) fate(l *life) Fate {
	f := Fate{Deal: l.id, CreatedAt: t.co.at(l.born.week, l.born.u), ClosedAt: t.co.at(l.closed.week, l.closed.u),
		Outcome: l.outcome, Quality: l.quality}
	if l.outcome == sales.Won {
		f.Booked = l.offers[0].money(l.booked)
	}
	return f
}

// Fate of one deal; found is false for a deal that is not of this company.
func (t *Truth) Fate(id sales.DealID) (fate Fate, found bool) {
	l, found := t.by[id]
	if !found {
		return Fate{}, false
	}
	return t.fate(l), true
}

// Prospect is what a deal that is open at a moment has before it.
type Prospect struct {
	Stage       sales.StageID
	Value       sales.Money // at the moment
	Probability float64     // to be won by the end asked about
	Expected    sales.Money // mean booked value, counting deals that are not won as zero
}

// Prospect of a deal at a moment: its chance to be won after it and not later than until. With sales.Forever it is the
// chance to be won at all, which counts a loss that is reopened and won. open is false when the deal was not open then.
// It costs about half a millisecond for ever, and in proportion less for a period.
func (t *Truth) Prospect(id sales.DealID, at, until sales.Instant) (p Prospect, open bool) {
	l, found := t.by[id]
	if !found {
		return Prospect{}, false
	}
	s, open := l.stateAt(t.co, at)
	if !open {
		return Prospect{}, false
	}
	w := s.worth(t.co, l, t.co.endOf(l, until))
	value := l.offerAt(t.co.momentOf(at))
	return Prospect{Stage: t.co.stages[l.motion][s.stage], Value: value.money(value.value()), Probability: w.won,
		Expected: value.money(int64(w.ratio * float64(value.value())))}, true
}

// Open lists the deals that are open at a moment.
func (t *Truth) Open(at sales.Instant) iter.Seq[sales.DealID] {
	return func(yield func(sales.DealID) bool) {
		for _, l := range t.co.lives {
			if _, open := l.stateAt(t.co, at); open && !yield(l.id) {
				return
			}
		}
	}
}

// StageChance is the real chance of the deals in one stage.
type StageChance struct {
	Deals       int
	Probability float64 // mean over the deals
}

// Stages gives the mean real chance to be won at all of the deals that are open at a moment, by stage.
func (t *Truth) Stages(at sales.Instant) map[sales.StageID]StageChance {
	sums := map[sales.StageID]StageChance{}
	for id := range t.Open(at) {
		p, _ := t.Prospect(id, at, sales.Forever)
		s := sums[p.Stage]
		sums[p.Stage] = StageChance{s.Deals + 1, s.Probability + p.Probability}
	}
	for id, s := range sums {
		s.Probability /= float64(s.Deals)
		sums[id] = s
	}
	return sums
}

// standing is the state of an open deal at a moment.
type standing struct {
	cell
	at    moment
	acted bool // its step of the week is done: the cell is the next week's
}

// stateAt finds the hidden state; open is false before the deal's creation and while it is closed.
func (l *life) stateAt(co *company, t sales.Instant) (s standing, open bool) {
	at := co.momentOf(t)
	if at.before(l.born) || t < co.at(l.born.week, l.born.u) {
		return standing{}, false
	}
	i := at.week - l.born.week - 1
	if i >= len(l.weeks) {
		return standing{}, false
	}
	if i < 0 {
		return standing{l.weeks[0].cell, at, true}, true
	}
	w := l.weeks[i]
	passed := w.happened != nothing && t >= co.at(at.week, w.u)
	switch {
	case w.happened == sleeps && (w.u < 0 || passed), w.happened == reopens && !passed, passed && w.ends(1):
		return standing{}, false
	case passed:
		return standing{l.weeks[i+1].cell, at, true}, true
	}
	return standing{w.cell, at, false}, true
}

func (s standing) worth(co *company, l *life, until moment) worth {
	switch {
	case until.before(s.at):
		return worth{}
	case s.acted:
		return co.worthAfter(l, s.at.week, s.cell, until)
	}
	return co.worthAt(l, s.at, s.cell, until)
}

func (co *company) momentOf(t sales.Instant) moment {
	week, u := co.locate(t)
	return moment{week, u}
}

// endOf a question about a life: never after the week in which the life is given up.
func (co *company) endOf(l *life, until sales.Instant) moment {
	end := moment{week: l.last()}
	if until < co.at(end.week, 0) {
		return co.momentOf(until)
	}
	return end
}

// offerAt is the offer at a moment.
func (l *life) offerAt(m moment) offer {
	after := slices.IndexFunc(l.offers, func(r revision) bool { return m.before(r.from) })
	if after < 0 {
		after = len(l.offers)
	}
	return l.offers[max(after-1, 0)].offer
}
