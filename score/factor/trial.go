package factor

import (
	"cmp"
	"math"
	"slices"

	"arus/board"
	"arus/report"
	"arus/sales"
	"arus/score"
	"arus/score/measure"
)

// Trial is how rates adjusted for one factor did on deals that closed after all that they had learnt from.
type Trial struct {
	Chosen score.Factor  // empty where the plain rates hold
	Since  sales.Instant // judged is what closed later
	Learnt int           // deals that had closed until then
	Judged int           // deals that closed later, each as it stood halfway
	Loss   float64       // of the plain rates of stages: mean, in nats
	Tried  []Loss        // those that tell deals apart, in the order of score.Factors; empty where too little has closed
}

// Loss is how a factor did.
type Loss struct {
	Factor score.Factor
	Mean   float64
	Better float64 // than the plain rates, in nats
	Error  float64 // standard error of that difference
}

// Nothing is tried on fewer deals.
const (
	leastLearnt = 20 // as many as a prior counts for
	leastJudged = 20
)

// surely is how many standard errors a factor must be better by: the best of four that say nothing is so seldom.
const surely = 2

// Try learns from the older two thirds of what closed in the 24 months before the reader's moment, and judges by the rest.
func Try(r *report.Reader) (t Trial) {
	closed := closedDeals(r)
	edge := len(closed) * 2 / 3
	for edge > 0 && edge < len(closed) && closed[edge].ClosedAt() == closed[edge-1].ClosedAt() {
		edge++ // a moment is on one side
	}
	if t.Learnt = edge; edge < leastLearnt || len(closed)-edge < leastJudged {
		return Trial{Learnt: len(closed)}
	}
	t.Since = closed[edge-1].ClosedAt()
	halves := closed[edge:]
	won := make([]bool, 0, len(halves))
	kept := halves[:0]
	for _, d := range halves {
		if half, open := halfway(d); open {
			kept, won = append(kept, half), append(won, d.Outcome() == sales.Won)
		}
	}
	if t.Judged = len(kept); t.Judged < leastJudged {
		return Trial{Learnt: len(closed)}
	}
	t.judge(r, kept, won)
	return t
}

// judge holds each factor against the plain rates, all learnt from the picture of the moment since which is judged.
func (t *Trial) judge(r *report.Reader, halves []board.Deal, won []bool) {
	before := r.Picture.Snapshot().At(t.Since, r.Picture.KnownAt())
	odds := score.StageRates(before, t.Since)
	plain := losses(halves, won, func(d board.Deal) (score.Rate, bool) { return odds.At(d.Pipeline(), d.Stage()) })
	t.Loss, _ = spread(plain)
	for _, f := range score.Factors() {
		words := Words(r, f)
		a := score.ByFactor(before, t.Since, f, words)
		if !a.Apart() {
			continue
		}
		own := losses(halves, won, func(d board.Deal) (score.Rate, bool) { return a.At(d.Pipeline(), d.Stage(), words(d)) })
		l := Loss{Factor: f}
		l.Mean, _ = spread(own)
		for i := range own {
			own[i] = plain[i] - own[i]
		}
		l.Better, l.Error = spread(own)
		t.Tried = append(t.Tried, l)
	}
	best := Loss{}
	for _, l := range t.Tried {
		if l.Better > max(best.Better, surely*l.Error) {
			best = l
		}
	}
	t.Chosen = best.Factor
}

// losses of deals by what is said of each; in a stage that was not known yet nobody says anything.
func losses(halves []board.Deal, won []bool, said func(board.Deal) (score.Rate, bool)) []float64 {
	list := make([]float64, len(halves))
	for i, d := range halves {
		if rate, known := said(d); known {
			list[i] = measure.Loss(rate.P, won[i])
		} else {
			list[i] = measure.Loss(.5, won[i])
		}
	}
	return list
}

// spread is the mean of a list and its standard error.
func spread(list []float64) (mean, err float64) {
	n := float64(len(list))
	for _, x := range list {
		mean += x / n
	}
	for _, x := range list {
		err += float64((x-mean)*(x-mean)) / (n - 1)
	}
	return mean, math.Sqrt(err / n)
}

// closedDeals are those of the 24 months before the reader's moment, in the order in which they closed.
func closedDeals(r *report.Reader) (all []board.Deal) {
	since := score.Since(r.Now)
	for d := range r.Picture.Deals() {
		if d.Outcome() != sales.Open && d.ClosedAt() >= since && d.ClosedAt() <= r.Now {
			all = append(all, d)
		}
	}
	slices.SortStableFunc(all, func(a, b board.Deal) int { return cmp.Compare(a.ClosedAt(), b.ClosedAt()) })
	return all
}
