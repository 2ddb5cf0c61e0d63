package demo

import (
	"math"
	"math/rand/v2"

	"arus/sales"
)

// moment is a share u of the working time of a week.
type moment struct {
	week int
	u    float64
}

func (m moment) before(n moment) bool { return m.week < n.week || m.week == n.week && m.u < n.u }

// event is what happens to a deal in a week of its hidden life.
type event int

const (
	nothing event = iota
	forwards
	backwards
	wins
	loses
	sleeps  // lost, but not for ever
	reopens // at the end of the sleep
)

// warmAtFirst is the share of new deals whose buyer is warm.
const warmAtFirst = .85

// lived is one week of a life: the cell it began with, and the one thing that happened.
type lived struct {
	cell
	happened event
	u        float64
	to       int // stage after the event
}

// revision is the offer from a moment on.
type revision struct {
	from moment
	offer
}

// life is the hidden course of one deal.
type life struct {
	number  uint64
	id      sales.DealID
	motion  int
	account int
	source  int
	rep     int
	heir    int // who takes over when the rep leaves
	born    moment
	quality float64 // standard normal; decides most and is written nowhere
	fit     float64 // quality and all that can be known: source, region, rival, size
	hope    float64 // of the rep, when asked for a category
	rival   int     // -1: none
	// newRival is the week in which the newcomer comes in; after every week when it never does.
	newRival int
	offers   []revision
	weeks    []lived // from the week after creation
	outcome  sales.Outcome
	closed   moment // for good
	booked   int64  // minor units
}

// last is the week in which a deal that is still open is given up.
func (l *life) last() int { return l.born.week + longestLife }

var (
	motionShare  = []float64{.30, .44, .26}
	segmentShare = [len(motions)][]float64{{.5, .28, 0, .22}, {0, .32, .68, 0}, {.1, .5, .4, 0}}
	sourceShare  = [len(motions)][]float64{{.2, .15, .2, .35, .1}, {.15, .1, .5, .25, 0}, {.1, .05, .1, .1, .65}}
	sourceFit    = [len(sources)]float64{.45, .1, 0, -.35, .1}
	regionFit    = [len(regions)]float64{.15, .1, .05, 0, 0, 0, -.1, -.05, -.2, -.1}
	rivalFit     = [len(rivals)]float64{-.15, -.3, .05, -.45, 0}
	medianValue  = [len(segments)]float64{1.25e9, 2.9e8, 5.6e7, 8.2e8} // rupiah
	spreadValue  = [len(segments)]float64{.7, .55, .6, .65}
)

// born makes a deal in a week. The caller gives it a name and lets it live.
func (co *company) born(r *rand.Rand, week int) *life {
	l := &life{born: moment{week, r.Float64()}, quality: r.NormFloat64(), hope: .7 * r.NormFloat64(), rival: -1}
	l.motion = pick(r, motionShare)
	segment := pick(r, segmentShare[l.motion])
	candidates := co.bySegment[segment]
	if len(candidates) == 0 {
		candidates = co.bySegment[midMarket]
	}
	u := r.Float64() // some accounts buy often
	l.account = candidates[int(math.Pow(u, 1.7)*float64(len(candidates)))]
	l.source = pick(r, sourceShare[l.motion])
	l.rep, l.heir = co.assign(r, l.motion, week)
	account := co.accounts[l.account]
	z := r.NormFloat64()
	value := medianValue[account.segment] * math.Exp(spreadValue[account.segment]*z)
	l.fit = l.quality + sourceFit[l.source] + regionFit[account.region] - .2*z
	if r.Float64() < .4 {
		l.rival = r.IntN(newcomer)
		l.fit += rivalFit[l.rival]
	}
	l.newRival = co.meetNewcomer(r, l, account)
	l.offers = []revision{{l.born, co.firstOffer(r, l, value)}}
	return l
}

// meetNewcomer gives the week in which the new competitor comes into a deal. Most of the mid-market sees it.
func (co *company) meetNewcomer(r *rand.Rand, l *life, a account) int {
	never := l.last() + 1
	met, wait := r.Float64() < .75, r.IntN(6)
	if co.size.Newcomer == 0 || a.segment != midMarket || !met {
		return never
	}
	return max(co.nowWeek-co.size.Newcomer+wait, l.born.week+1+wait/2)
}

// owner in a week.
func (l *life) owner(co *company, week int) int {
	if week >= co.reps[l.rep].leaves {
		return l.heir
	}
	return l.rep
}

