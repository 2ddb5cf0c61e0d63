package win

import (
	"context"
	"math"

	"arus/board"
	"arus/sales"
	"arus/score"
	"arus/score/bins"
	"arus/score/calibrate"
	"arus/score/ebm"
	"arus/score/gbdt"
	"arus/score/logit"
	"arus/score/measure"
	"arus/score/portable"
)

// Trial is how the methods did on deals that had closed after all they had learnt from.
type Trial struct {
	Losses    []Loss          `json:"losses"`  // by method, the simplest first
	Origins   []sales.Instant `json:"origins"` // before which was learnt, and after which was judged
	Judged    []Judged        `json:"judged"`
	judged    []Judged
	byMethods [][]float64         // logits by method, then by row
	ends      []int               // of each origin's rows
	levels    [][]calibrate.Curve // by origin, then by method
	final     []float64           // logits by the champion with the curves that stand
}

// Loss is the mean logarithmic loss of a method, by landmark.
type Loss struct {
	Method Method  `json:"method"`
	Mean   float64 `json:"mean"`
	// Behind is how much more it is than the best one's, and Error the standard error of that difference, by deal:
	// landmarks of one deal are not many opinions.
	Behind float64 `json:"behind"`
	Error  float64 `json:"error"`
}

// Judged is a landmark of a deal that the models had not seen.
type Judged struct {
	Pipeline sales.PipelineID `json:"p"`
	Deal     uint32           `json:"d"`
	ID       sales.DealID     `json:"i,omitempty"` // empty in models that did not keep it yet
	Chance   float64          `json:"c"`           // by the champion
	Stage    float64          `json:"s"`           // by its stage's history until then
	Base     float64          `json:"b"`           // by the share that had been won until then
	Value    float64          `json:"v"`           // at one digit, in units of its currency
	Won      bool             `json:"w"`
}

// try lets every method say what becomes of deals that closed after an origin. Nil where no origin leaves anything.
func try(ctx context.Context, p *board.Picture, h *history, progress func(steps int) error) (*Trial, error) {
	t := &Trial{byMethods: make([][]float64, len(Methods()))}
	for _, b := range h.blocks() {
		features := bins.Learn(h.facts.all[:], b.learn, scarce)
		learn, judge := h.table(features, b.learn), h.table(features, b.judge)
		methods, err := contest(ctx, learn)
		if err != nil {
			return nil, err
		}
		logits := methods.logits(judge)
		odds := score.StageRates(p, b.from-1)
		for k, i := range b.judge {
			r := &h.rows[i]
			stage := methods.rate
			if rate, known := odds.At(r.pipeline, r.stage); known {
				stage = rate.P
			}
			logits[1][k] = portable.Logit(stage)
			t.judged = append(t.judged, Judged{Pipeline: r.pipeline, Deal: r.deal, ID: r.id, Stage: stage, Base: methods.rate, Value: finite(r.value), Won: r.won})
		}
		for m := range logits {
			t.byMethods[m] = append(t.byMethods[m], logits[m]...)
		}
		t.ends, t.levels = append(t.ends, len(t.judged)), append(t.levels, methods.levels(h, b, features))
		t.Origins = append(t.Origins, b.from)
		if err := progress(len(t.Origins)); err != nil {
			return nil, err
		}
	}
	if len(t.judged) == 0 {
		return nil, nil
	}
	t.compare()
	return t, nil
}

func finite(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return x
}

// contestants are the methods that have learnt from the same deals.
type contestants struct {
	rate     float64 // of rows that were won
	line     *logit.Model
	additive *ebm.Model
	trees    *gbdt.Model
}

func contest(ctx context.Context, learn *bins.Table) (c *contestants, err error) {
	c = new(contestants)
	if c.line, err = logit.Train(ctx, learn, ridge); err != nil {
		return nil, err
	}
	if c.additive, err = ebm.Train(ctx, learn, additiveOptions(2)); err != nil {
		return nil, err
	}
	if c.trees, err = gbdt.Train(ctx, learn, treeOptions()); err != nil {
		return nil, err
	}
	hits := 0
	for _, hit := range learn.Hits {
		if hit {
			hits++
		}
	}
	c.rate = (float64(hits) + .5) / (float64(learn.Len()) + 1)
	return c, nil
}

// logits of rows by every method in the order of Methods; those by stage are left to the caller.
func (c *contestants) logits(t *bins.Table) [][]float64 {
	n := t.Len()
	all := [][]float64{make([]float64, n), make([]float64, n), c.line.Logits(t), c.additive.Logits(t), c.trees.Logits(t), make([]float64, n)}
	base := portable.Logit(c.rate)
	for i := range n {
		all[0][i] = base
		all[5][i] = Blended(all[3][i], all[4][i])
	}
	return all
}

// compare works out the loss of each method.
func (t *Trial) compare() {
	d := grouped(len(t.judged), func(i int) uint32 { return t.judged[i].Deal })
	losses := make([][]float64, len(t.byMethods))
	best := 0
	for m, name := range Methods() {
		losses[m] = d.sums(func(i int) float64 { return measure.Loss(portable.Chance(t.byMethods[m][i]), t.judged[i].Won) })
		mean, _ := d.spread(losses[m])
		t.Losses = append(t.Losses, Loss{Method: name, Mean: mean})
		if mean < t.Losses[best].Mean {
			best = m
		}
	}
	for m := range t.Losses {
		off := make([]float64, len(losses[m]))
		for at := range off {
			off[at] = losses[m][at] - losses[best][at]
		}
		t.Losses[m].Behind, t.Losses[m].Error = d.spread(off)
	}
}

// champion is the simplest method that is no more than one standard error behind the best.
func (t *Trial) champion() Method {
	for _, l := range t.Losses {
		if l.Behind <= l.Error {
			return l.Method
		}
	}
	return Base
}

// judgedMost is how many landmarks are kept for calibration.
const judgedMost = 20_000

// keep leaves the chances of the champion, of evenly chosen landmarks where there are very many.
func (t *Trial) keep() {
	every := (len(t.judged) + judgedMost - 1) / judgedMost
	for i := 0; i < len(t.judged); i += every {
		j := t.judged[i]
		j.Chance = math.Round(portable.Chance(t.final[i])*1e9) / 1e9
		j.Stage, j.Base = math.Round(j.Stage*1e9)/1e9, math.Round(j.Base*1e9)/1e9
		t.Judged = append(t.Judged, j)
	}
	t.judged, t.byMethods, t.ends, t.levels, t.final = nil, nil, nil, nil, nil
}
