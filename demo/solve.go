package demo

// worth is what a cell is worth: the chance to be won, and the mean of the booked value over the present one, counting a
// deal that is not won as zero.
type worth struct{ won, ratio float64 }

func (w worth) plus(p float64, x worth) worth { return worth{w.won + p*x.won, w.ratio + p*x.ratio} }

// layer holds the worth of every cell at the start of one week, as seen in the market of the week before.
type layer [mostStages][ages][2][markets]worth

// solver computes exact chances by going backwards from the week in which the question ends.
type solver struct {
	co             *company
	l              *life
	m              *motion
	cools, returns float64
	ring           [reopenAfter + 2]layer // by week
	zeroFrom       int                    // from this week on nothing counts any more
	upRatio        [mostStages]float64    // mean change of the value on entering a stage
}

// worthAt is the worth of an open deal in a cell, at the moment in its week when the share u is over and nothing has
// happened, counting wins until the share g of the week end.
func (co *company) worthAt(l *life, from moment, c cell, until moment) worth {
	s := co.solverTo(l, from.week+1, until)
	if from.week == until.week {
		h := s.m.chances(c, l.pull(co, from.week), co.market[from.week])
		won := h.win * max(until.u-from.u, 0) / (1 - from.u*h.any())
		return worth{won, won * meanClose}
	}
	return s.backup(from, c, co.market[from.week], l.pull(co, from.week))
}

// worthAfter is the worth of a deal that has done its step of the week and starts the next one in a cell.
func (co *company) worthAfter(l *life, week int, c cell, until moment) worth {
	s := co.solverTo(l, week+1, until)
	return s.next(week, c, co.market[week])
}

// solverTo fills the layers from the end down to a week.
func (co *company) solverTo(l *life, week int, until moment) *solver {
	s := &solver{co: co, l: l, m: &motions[l.motion], zeroFrom: until.week + 1}
	s.cools, s.returns = moods(l.quality)
	for i, share := range s.m.changes {
		s.upRatio[i] = 1 - share + share*meanChange
	}
	for w := until.week; w >= week; w-- {
		s.fill(w, until)
	}
	return s
}

func (s *solver) fill(w int, until moment) {
	p := s.l.pull(s.co, w)
	to := &s.ring[w%len(s.ring)]
	for stage := range s.m.stages {
		for age := range ages {
			for mood := range 2 {
				var here [markets]worth
				c := cell{stage, age, mood}
				for market := range markets {
					if w == until.week {
						won := s.m.chances(c, p, market).win * until.u
						here[market] = worth{won, won * meanClose}
					} else {
						here[market] = s.backup(moment{week: w}, c, market, p)
					}
				}
				to[stage][age][mood] = seenBefore(&here)
			}
		}
	}
}

// seenBefore turns worths by market into what they are expected to be in the market of the week before.
func seenBefore(here *[markets]worth) (seen [markets]worth) {
	for m := range markets {
		for next, p := range marketNext[m] {
			seen[m] = seen[m].plus(p, here[next])
		}
	}
	return seen
}

// next is the worth of starting the week after w in a cell, seen in the market of w.
func (s *solver) next(w int, c cell, market int) worth {
	if w+1 >= s.zeroFrom {
		return worth{}
	}
	return s.ring[(w+1)%len(s.ring)][c.stage][c.age][c.mood][market]
}

// backup weighs what may happen in the rest of a week. Given that nothing has happened by the share u, whose chance is
// 1 − u·any, each event still has the share (1 − u) of its chance.
func (s *solver) backup(t moment, c cell, market int, p pull) worth {
	h := s.m.chances(c, p, market)
	w := t.week
	var v worth
	v = v.plus(h.win, worth{1, meanClose})
	v = v.plus(h.lose, s.reopened(w, c.stage, market))
	if h.up > 0 {
		v = v.plus(h.up*(1-skipShare), s.moved(w, c.stage+1, market))
		v = v.plus(h.up*skipShare, s.moved(w, min(c.stage+2, s.m.stages-1), market))
	}
	if h.back > 0 {
		v = v.plus(h.back, s.next(w, entered(c.stage-1, c.mood), market))
	}
	stay, change := c.older(), s.cools
	if c.mood == quiet {
		change = s.returns
	}
	other := cell{stay.stage, stay.age, 1 - c.mood}
	v.won, v.ratio = v.won*(1-t.u), v.ratio*(1-t.u)
	v = v.plus((1-h.any())*(1-change), s.next(w, stay, market))
	v = v.plus((1-h.any())*change, s.next(w, other, market))
	rest := 1 - t.u*h.any()
	return worth{v.won / rest, v.ratio / rest}
}

func (s *solver) moved(w, stage, market int) worth {
	v := s.next(w, entered(stage, warm), market)
	return worth{v.won, v.ratio * s.upRatio[stage]}
}

// reopened is the worth of a loss: some losses come back.
func (s *solver) reopened(w, stage, market int) worth {
	var v worth
	back := w + reopenAfter
	if back+1 >= s.zeroFrom || back+1 >= s.l.last() {
		return v
	}
	for later, p := range s.co.marketAfter[market] {
		v = v.plus(reopenShare*p, s.next(back, entered(stage, warm), later))
	}
	return v
}