// pull of the deal in a week on the chances of its motion.
func (l *life) pull(co *company, week int) pull {
	rep, s := &co.reps[l.owner(co, week)], &co.seasons[week]
	years := float64(week-beforeStart) / 52
	p := pull{
		win:  s.win * math.Exp(.3*l.fit+rep.skill+co.size.Drift*max(years, 0)),
		lose: s.lose * math.Exp(-.4*l.fit-.5*rep.skill),
		up:   s.up * math.Exp(.2*l.fit+.4*rep.skill+rep.pace),
	}
	if week >= l.newRival {
		p.win, p.lose, p.up = p.win*.4, p.lose*1.9, p.up*.65
	}
	return p
}

// live runs the life to its end in a market.
func (l *life) live(co *company, r *rand.Rand, market []int) {
	c := cell{0, 0, quiet}
	if r.Float64() < warmAtFirst {
		c.mood = warm
	}
	for w := l.born.week + 1; ; w++ {
		var done bool
		c, w, done = l.step(co, r, moment{week: w}, walk{c, market[w]})
		if done {
			return
		}
	}
}

// walk is where a deal stands at the start of a step.
type walk struct {
	cell
	market int
}

// step lives through the rest of a week from a moment on and gives the cell to start the week after the returned one
// with.
func (l *life) step(co *company, r *rand.Rand, from moment, at walk) (next cell, week int, done bool) {
	m, week := &motions[l.motion], from.week
	h := m.chances(at.cell, l.pull(co, week), at.market)
	// Given that nothing has happened so far, what is left of the week has this share of the chances.
	share := (1 - from.u) / (1 - from.u*h.any())
	luck, u := r.Float64()/share, from.u+r.Float64()*(1-from.u)
	if week >= l.last() {
		luck, h = 0, chances{lose: 1}
	}
	now := lived{cell: at.cell, u: u, to: at.stage}
	switch {
	case luck < h.win:
		now.happened = wins
		l.close(now, moment{week, u}, sales.Won)
		l.booked = l.offer(week).lastRound(r)
		return now.cell, week, true
	case luck < h.win+h.lose:
		return l.lose(r, now, week)
	case luck < h.win+h.lose+h.up:
		now.happened, now.to = forwards, at.stage+1
		if r.Float64() < skipShare {
			now.to = min(at.stage+2, m.stages-1)
		}
		if r.Float64() < m.changes[now.to] {
			l.offers = append(l.offers, revision{moment{week, u}, l.offer(week).changed(r)})
		}
		next = entered(now.to, warm)
	case luck < h.any():
		now.happened, now.to = backwards, at.stage-1
		next = entered(now.to, at.mood)
	default:
		next = l.mature(r, at.cell)
	}
	l.weeks = append(l.weeks, now)
	return next, week, false
}

// mature makes a cell a week older, in the mood that the buyer is in by then.
func (l *life) mature(r *rand.Rand, c cell) cell {
	cools, returns := moods(l.quality)
	next, u := c.older(), r.Float64()
	if c.mood == warm && u < cools {
		next.mood = quiet
	} else if c.mood == quiet && u < returns {
		next.mood = warm
	}
	return next
}

// lose ends the life, or lets it sleep for some weeks.
func (l *life) lose(r *rand.Rand, now lived, week int) (next cell, then int, done bool) {
	back := week + reopenAfter
	if r.Float64() >= reopenShare || back+1 >= l.last() {
		now.happened = loses
		l.close(now, moment{week, now.u}, sales.Lost)
		return now.cell, week, true
	}
	now.happened = sleeps
	l.weeks = append(l.weeks, now)
	for w := week + 1; w < back; w++ {
		l.weeks = append(l.weeks, lived{cell: now.cell, happened: sleeps, u: -1, to: now.stage})
	}
	l.weeks = append(l.weeks, lived{cell: now.cell, happened: reopens, u: r.Float64(), to: now.stage})
	return entered(now.stage, warm), back, false
}

func (l *life) close(now lived, at moment, outcome sales.Outcome) {
	l.weeks = append(l.weeks, now)
	l.closed, l.outcome = at, outcome
}

// offer is the latest one made before or in a week.
func (l *life) offer(week int) offer {
	i := len(l.offers) - 1
	for i > 0 && l.offers[i].from.week > week {
		i--
	}
	return l.offers[i].offer
}
