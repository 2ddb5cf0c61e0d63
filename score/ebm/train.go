package ebm

import (
	"context"
	"math"
	"sync"

	"arus/score/bins"
	"arus/score/descent"
)

// Options of a training. The zero value of each is its default.
type Options struct {
	Bags     int     // trainings on different splits, which are averaged; 4
	Rate     float64 // of the best step that is taken; .2
	Rounds   int     // over all features, at most; 600
	Patience int     // rounds without an improvement before it ends; 30
	Leaves   int     // of the tree that is one step of one feature; 3
	Smallest int     // rows in a leaf; 4
	Lambda   float64 // what a step costs; 1
	Check    float64 // share of the deals that each bag checks itself on; .15
	Pairs    int     // of features, at most; 20; -1 for none
	Grid     int     // bins of each side of a pair; 32
	Most     int     // rows that one bag looks at; 80,000
	Seed     uint64
	Workers  int // bags at once; 1. The model does not depend on it
}

func (o Options) withDefaults() Options {
	defaults := Options{Bags: 4, Rate: .2, Rounds: 600, Patience: 30, Leaves: 3, Smallest: 4, Lambda: 1, Check: .15,
		Pairs: 20, Grid: 32, Most: 80_000, Workers: 1}
	whole := func(given *int, otherwise int) {
		if *given == 0 {
			*given = otherwise
		}
	}
	number := func(given *float64, otherwise float64) {
		if *given == 0 {
			*given = otherwise
		}
	}
	whole(&o.Bags, defaults.Bags)
	number(&o.Rate, defaults.Rate)
	whole(&o.Rounds, defaults.Rounds)
	whole(&o.Patience, defaults.Patience)
	whole(&o.Leaves, defaults.Leaves)
	whole(&o.Smallest, defaults.Smallest)
	number(&o.Lambda, defaults.Lambda)
	number(&o.Check, defaults.Check)
	whole(&o.Pairs, defaults.Pairs)
	whole(&o.Grid, defaults.Grid)
	whole(&o.Most, defaults.Most)
	whole(&o.Workers, defaults.Workers)
	return o
}

// bag is one training on one split.
type bag struct {
	split  descent.Split
	start  descent.Logit
	mains  [][]descent.Logit
	pairs  [][]descent.Logit
	rounds int
}

// Train learns a model. One class alone, constant features and no rows at all give a model, too: one that says as much as
// can be said. The same table and options give the same bytes. The only error is that of ctx.
func Train(ctx context.Context, t *bins.Table, o Options) (*Model, error) {
	o = o.withDefaults()
	o.Most = min(o.Most, descent.MostRows)
	k := &trainer{t, o, descent.NewCurve()}
	bags := make([]bag, o.Bags)
	side(o.Workers, len(bags), func(b int) {
		bags[b].split = descent.Halves(t, o.Seed+uint64(b), o.Check, o.Most)
		k.boostMains(ctx, &bags[b])
	})
	m := &Model{Features: t.Features}
	m.averageMains(bags)
	if o.Pairs > 0 && len(t.Features) > 1 {
		m.Pairs = k.choosePairs(m)
		side(o.Workers, len(bags), func(b int) { k.boostPairs(ctx, m.Pairs, &bags[b]) })
		for p := range m.Pairs {
			for b := range bags {
				for i, v := range bags[b].pairs[p] {
					m.Pairs[p].Values[i] += v.Float() / float64(len(bags))
				}
			}
		}
	}
	m.purify(t)
	return m, ctx.Err()
}

type trainer struct {
	*bins.Table
	Options
	curve *descent.Curve
}

// side works n pieces, some at once.
func side(workers, n int, work func(int)) {
	var wait sync.WaitGroup
	for w := range min(workers, n) {
		wait.Go(func() {
			for i := w; i < n; i += workers {
				work(i)
			}
		})
	}
	wait.Wait()
}

// half is one side of a split with where its rows stand.
type half struct {
	hits   []int32
	logits []descent.Logit
	bins   [][]uint8
}

