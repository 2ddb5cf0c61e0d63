package estimate

import (
	"slices"

	"arus/forecast/course"
	"arus/forecast/hazard"
	"arus/sales"
)

// Subject is whose and what a deal is, by which expectations are shared out.
type Subject struct {
	ID, Owner, Pipeline, Segment, Product string
}

func subject(d *course.Deal, s *course.State) Subject {
	return Subject{d.ID, s.Owner, d.Pipeline, d.Segment, d.Product}
}

// Chance is what an open deal, or deals such as a newcomer of late, bring to the period.
type Chance struct {
	Subject
	Wins     float64 // expected in the period; of an open deal its chance to be won in it
	Expected float64 // money
	value    float64 // if won
}

// Estimate is what is said of a period. All money is in minor units of the reporting currency.
type Estimate struct {
	Booked   float64
	Wins     float64 // booked so far, number
	FromOpen float64 // expected by the model, and so on
	FromNew  float64
	Expected float64 // the combination: the mean of the distribution
	P10, P25 float64
	P50      float64
	P75, P90 float64
	Methods  []Method // Combination first
	Open     []Chance
	New      []Chance
	Level    float64 // odds that those of winning were multiplied by
	Thin     bool    // too little history: the odds of stages stand in for the model
	Ceiling  Ceiling
	ByWeek   []float64 // of what is expected, by week from At, or from the period's beginning where that is later
	Spread   float64   // standard deviation that the model gives itself, before what past errors add

	draws []float64 // rising
}

// Method is what one method says, and how much it weighs in the combination.
type Method struct {
	Name          string
	Says          float64
	Weight        float64 // 0 of those that are not in it
	P10, P50, P90 float64 // if only this method is believed, and its record; of the combination those of the estimate
}

// Said is what a method says; ok is false when it had nothing to stand on.
func (e *Estimate) Said(method string) (said Method, ok bool) {
	for _, m := range e.Methods {
		if m.Name == method {
			return m, true
		}
	}
	return Method{}, false
}

// survey is what one pass over all deals finds out.
type survey struct {
	q         *Question
	diary     *diary
	arrivals  *arrivals
	shrinkage *shrinkage
	odds      *odds
	level     *hazard.Level
	begun     sales.Day
	open      []standing
	values    moments // of deals won in the last year
}

// standing is an open deal of those asked about.
type standing struct {
	Subject
	row      hazard.Row
	value    float64
	stage    int
	close    sales.Day
	category int
}

// moments are the count, sum and sum of squares of values.
type moments struct{ n, sum, squares float64 }

func look(deals course.Seq, q *Question) *survey {
	first := q.Period.From
	for _, p := range q.Past {
		first = min(first, p.From)
	}
	s := &survey{q: q, diary: newDiary(first, max(q.At, q.Period.From)+1), arrivals: newArrivals(q), shrinkage: newShrinkage(q.At), odds: newOdds(q.At), begun: q.At}
	if q.Model != nil && q.Level == 0 {
		s.level = hazard.NewLevel(q.Model, q.At)
	}
	for d := range course.Until(deals, q.At) {
		s.add(d)
	}
	s.diary.seal()
	return s
}

func (s *survey) add(d *course.Deal) {
	s.begun = min(s.begun, d.Created)
	s.diary.add(d, s.q.Mine)
	s.arrivals.add(d)
	s.shrinkage.add(d)
	s.odds.add(d)
	if s.level != nil {
		s.level.Add(d)
	}
	now := &d.States[len(d.States)-1]
	if s.q.Mine != nil && !s.q.Mine(d, now) {
		return
	}
	if d.Won && d.Closed >= s.q.At-365 {
		s.values.n++
		s.values.sum += d.Final
		s.values.squares += float64(d.Final * d.Final)
	}
	if d.Closed != course.Open {
		return
	}
	o := standing{Subject: subject(d, now), value: max(0, now.Value), stage: now.Stage, close: now.Close, category: now.Category}
	if s.q.Model != nil {
		o.row = s.q.Model.Row(d, s.q.At)
	}
	s.open = append(s.open, o)
}

// Of answers a question from deals, of which it reads only what could be seen at the start of the day.
func Of(deals course.Seq, q Question) *Estimate {
	if q.Draws == 0 {
		q.Draws = 2000
	}
	s := look(deals, &q)
	e := &Estimate{Thin: q.Model == nil, Level: 1}
	until := min(q.At, q.Period.To)
	e.Booked = s.diary.sum(s.diary.booked, q.Period.From, until)
	e.Wins = s.diary.sum(s.diary.wins, q.Period.From, until)
	if q.Model != nil {
		odds := hazard.Always(q.Level)
		if s.level != nil {
			odds = s.level.Odds()
		}
		e.Level = odds.Now()
		e.model(s, odds)
	} else {
		e.fallBack(s)
	}
	for _, c := range e.Open {
		e.FromOpen += c.Expected
	}
	d := e.draw(s)
	luck := d.luck(e.Booked)
	e.combine(s, luck)
	e.distribute(d, &q)
	e.surround(&q, luck)
	e.ceil(s)
	return e
}

// model gives each open deal its chance, and deals to come theirs.
func (e *Estimate) model(s *survey, odds hazard.Odds) {
	q := s.q
	steps := int((q.Period.To - q.At + q.step() - 1) / q.step())
	w := newOutlook(q, odds)
	e.Open = slices.Grow(e.Open, len(s.open))
	for i := range s.open {
		o := &s.open[i]
		c := Chance{Subject: o.Subject, value: o.value * s.shrinkage.of(o.Pipeline, o.stage)}
		if steps > 0 {
			c.Wins = w.within(o.row, steps, c.value)
		}
		c.Expected = float64(c.Wins * c.value)
		e.Open = append(e.Open, c)
	}
	a := s.arrivals
	wins, value := a.expected(w, s.shrinkage)
	sum := 0.0
	for i, n := range wins {
		c := Chance{Subject: a.pool[i].Deal, Wins: n, value: a.pool[i].value}
		c.Expected = float64(n * c.value)
		sum += c.Expected
		e.New = append(e.New, c)
	}
	if e.FromNew = value; sum > 0 {
		for i := range e.New {
			e.New[i].Expected *= value / sum
		}
	}
	e.ByWeek = w.byWeek
}

// fallBack stands in where there is too little history: a deal counts with the odds of its stage, if it is expected before
// the period ends. Nothing is said of deals to come.
func (e *Estimate) fallBack(s *survey) {
	w := newOutlook(s.q, hazard.Odds{})
	for i := range s.open {
		o := &s.open[i]
		c := Chance{Subject: o.Subject, value: o.value}
		if o.close != 0 && o.close < s.q.Period.To && s.q.At < s.q.Period.To {
			c.Wins = s.odds.of(o.Pipeline, o.stage)
		}
		c.Expected = float64(c.Wins * c.value)
		e.Open = append(e.Open, c)
		w.note(o.close, c.Expected)
	}
	e.ByWeek = w.byWeek
}
