package win

import (
	"context"
	"math"

	"arus/board"
	"arus/sales"
	"arus/score"
	"arus/score/bins"
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
	byMethods [][]float64 // chances by method, then by row
}

// Loss is the mean logarithmic loss of a method, by deal.
type Loss struct {
	Method Method  `json:"method"`
	Mean   float64 `json:"mean"`
	// Behind is how much more it is than the best one's, and Error the standard error of that difference.
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
		chances, err := contest(ctx, learn, judge)
		if err != nil {
			return nil, err
		}
		odds := score.StageRates(p, b.from-1)
		for k, i := range b.judge {
			r := &h.rows[i]
			rate, known := odds.At(r.pipeline, r.stage)
			chances[1][k] = rate.P
			if !known {
				chances[1][k] = chances[0][k]
			}
			t.judged = append(t.judged, Judged{Pipeline: r.pipeline, Deal: r.deal, ID: r.id, Stage: chances[1][k], Base: chances[0][k], Value: finite(r.value), Won: r.won})
		}
		for m := range chances {
			t.byMethods[m] = append(t.byMethods[m], chances[m]...)
		}
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

// contest gives the chances of every method in the order of Methods; those by stage are left for the caller.
func contest(ctx context.Context, learn, judge *bins.Table) ([][]float64, error) {
	line, err := logit.Train(ctx, learn, ridge)
	if err != nil {
		return nil, err
	}
	additive, err := ebm.Train(ctx, learn, additiveOptions(2))
	if err != nil {
		return nil, err
	}
	trees, err := gbdt.Train(ctx, learn, treeOptions())
	if err != nil {
		return nil, err
	}
	n := judge.Len()
	hits := 0
	for _, hit := range learn.Hits {
		if hit {
			hits++
		}
	}
	rate := (float64(hits) + .5) / (float64(learn.Len()) + 1)
	all := [][]float64{make([]float64, n), make([]float64, n), line.Logits(judge), additive.Logits(judge), trees.Logits(judge), make([]float64, n)}
	for i := range n {
		all[0][i] = rate
		all[5][i] = portable.Chance((all[3][i] + all[4][i]) / 2)
		for m := 2; m < 5; m++ {
			all[m][i] = portable.Chance(all[m][i])
		}
	}
	return all, nil
}

// compare works out the loss of each method by deal, so that many landmarks of one deal count as one.
func (t *Trial) compare() {
	first := map[uint32]int{}
	var deals, landmarks []float64
	losses := make([][]float64, len(t.byMethods))
	for i, j := range t.judged {
		at, known := first[j.Deal]
		if !known {
			at = len(deals)
			first[j.Deal] = at
			deals, landmarks = append(deals, 0), append(landmarks, 0)
			for m := range losses {
				losses[m] = append(losses[m], 0)
			}
		}
		landmarks[at]++
		for m := range losses {
			losses[m][at] += measure.Loss(t.byMethods[m][i], j.Won)
		}
	}
	best := 0
	for m, name := range Methods() {
		mean := 0.0
		for at := range losses[m] {
			losses[m][at] /= landmarks[at]
			mean += losses[m][at]
		}
		t.Losses = append(t.Losses, Loss{Method: name, Mean: mean / float64(len(deals))})
		if t.Losses[m].Mean < t.Losses[best].Mean {
			best = m
		}
	}
	for m := range t.Losses {
		var sum, squares float64
		for at := range deals {
			off := losses[m][at] - losses[best][at]
			sum += off
			squares += float64(off * off)
		}
		n := float64(len(deals))
		l := &t.Losses[m]
		l.Behind = sum / n
		l.Error = math.Sqrt(max(0, squares/n-float64(l.Behind*l.Behind)) / n)
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
func (t *Trial) keep(champion Method) {
	m := 0
	for i, name := range Methods() {
		if name == champion {
			m = i
		}
	}
	every := (len(t.judged) + judgedMost - 1) / judgedMost
	for i := 0; i < len(t.judged); i += every {
		j := t.judged[i]
		j.Chance = math.Round(t.byMethods[m][i]*1e9) / 1e9
		j.Stage, j.Base = math.Round(j.Stage*1e9)/1e9, math.Round(j.Base*1e9)/1e9
		t.Judged = append(t.Judged, j)
	}
	t.judged, t.byMethods = nil, nil
}
