package estimate

import (
	"container/heap"

	"arus/forecast/course"
	"arus/forecast/hazard"
	"arus/sales"
)

// arrivals are the deals that were created lately: as many and such as them will be created next.
type arrivals struct {
	q     *Question
	since sales.Day // of those that stand for the next
	pool  pool
	most  int
	weeks map[int]float64 // created, by weeks before At
	week  [7]float64      // created, by day of the week, of late
	all   float64         // since
	gone  float64         // of them closed before they were seen for the first time
	quick float64         // value won of those
	begun sales.Day
}

// newcomer is a deal when it was first seen.
type newcomer struct {
	luck  float64
	row   hazard.Row
	Deal  Subject
	value float64
	stage int
}

// pool keeps the newcomers with the least luck.
type pool []newcomer

func (p pool) Len() int           { return len(p) }
func (p pool) Less(i, j int) bool { return p[i].luck > p[j].luck }
func (p pool) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }
func (p *pool) Push(x any)        { *p = append(*p, x.(newcomer)) }
func (p *pool) Pop() any {
	last := (*p)[len(*p)-1]
	*p = (*p)[:len(*p)-1]
	return last
}

func newArrivals(q *Question) *arrivals {
	a := &arrivals{q: q, since: q.At - 39*7, most: 350, weeks: map[int]float64{}, begun: q.At}
	if q.step() == 1 {
		a.since, a.most = q.At-45, 120
	}
	return a
}

func (a *arrivals) add(d *course.Deal) {
	a.begun = min(a.begun, d.Created)
	first := &d.States[0]
	if a.q.Mine != nil && !a.q.Mine(d, first) {
		return
	}
	a.weeks[int(a.q.At-1-d.Created)/7]++
	if a.q.At-d.Created <= 8*7 {
		a.week[d.Created%7]++
	}
	step := a.q.step()
	seen := a.q.At - (a.q.At-d.Created-1)/step*step // the first day of the grid that ends at At on which it could be seen
	if d.Created < a.since || seen > a.q.At || a.q.Model == nil {
		return
	}
	a.all++
	if d.Closed < seen {
		a.gone++
		a.quick += d.Final
		return
	}
	luck := hazard.Luck(d.ID, 2)
	if len(a.pool) == a.most {
		if luck >= a.pool[0].luck {
			return
		}
		heap.Pop(&a.pool)
	}
	heap.Push(&a.pool, newcomer{luck, a.q.Model.Row(d, seen), subject(d, first), d.At(seen).Value, first.Stage})
}

// perStep is how many deals are expected to be created in a step from a day on.
func (a *arrivals) perStep(day sales.Day) float64 {
	fade, most := .97, 26
	if a.q.step() == 1 {
		fade, most = .8, 12
	}
	known := min(most, int(a.q.At-a.begun)/7)
	sum, weights, w := 0.0, 0.0, 1.0
	for i := range known {
		sum += float64(w * a.weeks[i])
		weights += w
		w *= fade
	}
	if weights == 0 {
		return 0
	}
	level := sum / weights
	if a.q.step() == 7 {
		return level * a.season(day)
	}
	total := 0.0
	for _, n := range a.week {
		total += n
	}
	return level * (a.week[day%7] + 1) / (total + 7)
}

// season is how many more deals were created in that week of past years than around it, half believed.
func (a *arrivals) season(day sales.Day) float64 {
	sum, n := 0.0, 0
	for _, years := range []sales.Day{52, 104} {
		at := int(a.q.At-1-(day+3-7*years)) / 7 // weeks before At
		if at < 26 || int(a.q.At-a.begun)/7 < at+26 {
			continue
		}
		near, around := 0.0, 0.0
		for i := at - 1; i <= at+1; i++ {
			near += a.weeks[i] / 3
		}
		for i := at - 26; i < at+26; i++ {
			around += a.weeks[i] / 52
		}
		if around > 0 {
			sum += near / around
			n++
		}
	}
	if n == 0 {
		return 1
	}
	return .5 + .5*sum/float64(n)
}

// expected is what deals to come bring: for each newcomer of the pool how often its like is won within the period.
func (a *arrivals) expected(w *outlook, shrinks *shrinkage) (wins []float64, value float64) {
	wins = make([]float64, len(a.pool))
	step := a.q.step()
	for from := a.q.At; from < a.q.Period.To && a.all > 0; from += step {
		n := a.perStep(from) * float64(min(step, a.q.Period.To-from)) / float64(step)
		quick := n * a.quick / a.all * a.q.inside(from)
		value += quick
		w.note(from, quick)
		if len(a.pool) == 0 {
			continue
		}
		each := n * (1 - a.gone/a.all) / float64(len(a.pool))
		seen := from + step
		steps := int((a.q.Period.To - seen + step - 1) / step)
		if steps <= 0 {
			continue
		}
		for i := range a.pool {
			c := &a.pool[i]
			worth := float64(each * c.value * shrinks.of(c.Deal.Pipeline, c.stage))
			p := w.within(c.row.Moved(seen-c.row.Day()), steps, worth)
			wins[i] += float64(each * p)
			value += float64(p * worth)
		}
	}
	return wins, value
}

// outlook is what the model says of what is left of the period, and in which weeks of it money comes in.
type outlook struct {
	q       *Question
	odds    float64 // of the recent level
	chances []float64
	byWeek  []float64
}

func newOutlook(q *Question, odds float64) *outlook {
	left := max(0, q.Period.To-max(q.At, q.Period.From))
	return &outlook{q: q, odds: odds, byWeek: make([]float64, (left+6)/7)}
}

// within is the chance to be won in what is left of the period; worth is what that brings.
func (w *outlook) within(r hazard.Row, steps int, worth float64) (p float64) {
	w.chances = w.q.Model.Chances(r, steps, w.odds, w.chances)
	for k, c := range w.chances {
		from := r.Day() + sales.Day(k*w.q.Model.Step)
		c = float64(c * w.q.inside(from))
		p += c
		w.note(from, float64(c*worth))
	}
	return min(p, 1)
}

// note that money comes in a step from a day on.
func (w *outlook) note(from sales.Day, money float64) {
	if week := int(from-max(w.q.At, w.q.Period.From)) / 7; money != 0 && week < len(w.byWeek) {
		w.byWeek[max(0, week)] += money
	}
}
