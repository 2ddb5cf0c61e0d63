package demo

import (
	"math/rand/v2"

	"arus/sales"
)

// Outlook plays the future on from the true state at a moment, many times over, and gives what each future books after at
// and not later than until, in sen (hundredths of a rupiah). New deals come in as they would; dollars are changed at the
// rate of the moment. Nobody who forecasts from the ledger can expect to do better than its mean: that is the ceiling.
func (t *Truth) Outlook(at, until sales.Instant, futures int) []int64 {
	co := t.co
	from, end := co.momentOf(at), co.momentOf(until)
	var open []*life
	var states []standing
	for _, l := range co.lives {
		if s, is := l.stateAt(co, at); is {
			open, states = append(open, l), append(states, s)
		}
	}
	booked := make([]int64, futures)
	for i := range booked {
		f := future{co: co, r: co.chance(futureStream, uint64(at)+uint64(i)), from: from, end: end}
		f.drawMarket()
		for j, l := range open {
			f.goOn(l, states[j])
		}
		f.newDeals()
		booked[i] = f.booked
	}
	return booked
}

// Booked is what was really booked after at and not later than until, in sen, as Outlook counts it.
func (t *Truth) Booked(at, until sales.Instant) int64 {
	from, _ := t.co.locate(at)
	var sum int64
	for _, l := range t.co.lives {
		closed := t.co.at(l.closed.week, l.closed.u)
		if l.outcome == sales.Won && closed > at && closed <= until {
			sum += t.co.inSen(l, from)
		}
	}
	return sum
}

func (co *company) inSen(l *life, week int) int64 {
	if l.offers[0].currency == "IDR" {
		return l.booked
	}
	return l.booked * co.rates[week] / 100
}

// future is one way in which things may go on.
type future struct {
	co        *company
	r         *rand.Rand
	from, end moment
	market    []int
	booked    int64
}

// drawMarket keeps the market of the present week and draws the later ones.
func (f *future) drawMarket() {
	f.market = append([]int(nil), f.co.market[:f.from.week+1]...)
	for w := f.from.week + 1; w <= f.end.week; w++ {
		f.market = append(f.market, nextMarket(f.r, f.market[w-1]))
	}
}

// goOn lives on from a standing until the end of the question.
func (f *future) goOn(known *life, s standing) {
	l := *known
	l.weeks, l.outcome = nil, sales.Open
	l.offers = []revision{{f.from, known.offerAt(f.from)}}
	at, c := s.at, s.cell
	if s.acted {
		at = moment{week: at.week + 1}
	}
	for at.week <= f.end.week {
		next, week, done := l.step(f.co, f.r, at, walk{c, f.market[at.week]})
		if done {
			break
		}
		at, c = moment{week: week + 1}, next
	}
	if l.outcome == sales.Won && !f.end.before(l.closed) {
		f.booked += f.co.inSen(&l, f.from.week)
	}
}

// newDeals are those that nobody knows yet.
func (f *future) newDeals() {
	for w := f.from.week; w <= f.end.week; w++ {
		for range poisson(f.r, f.co.demand(w, f.market[w])) {
			l := f.co.born(f.r, w)
			if l.born.before(f.from) {
				continue // it is there already
			}
			mood := quiet
			if f.r.Float64() < warmAtFirst {
				mood = warm
			}
			f.goOn(l, standing{cell{0, 0, mood}, l.born, true})
		}
	}
}