func (k *trainer) half(rows []int32) *half {
	h := &half{hits: descent.Outcomes(k.Table, rows), logits: make([]descent.Logit, len(rows)), bins: make([][]uint8, len(k.Features))}
	for f := range h.bins {
		h.bins[f] = descent.Gather(k.Bins[f], rows)
	}
	return h
}

// best keeps the round that did best on the rows for checking.
type best struct {
	loss  float64
	round int
}

// better notes a round, and says whether to keep it and whether to end.
func (b *best) better(loss float64, round, patience int) (keep, end bool) {
	if loss < b.loss-1e-6 {
		b.loss, b.round = loss, round
		return true, false
	}
	return false, round-b.round >= patience
}

func tables(t *bins.Table) [][]descent.Logit {
	all := make([][]descent.Logit, len(t.Features))
	for f := range all {
		all[f] = make([]descent.Logit, t.Features[f].Bins())
	}
	return all
}

// boostMains takes one small step for each feature in turn, round by round.
func (k *trainer) boostMains(ctx context.Context, b *bag) {
	learn, check := k.half(b.split.Learn), k.half(b.split.Check)
	b.start = descent.Start(learn.hits)
	for _, h := range []*half{learn, check} {
		for i := range h.logits {
			h.logits[i] = b.start
		}
	}
	now := tables(k.Table)
	b.mains = tables(k.Table)
	kept := best{loss: k.curve.Loss(check.logits, check.hits)}
	var tree stepper
	var update [256]descent.Logit
	var sums [256]descent.Sum
	last := -1 // the feature whose step is still to be made
	for round := 1; round <= k.Rounds && ctx.Err() == nil; round++ {
		for f := range k.Features {
			n := k.Features[f].Bins()
			clear(sums[:n])
			k.sum(learn, f, last, &update, &sums)
			if last >= 0 {
				advance(check, last, &update)
			}
			tree.step(sums[:n], update[:n], k.Features[f].Word, k.Options)
			for bin := range now[f] {
				now[f][bin] += update[bin]
			}
			last = f
		}
		if last >= 0 {
			advance(learn, last, &update)
			advance(check, last, &update)
			last = -1
		}
		keep, end := kept.better(k.curve.Loss(check.logits, check.hits), round, k.Patience)
		if keep {
			for f := range now {
				copy(b.mains[f], now[f])
			}
		}
		if end {
			break
		}
	}
	b.rounds = kept.round
}

// sum makes the step of the feature before and adds up the slopes by the bins of this one: one pass over the rows.
func (k *trainer) sum(h *half, f, before int, update *[256]descent.Logit, sums *[256]descent.Sum) {
	logits, hits, into := h.logits, h.hits, h.bins[f]
	if before < 0 {
		for i, z := range logits {
			slope, bend := k.curve.Slope(z, hits[i])
			sums[into[i]].Add(slope, bend)
		}
		return
	}
	from := h.bins[before][:len(logits)]
	into, hits = into[:len(logits)], hits[:len(logits)]
	for i := range logits {
		z := logits[i] + update[from[i]]
		logits[i] = z
		slope, bend := k.curve.Slope(z, hits[i])
		sums[into[i]].Add(slope, bend)
	}
}

func advance(h *half, f int, update *[256]descent.Logit) {
	for i, bin := range h.bins[f] {
		h.logits[i] += update[bin]
	}
}

// averageMains is the mean of the bags, with their spread.
func (m *Model) averageMains(bags []bag) {
	n := float64(len(bags))
	for b := range bags {
		m.Intercept += bags[b].start.Float() / n
		m.Rounds = append(m.Rounds, bags[b].rounds)
	}
	for f := range m.Features {
		mean, spread := make([]float64, m.Features[f].Bins()), make([]float64, m.Features[f].Bins())
		for bin := range mean {
			for b := range bags {
				mean[bin] += bags[b].mains[f][bin].Float() / n
			}
			for b := range bags {
				off := bags[b].mains[f][bin].Float() - mean[bin]
				spread[bin] += float64(off*off) / n
			}
			spread[bin] = exact(math.Sqrt(spread[bin]))
		}
		m.Mains, m.Spreads = append(m.Mains, mean), append(m.Spreads, spread)
	}
}
