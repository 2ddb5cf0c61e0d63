package report

import (
	"math"
	"math/big"
	"sync/atomic"

	"arus/board"
	"arus/sales"
	"arus/score"
)

// Chance is a probability in billionths. Being whole, it makes sums of values times chances exact, and the same on every
// machine and in every order.
type Chance = uint32

// Certain is the chance of what is sure.
const Certain Chance = 1e9

// ChanceOf is the chance nearest to a probability, halves to even.
func ChanceOf(p float64) Chance {
	return Chance(math.RoundToEven(min(max(p, 0), 1) * float64(Certain)))
}

// part is a chance's part of an amount, rounded half to even.
func part(c Chance, m sales.Money) (sales.Money, error) {
	return m.Times(big.NewRat(int64(c), int64(Certain)))
}

// Chances say how likely each deal of a picture is to be won. They may be asked about pictures that are a little newer
// than the one they were made for.
type Chances interface {
	// Of is the chance of an open deal and what it rests on; it has no source where there is none.
	Of(d board.Deal) score.Rate
	// Fill writes the chances of a chunk's deals, the same that Of gives, rounded. What it writes for closed deals is not
	// read.
	Fill(c board.Columns, into []Chance)
	// By names what they rest on: a model, or a factor that stage odds are adjusted for.
	By() string
}

// Weigher makes the chances of a reader who knows the stage odds; nil where these are the best there is.
type Weigher func(r *Reader) Chances

// weights keep the chances of each chunk for as long as nothing happens to its deals.
type weights struct {
	chances Chances
	kept    []atomic.Pointer[weighed] // by the number of the chunk
}

type weighed struct {
	layout *board.Layout
	list   []Chance
}

func weigh(c Chances, p *board.Picture) *weights {
	if c == nil {
		return nil
	}
	return &weights{c, make([]atomic.Pointer[weighed], p.Chunks())}
}

func (w *weights) of(chunk int, c board.Columns) []Chance {
	if chunk >= len(w.kept) { // deals that came after
		return w.fill(c)
	}
	if kept := w.kept[chunk].Load(); kept != nil && kept.layout == c.Layout {
		return kept.list
	}
	fresh := &weighed{c.Layout, w.fill(c)}
	w.kept[chunk].Store(fresh)
	return fresh.list
}

func (w *weights) fill(c board.Columns) []Chance {
	list := make([]Chance, c.Len())
	w.chances.Fill(c, list)
	overrule(c, list)
	return list
}

// overrule puts what people say in the place of what was worked out.
func overrule(c board.Columns, list []Chance) {
	for i, state := range c.State {
		if state.HasOpinion() {
			list[i] = ChanceOf(c.Deal(i).Opinion().P)
		}
	}
}

// Weighing is the same reader with chances of its own in the place of stage odds.
func (r *Reader) Weighing(c Chances) *Reader {
	own := *r
	own.weights = weigh(c, r.Picture)
	return &own
}

// Chances are those of single deals that a reader weighs by; nil where stage odds are all there is.
func (r *Reader) Chances() Chances {
	if r.weights == nil {
		return nil
	}
	return r.weights.chances
}

// Chance is how likely a deal is to be won and what that rests on. known is false for a closed deal, which is not likely
// any more, and for one in a stage that no pipeline has. What a person said goes before what is worked out.
func (r *Reader) Chance(d board.Deal) (rate score.Rate, known bool) {
	if d.HasOpinion() && d.Outcome() == sales.Open {
		return Said(d.Opinion()), true
	}
	return r.Worked(d)
}

// Worked is Chance whatever anybody said.
func (r *Reader) Worked(d board.Deal) (rate score.Rate, known bool) {
	switch {
	case d.Outcome() != sales.Open:
		return score.Rate{}, false
	case r.weights != nil:
		rate = r.weights.chances.Of(d)
		return rate, rate.Source != ""
	}
	return r.Odds.At(d.Pipeline(), d.Stage())
}

// Said is a person's probability. It rests on no deals, and its interval is a point.
func Said(o sales.Opinion) score.Rate {
	return score.Rate{P: o.P, Low: o.P, High: o.P, Source: score.FromOverride}
}

// chancesOf are the chances of a chunk's deals, as scans read them.
func (r *Reader) chancesOf(chunk int, c board.Columns, into []uint32) []uint32 {
	if r.weights != nil {
		return r.weights.of(chunk, c)
	}
	for i, place := range c.Place {
		into[i] = r.stands[place].chance
	}
	overrule(c, into)
	return into
}

// chance is the chance of an open deal; 0 when it is not known.
func (r *Reader) chance(d board.Deal) Chance {
	switch {
	case d.HasOpinion():
		return ChanceOf(d.Opinion().P)
	case r.weights != nil:
		return ChanceOf(r.weights.chances.Of(d).P)
	}
	return r.stand(d).chance
}

// Weighted is one deal's value times its chance, rounded half to even.
func Weighted(value sales.Money, rate score.Rate) (sales.Money, error) {
	return part(ChanceOf(rate.P), value)
}
