package estimate

import (
	"arus/forecast/course"
	"arus/sales"
)

// diary is what happened day by day, as far as a question reaches back.
type diary struct {
	first  sales.Day
	booked []float64 // by day: value won
	wins   []float64
	spread []float64 // squares of values won
	open   []float64 // value open at the start of the day; differences until seal
}

func newDiary(first, until sales.Day) *diary {
	n := int(max(0, until-first)) + 2
	return &diary{first, make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)}
}

func (b *diary) add(d *course.Deal, mine Mine) {
	for i := range d.States {
		s := &d.States[i]
		if mine != nil && !mine(d, s) {
			continue
		}
		until := d.Closed
		if i+1 < len(d.States) {
			until = min(until, d.States[i+1].Day)
		}
		if from := b.place(max(s.Day, d.Created) + 1); until >= s.Day+1 {
			b.open[from] += s.Value
			b.open[b.place(until+1)] -= s.Value
		}
	}
	if at := int(d.Closed - b.first); d.Won && at >= 0 && at < len(b.booked)-1 && (mine == nil || mine(d, d.At(d.Closed+1))) {
		b.booked[at] += d.Final
		b.wins[at]++
		b.spread[at] += float64(d.Final * d.Final)
	}
}

// place of a day, at an end where it lies outside.
func (b *diary) place(day sales.Day) int {
	if day == course.Open || day > b.first+sales.Day(len(b.open)) {
		return len(b.open) - 1
	}
	return min(max(0, int(day-b.first)), len(b.open)-1)
}

func (b *diary) seal() {
	for i := 1; i < len(b.open); i++ {
		b.open[i] += b.open[i-1]
	}
}

func (b *diary) sum(of []float64, from, to sales.Day) (sum float64) {
	for i := b.place(from); i < b.place(to); i++ {
		sum += of[i]
	}
	return sum
}

// covers reports whether a period lies in the diary as a whole.
func (b *diary) covers(p sales.Period, begun sales.Day) bool {
	return p.From >= begun && p.From >= b.first
}

// simple are the forecasts that need no model; NaN-free: a method that has nothing to stand on is left out.
func (q *Question) simple(b *diary, begun sales.Day) map[string]float64 {
	said := map[string]float64{}
	booked := b.sum(b.booked, q.Period.From, min(q.At, q.Period.To))
	var past []sales.Period
	for _, p := range q.Past {
		if p.To <= q.At && b.covers(p, begun) {
			past = append(past, p)
		}
	}
	if len(past) == 0 {
		return said
	}
	total := func(p sales.Period) float64 { return b.sum(b.booked, p.From, p.To) }
	q.yield(b, past, booked, said)
	said[SameLastPeriod] = total(past[0])
	if s := q.Season; s > 0 && s <= len(past) {
		said[SameLastPeriod] = total(past[s-1]) * growth(past, s, total)
	}
	trend := mean(past, 4, total) * root(growth(past, 4, total))
	said[RunRate] = trend
	if q.At > q.Period.From {
		var by, all float64
		for _, p := range past[:min(6, len(past))] {
			by += b.sum(b.booked, p.From, q.same(p))
			all += total(p)
		}
		if share := by / max(all, 1); share > .02 {
			said[RunRate] = booked / share
		}
	}
	for _, m := range []string{SameLastPeriod, RunRate} {
		said[m] = max(said[m], booked)
	}
	return said
}

// yield: the share of open value that was booked from the same day of past periods to their ends.
func (q *Question) yield(b *diary, past []sales.Period, booked float64, said map[string]float64) {
	sum, n := 0.0, 0
	for _, p := range past[:min(6, len(past))] {
		day := q.same(p)
		if open := b.open[b.place(day)]; open > 0 {
			sum += b.sum(b.booked, day, p.To) / open
			n++
		}
	}
	if n > 0 && q.At >= q.Period.From {
		said[PipelineYield] = booked + b.open[b.place(q.At)]*sum/float64(n)
	}
}

// growth of the newest s periods over the s before them, within a half and double; 1 where there are not as many.
func growth(past []sales.Period, s int, total func(sales.Period) float64) float64 {
	if len(past) < 2*s {
		return 1
	}
	now, before := 0.0, 0.0
	for i := range s {
		now += total(past[i])
		before += total(past[s+i])
	}
	if before <= 0 {
		return 1
	}
	return min(2, max(.5, now/before))
}

func mean(past []sales.Period, most int, total func(sales.Period) float64) float64 {
	n := min(most, len(past))
	sum := 0.0
	for _, p := range past[:n] {
		sum += total(p)
	}
	return sum / float64(n)
}
