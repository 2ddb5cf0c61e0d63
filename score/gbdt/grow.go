package gbdt

import (
	"cmp"
	"slices"

	"arus/score/bins"
	"arus/score/descent"
)

// grower grows trees. Its buffers are used for one tree after the other.
type grower struct {
	Options
	features []bins.Feature
	learn    *side
	curve    *descent.Curve
	slopes   []pull
	near     []pull // of the rows that are added up, one after the other: memory is slower than adding
	rows     []int32
	other    []int32
	asked    []bool // of each feature: this tree may ask for it
	free     [][][]descent.Sum
	order    []int
}

// pull is what a row pulls at a tree.
type pull struct {
	bend  uint64
	slope int32
}

func newGrower(features []bins.Feature, learn *side, o Options) *grower {
	n := len(learn.logits)
	return &grower{Options: o, features: features, learn: learn, curve: descent.NewCurve(), slopes: make([]pull, n), near: make([]pull, n),
		rows: make([]int32, 0, n), other: make([]int32, n), asked: make([]bool, len(features))}
}

// bud is a leaf that may still become a question.
type bud struct {
	from, to int // of rows
	node     int
	sums     [][]descent.Sum // by feature and bin
	all      descent.Sum
	gain     float64
	ask      Node // what it would ask
}

// grow makes the tree of a number, and takes its step for all rows to learn from.
func (g *grower) grow(number uint64) []Node {
	g.sample(number)
	tree := []Node{{Feature: -1}}
	root := &bud{to: len(g.rows)}
	root.sums, root.all = g.sum(g.rows)
	g.consider(root)
	buds := []*bud{root}
	for len(buds) < g.Leaves {
		most := 0
		for i, b := range buds {
			if b.gain > buds[most].gain {
				most = i
			}
		}
		if buds[most].gain <= 1e-9 {
			break
		}
		left, right := g.split(buds[most], len(tree))
		n := &tree[buds[most].node]
		*n = buds[most].ask
		n.Left, n.Right = left.node, right.node
		tree = append(tree, Node{Feature: -1}, Node{Feature: -1})
		buds[most] = left
		buds = append(buds, right)
	}
	for _, b := range buds {
		by := b.all.Step(g.Rate, g.Lambda)
		tree[b.node].Value = by
		for _, i := range g.rows[b.from:b.to] {
			g.learn.logits[i] += by
		}
		g.free = append(g.free, b.sums)
	}
	g.advanceOthers(tree)
	return tree
}

// advanceOthers takes the step of a tree for the rows that it did not look at.
func (g *grower) advanceOthers(tree []Node) {
	for i := range g.learn.logits {
		if g.slopes[i].bend == 0 {
			g.learn.logits[i] += leaf(tree, g.learn.bins, i)
		}
	}
}

// sample chooses the rows and features of a tree, and works out how they pull.
func (g *grower) sample(number uint64) {
	seed := g.Seed ^ (number+1)<<20
	g.rows = g.rows[:0]
	for i, z := range g.learn.logits {
		if descent.Draw(seed, uint64(i)) < g.Rows {
			g.rows = append(g.rows, int32(i))
			g.slopes[i].slope, g.slopes[i].bend = g.curve.Slope(z, g.learn.hits[i])
		} else {
			g.slopes[i].bend = 0 // of a row that is looked at it is more: it counts the row
		}
	}
	some := false
	for f := range g.asked {
		g.asked[f] = descent.Draw(seed+1, uint64(f)) < g.Columns
		some = some || g.asked[f]
	}
	if !some && len(g.asked) > 0 {
		g.asked[number%uint64(len(g.asked))] = true
	}
}

// sum adds rows up by the bins of each feature, and all together.
func (g *grower) sum(rows []int32) (sums [][]descent.Sum, all descent.Sum) {
	near := g.near[:len(rows)]
	for k, i := range rows {
		near[k] = g.slopes[i]
		all.Add(near[k].slope, near[k].bend)
	}
	if n := len(g.free); n > 0 {
		sums, g.free = g.free[n-1], g.free[:n-1]
	} else {
		sums = make([][]descent.Sum, len(g.features))
		for f := range sums {
			sums[f] = make([]descent.Sum, g.features[f].Bins())
		}
	}
	for f, into := range sums {
		clear(into)
		if !g.asked[f] {
			continue
		}
		column := g.learn.bins[f]
		for k, i := range rows {
			into[column[i]].Add(near[k].slope, near[k].bend)
		}
	}
	return sums, all
}

// split makes two buds of one. Only the smaller is added up; the larger is what is left.
func (g *grower) split(b *bud, node int) (left, right *bud) {
	column := g.learn.bins[b.ask.Feature]
	at, others := b.from, 0
	for _, i := range g.rows[b.from:b.to] {
		if b.ask.goesLeft(column[i]) {
			g.rows[at] = i
			at++
		} else {
			g.other[others] = i
			others++
		}
	}
	copy(g.rows[at:b.to], g.other[:others])
	left, right = &bud{from: b.from, to: at, node: node}, &bud{from: at, to: b.to, node: node + 1}
	small, large := left, right
	if small.to-small.from > large.to-large.from {
		small, large = right, left
	}
	small.sums, small.all = g.sum(g.rows[small.from:small.to])
	large.sums = b.sums
	large.all = b.all.Minus(small.all)
	for f, of := range large.sums {
		for bin := range of {
			of[bin] = of[bin].Minus(small.sums[f][bin])
		}
	}
	g.consider(left)
	g.consider(right)
	return left, right
}

// consider finds the question that gains most.
func (g *grower) consider(b *bud) {
	before := b.all.Gain(g.Lambda)
	for f := range g.features {
		if !g.asked[f] {
			continue
		}
		sums := b.sums[f]
		g.arrange(f, sums)
		var left descent.Sum
		for k := 0; k+1 < len(g.order); k++ {
			left = left.Plus(sums[g.order[k]])
			if left.Rows() < g.Smallest || left.Bend() < 1 {
				continue
			}
			right := b.all.Minus(left)
			if right.Rows() < g.Smallest || right.Bend() < 1 {
				break
			}
			if gain := left.Gain(g.Lambda) + right.Gain(g.Lambda) - before; gain > b.gain {
				b.gain, b.ask = gain, g.question(f, g.order[:k+1])
			}
		}
	}
}

// arrange puts the bins of a feature in the order in which they may be cut: numbers as they are, words by their slopes.
func (g *grower) arrange(f int, sums []descent.Sum) {
	g.order = g.order[:0]
	words := g.features[f].Word
	for bin := range sums {
		if !words || sums[bin].Rows() > 0 {
			g.order = append(g.order, bin)
		}
	}
	if words {
		const cautious = 10 // half-sure rows that a word is pulled to the middle by
		ratio := func(bin int) float64 { return sums[bin].Slope() / (sums[bin].Bend() + cautious) }
		slices.SortFunc(g.order, func(a, b int) int { return cmp.Or(cmp.Compare(ratio(a), ratio(b)), a-b) })
	}
}

func (g *grower) question(f int, left []int) Node {
	n := Node{Feature: f}
	if !g.features[f].Word {
		n.Cut = uint8(left[len(left)-1])
		return n
	}
	n.Words = make([]uint64, 4)
	for _, bin := range left {
		n.Words[bin>>6] |= 1 << (bin & 63)
	}
	return n
}
