package win

import (
	"cmp"
	"hash/fnv"
	"slices"

	"arus/board"
	"arus/sales"
	"arus/score"
	"arus/score/bins"
	"arus/score/descent"
)

const (
	landmarks = 4 // of a deal, on average
	rowsMost  = 200_000
)

// row is a landmark of a closed deal.
type row struct {
	deal     uint32
	id       sales.DealID
	pipeline sales.PipelineID
	stage    sales.StageID
	closed   sales.Instant
	value    float64 // at the landmark, at one digit
	won      bool
}

// history are the landmarks of the closed deals that count.
type history struct {
	rows      []row
	facts     *gathered
	every     sales.Instant // between landmarks of a deal
	deals     int
	won, lost int
}

// historyOf gathers the deals that closed in the 24 months before now.
func historyOf(p *board.Picture, now sales.Instant) *history {
	return historyBetween(p, score.Since(now), now)
}

// Closed counts the deals that a model of now is learnt from.
func Closed(p *board.Picture, now sales.Instant) (won, lost int) {
	return closed(p, score.Since(now), now)
}

func closed(p *board.Picture, since, now sales.Instant) (won, lost int) {
	for d := range p.Deals() {
		switch {
		case !closedIn(d, since, now):
		case d.Outcome() == sales.Won:
			won++
		default:
			lost++
		}
	}
	return won, lost
}

func closedIn(d board.Deal, since, now sales.Instant) bool {
	return d.Outcome() != sales.Open && d.ClosedAt() >= since && d.ClosedAt() <= now
}

// historyBetween gathers the deals that closed from one moment to another. Of very many, a share is left out.
func historyBetween(p *board.Picture, since, now sales.Instant) *history {
	h := &history{facts: newGathered()}
	h.won, h.lost = closed(p, since, now)
	h.every = every(p, since, now)
	keep := float64(rowsMost) / float64(max(1, (h.won+h.lost)*landmarks))
	for d := range p.Deals() {
		if !closedIn(d, since, now) {
			continue
		}
		if name := named(d.ID()); descent.Draw(1, name) < keep {
			h.add(d, name)
		}
	}
	return h
}

// every is the time between landmarks of a deal.
func every(p *board.Picture, since, now sales.Instant) sales.Instant {
	lived, n := 0.0, 0.0
	for d := range p.Deals() {
		if closedIn(d, since, now) {
			lived, n = lived+days(d.CreatedAt(), d.ClosedAt()), n+1
		}
	}
	return sales.Instant(max(1, lived/max(1, n)/(landmarks-1)) * dayLength)
}

// named is a number that belongs to a deal on every machine.
func named(id sales.DealID) uint64 {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(id)) // never fails
	return sum.Sum64()
}

// add looks at a closed deal when it was created, and every so often from some moment after on: so a moment of a long life is
// as likely to be looked at as one of a short life, as it is among the deals that are open on some day.
func (h *history) add(d board.Deal, name uint64) {
	created, closed := d.CreatedAt(), d.ClosedAt()
	moments := []sales.Instant{created}
	for at := created + 1 + sales.Instant(descent.Draw(2, name)*float64(h.every)); at < closed; at += h.every {
		moments = append(moments, at)
	}
	var last board.Deal
	seen := false
	look := func(until sales.Instant) {
		for len(moments) > 0 && moments[0] < until {
			if seen && last.Outcome() == sales.Open {
				f := factsOf(last, moments[0])
				h.facts.add(&f)
				h.rows = append(h.rows, row{uint32(h.deals), d.ID(), last.Pipeline(), last.Stage(), closed, f.numbers[value], d.Outcome() == sales.Won})
			}
			moments = moments[1:]
		}
	}
	for v := range d.Versions() {
		look(v.EffectiveAt())
		last, seen = v, true
	}
	look(sales.Forever)
	h.deals++
}

// table are some of the rows, sorted into bins.
func (h *history) table(features []bins.Feature, rows []int32) *bins.Table {
	t := bins.Apply(features, h.facts.all[:], rows)
	t.Hits, t.Groups = make([]bool, len(rows)), make([]uint32, len(rows))
	for k, i := range rows {
		t.Hits[k], t.Groups[k] = h.rows[i].won, h.rows[i].deal
	}
	return t
}

// block are the rows to learn from and the later ones to judge by.
type block struct {
	from         sales.Instant // of closing, of the latter
	learn, judge []int32
}

// origins is how often what closed later is judged by what had closed before.
const origins = 3

// blocks parts the rows by when their deals closed: three times, what closed after an origin is judged by what had closed
// before it.
func (h *history) blocks() (all []block) {
	order := make([]int32, len(h.rows))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(h.rows[a].closed, h.rows[b].closed) })
	n := len(order)
	edge := func(k int) int { // a moment is on one side of an edge
		at := n * (3 + k) / 6
		for at > 0 && at < n && h.rows[order[at]].closed == h.rows[order[at-1]].closed {
			at++
		}
		return at
	}
	for k := range origins {
		from, to := edge(k), edge(k+1)
		if k == origins-1 {
			to = n
		}
		if from < to && from > 0 {
			all = append(all, block{h.rows[order[from]].closed, slices.Sorted(slices.Values(order[:from])), slices.Sorted(slices.Values(order[from:to]))})
		}
	}
	return all
}

func (h *history) everything() []int32 {
	all := make([]int32, len(h.rows))
	for i := range all {
		all[i] = int32(i)
	}
	return all
}
