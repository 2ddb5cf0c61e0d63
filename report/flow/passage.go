package flow

import (
	"arus/board"
	"arus/report"
	"arus/report/survival"
	"arus/sales"
)

// Question asks how the selected deals move.
type Question struct {
	report.Selection
	Period   sales.Period // of what began in it, or closed in it, as each figure says
	GroupBy  []string
	Currency sales.Currency
	Kind     sales.ValueKind // of values; each deal's own when empty
}

// passage counts how deals pass the steps of a ladder.
type passage struct {
	r      *report.Reader
	ladder *report.Ladder
	period sales.Period
	steps  []step
	pairs  [][]pair // by step from and step to; the last step to is the win

	stays []report.Step // of one deal
}

// step counts the visits of one step that began in the period.
type step struct {
	visits, forwards, backwards, elsewhere, won, lost, staying int
	stays                                                      survival.Stays
}

// pair counts deals between two steps.
type pair struct {
	entered, reached, ended int // ended: lost, or gone to another pipeline, without having reached it
	days                    survival.Stays
}

func newPassage(r *report.Reader, l *report.Ladder, p sales.Period) *passage {
	a := &passage{r: r, ladder: l, period: p, steps: make([]step, len(l.Steps)), pairs: make([][]pair, len(l.Steps))}
	for i := range a.pairs {
		a.pairs[i] = make([]pair, len(l.Steps)+1)
	}
	return a
}

// Take counts one deal.
func (a *passage) Take(d board.Deal) error {
	a.stays = a.ladder.Climb(a.stays[:0], d)
	for _, s := range a.stays {
		if s.On >= 0 && a.period.Holds(a.r.DayOf(s.Entered)) {
			a.steps[s.On].take(s, a.r.Now)
		}
	}
	for from := range a.ladder.Steps {
		a.between(from, d)
	}
	return nil
}

func (s *step) take(v report.Step, now sales.Instant) {
	s.visits++
	s.stays.Add(survival.Of(v.Entered, v.Left, now))
	switch v.Fate() {
	case report.Staying:
		s.staying++
	case report.ToWin:
		s.won++
	case report.ToLoss:
		s.lost++
	case report.Elsewhere:
		s.elsewhere++
	case report.Forwards:
		s.forwards++
	default:
		s.backwards++
	}
}

// between follows a deal from when it first entered a step to when it first reached each later one, or was won.
func (a *passage) between(from int, d board.Deal) {
	first, began := -1, sales.Instant(0)
	for i, s := range a.stays {
		if s.On == from {
			first, began = i, s.Entered
			break
		}
	}
	if first < 0 || !a.period.Holds(a.r.DayOf(began)) {
		return
	}
	furthest := from
	for _, s := range a.stays[first:] {
		for ; furthest < s.On; furthest++ {
			a.pairs[from][furthest+1].reach(began, s.Entered)
		}
	}
	won := d.Outcome() == sales.Won
	if won {
		a.pairs[from][len(a.ladder.Steps)].reach(began, d.ClosedAt())
	}
	for to := from + 1; to <= len(a.ladder.Steps); to++ {
		p := &a.pairs[from][to]
		p.entered++
		if d.Outcome() != sales.Open && to > furthest && (to < len(a.ladder.Steps) || !won) {
			p.ended++
		}
	}
}

func (p *pair) reach(from, to sales.Instant) {
	p.reached++
	p.days.Add(survival.Ended(from, to))
}

// ended are the visits that are over: the progress rate is of them.
func (s *step) ended() int { return s.visits - s.staying }

// percentile in days, or nil when nobody can say.
func percentile(list *survival.Stays, share float64) any {
	if days, ok := list.Percentile(share); ok {
		return days
	}
	return nil
}

func mean(list *survival.Stays) any {
	if days, ok := list.Mean(); ok {
		return days
	}
	return nil
}
