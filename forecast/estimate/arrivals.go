package estimate

import (
	"container/heap"

	"arus/forecast/course"
	"arus/forecast/hazard"
	"arus/sales"
	"arus/score/portable"
)

// arrivals are the deals that were created lately: as many and such as them will be created next.
type arrivals struct {
	q     *Question
	since sales.Day // of those that stand for the next
	pool  pool
	most  int
	floor float64         // a newcomer of less value stands for so much of it, with others that are not in the pool
	weeks map[int]float64 // created, by weeks before At
	week  [7]float64      // created, by day of the week, of late
	all   float64         // since
	gone  float64         // of them closed before they were seen for the first time
	quick float64         // value won of those
	begun sales.Day
}

// newcomer is a deal when it was first seen.
type newcomer struct {
	draw  float64 // luck by value
	row   hazard.Row
	Deal  Subject
	value float64
	stage int
}

// pool keeps the newcomers with the least draws: their luck by their value, for a few large ones decide what all bring.
type pool []newcomer

func (p pool) Len() int           { return len(p) }
func (p pool) Less(i, j int) bool { return p[i].draw > p[j].draw }
func (p pool) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }
func (p *pool) Push(x any)        { *p = append(*p, x.(newcomer)) }
func (p *pool) Pop() any {
	last := (*p)[len(*p)-1]
	*p = (*p)[:len(*p)-1]
	return last
}

const year = 52 * 7

func newArrivals(q *Question) *arrivals {
	a := &arrivals{q: q, since: q.At - year, most: 1000, weeks: map[int]float64{}, begun: q.At}
	if q.step() == 1 {
		a.since, a.most = q.At-45, 300
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
	value := max(1, d.At(seen).Value)
	draw := hazard.Luck(d.ID, 2) / value
	if len(a.pool) == a.most && draw > a.pool[0].draw { // most are left out, and need not be looked at
		a.floor = max(a.floor, 1/draw)
		return
	}
	a.keep(newcomer{draw, a.q.Model.Row(d, seen), subject(d, first), value, first.Stage})
}

// keep puts a newcomer into the pool, or leaves out the one with the largest draw.
func (a *arrivals) keep(c newcomer) {
	heap.Push(&a.pool, c)
	if len(a.pool) > a.most {
		out := heap.Pop(&a.pool).(newcomer)
		a.floor = max(a.floor, 1/out.draw)
	}
}

// alike is how many newcomers one of the pool stands for. Sampled by priority (Duffield, Lund, Thorup 2007), sums over the
// pool are on average those over all.
func (a *arrivals) alike(c *newcomer) float64 { return max(1, a.floor/c.value) }

// perStep is how many deals are expected to be created in a step from a day on.
func (a *arrivals) perStep(day sales.Day) float64 {
	fade, most := .97, 26
	if a.q.step() == 1 {
		fade, most = .8, 12
	}
	known := min(most, int(a.q.At-a.begun)/7)
	sum, weights, late, w := 0.0, 0.0, 0.0, 1.0
	for i := range known {
		of := w
		if a.q.step() == 7 {
			of = float64(w * a.season(a.q.At-sales.Day(7*(i+1))))
		}
		sum += float64(w * a.weeks[i])
		late += float64(of * float64(i))
		weights += of
		w *= fade
	}
	if weights == 0 {
		return 0
	}
	level := sum / weights
	if a.q.step() == 7 {
		return level * a.season(day) * a.growth(day, late/weights)
	}
	total := 0.0
	for _, n := range a.week {
		total += n
	}
	return level * (a.week[day%7] + 1) / (total + 7)
}

// growth is how many more deals are created on a day than so many weeks before At, as the last year went on from the one
// before it; believed as far as their numbers go beyond chance, against a fifth more or less in a year.
func (a *arrivals) growth(day sales.Day, ago float64) float64 {
	if a.q.At-a.begun < 2*year {
		return 1
	}
	var last, before float64
	for i := range 52 {
		last, before = last+a.weeks[i], before+a.weeks[52+i]
	}
	if last == 0 || before == 0 {
		return 1
	}
	const usual = .2 * .2
	perYear := portable.Log(last/before) * usual / (usual + 1/last + 1/before)
	return portable.Exp(perYear * (ago + float64(day-a.q.At)/7) / 52)
}

// season is how many more deals were created in that week of past years than around it, believed as far as that goes beyond
// chance, against a sixth more or less in a usual week.
func (a *arrivals) season(day sales.Day) float64 {
	sum, n, seen := 0.0, 0.0, 0.0
	for _, years := range []sales.Day{1, 2} {
		at := int(a.q.At-1-(day+3-years*year)) / 7 // weeks before At
		if at < 26 || int(a.q.At-a.begun)/7 < at+26 {
			continue
		}
		near, around := 0.0, 0.0
		for i := at - 1; i <= at+1; i++ {
			near += a.weeks[i]
		}
		for i := at - 26; i < at+26; i++ {
			around += a.weeks[i] / 52
		}
		if around > 0 {
			sum, n, seen = sum+near/3/around, n+1, seen+near
		}
	}
	if n == 0 || seen == 0 {
		return 1
	}
	const usual = 1. / 36
	believed := usual / (usual + 1/seen)
	return 1 + float64(believed*(sum/n-1))
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
		each := n / a.all
		seen := from + step
		steps := int((a.q.Period.To - seen + step - 1) / step)
		if steps <= 0 {
			continue
		}
		for i := range a.pool {
			c := &a.pool[i]
			many := float64(each * a.alike(c))
			worth := float64(many * c.value * shrinks.of(c.Deal.Pipeline, c.stage))
			p := w.within(c.row.Moved(seen-c.row.Day()), steps, worth)
			wins[i] += float64(many * p)
			value += float64(p * worth)
		}
	}
	return wins, value
}

// outlook is what the model says of what is left of the period, and in which weeks of it money comes in.
type outlook struct {
	q       *Question
	odds    hazard.Odds // of the recent level
	chances []float64
	byWeek  []float64
}

func newOutlook(q *Question, odds hazard.Odds) *outlook {
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
