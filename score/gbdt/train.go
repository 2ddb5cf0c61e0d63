package gbdt

import (
	"context"

	"arus/score/bins"
	"arus/score/descent"
)

// Options of a training. The zero value of each is its default.
type Options struct {
	Bags     int     // trainings on different splits, whose mean the model is; 3, and 1 of more than 100,000 rows
	Trees    int     // of a bag, at most; 3000
	Leaves   int     // of a tree; 31
	Smallest int     // rows in a leaf; 5
	Rate     float64 // of the best step that is taken; .08
	Lambda   float64 // what a step costs; 1
	Rows     float64 // share of the rows that a tree looks at; .8
	Columns  float64 // share of the features; .8
	Check    float64 // share of the deals to stop by; .15
	Patience int     // trees without an improvement before it ends; 50
	Most     int     // rows looked at; 1,000,000
	Seed     uint64  // of the first bag; the next has the next one
}

const (
	defaultBags = 3
	rowsToBag   = 100_000 // of more rows one training is as sure as it can be, and costs enough
)

func or[T int | float64](given, otherwise T) T {
	if given == 0 {
		return otherwise
	}
	return given
}

func (o Options) withDefaults(rows int) Options {
	if o.Bags == 0 {
		o.Bags = defaultBags
		if rows > rowsToBag {
			o.Bags = 1
		}
	}
	o.Trees, o.Leaves, o.Smallest = or(o.Trees, 3000), or(o.Leaves, 31), or(o.Smallest, 5)
	o.Rate, o.Lambda = or(o.Rate, .08), or(o.Lambda, 1)
	o.Rows, o.Columns, o.Check = or(o.Rows, .8), or(o.Columns, .8), or(o.Check, .15)
	o.Patience, o.Most = or(o.Patience, 50), min(or(o.Most, 1_000_000), descent.MostRows)
	return o
}

// Train learns a model. The same table and options give the same bytes. The only error is that of ctx.
func Train(ctx context.Context, t *bins.Table, o Options) (*Model, error) {
	o = o.withDefaults(t.Len())
	m := &Model{Features: t.Features}
	for bag := range o.Bags {
		start, trees := boost(ctx, t, o, o.Seed+uint64(bag))
		m.Start += start
		m.Trees = append(m.Trees, trees...)
	}
	// The mean of all bags is a sum of trees as that of one is: each step is a share of what its bag took.
	m.Start = m.Start.Share(o.Bags)
	for _, tree := range m.Trees {
		for i := range tree {
			tree[i].Value = tree[i].Value.Share(o.Bags)
		}
	}
	return m, ctx.Err()
}

// boost trains one bag: where it starts, and the trees up to the one after which what it checks itself on was said best.
func boost(ctx context.Context, t *bins.Table, o Options, seed uint64) (descent.Logit, [][]Node) {
	o.Seed = seed
	split := descent.Halves(t, seed, o.Check, o.Most)
	learn, check := take(t, split.Learn), take(t, split.Check)
	start := descent.Start(learn.hits)
	for _, s := range []*side{learn, check} {
		for i := range s.logits {
			s.logits[i] = start
		}
	}
	g := newGrower(t.Features, learn, o)
	var trees [][]Node
	least, best := g.curve.Loss(check.logits, check.hits), 0
	for len(trees) < o.Trees && ctx.Err() == nil {
		tree := g.grow(uint64(len(trees)))
		trees = append(trees, tree)
		check.advance(tree)
		if loss := g.curve.Loss(check.logits, check.hits); loss < least-1e-6 {
			least, best = loss, len(trees)
		} else if len(trees)-best >= o.Patience || len(tree) == 1 {
			break
		}
	}
	return start, trees[:best]
}

// side are the rows to learn from, or those to check on, and where they stand.
type side struct {
	bins   [][]uint8
	hits   []int32
	logits []descent.Logit
}

func take(t *bins.Table, rows []int32) *side {
	s := &side{hits: descent.Outcomes(t, rows), logits: make([]descent.Logit, len(rows)), bins: make([][]uint8, len(t.Bins))}
	for f := range s.bins {
		s.bins[f] = descent.Gather(t.Bins[f], rows)
	}
	return s
}

func (s *side) advance(tree []Node) {
	for i := range s.logits {
		s.logits[i] += leaf(tree, s.bins, i)
	}
}
