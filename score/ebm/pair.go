package ebm

import (
	"cmp"
	"context"
	"slices"

	"arus/score/bins"
	"arus/score/descent"
)

// choosePairs ranks pairs of features by how much a grid over both would gain on what the mains leave over, less what its
// rows and its columns would gain alone.
func (k *trainer) choosePairs(m *Model) []Pair {
	slopes, bends := k.leftOver(m)
	seen := counts(k.Table)
	type candidate struct {
		Pair
		strength float64
	}
	var all []candidate
	for a := range k.Features {
		for b := a + 1; b < len(k.Features); b++ {
			all = append(all, candidate{Pair: Pair{A: a, B: b}})
		}
	}
	const coarse = 16
	side(k.Workers, len(all), func(i int) {
		c := &all[i]
		p := newPair(k.Features, seen, c.Pair, coarse)
		grid := make([]descent.Sum, len(p.Values))
		a, b := k.Bins[p.A], k.Bins[p.B]
		for row := range slopes {
			grid[p.at(a[row], b[row])].Add(slopes[row], bends[row])
		}
		c.strength = strength(grid, p.Width)
	})
	slices.SortStableFunc(all, func(x, y candidate) int { return cmp.Compare(y.strength, x.strength) })
	var chosen []Pair
	for _, c := range all[:min(k.Pairs, len(all))] {
		if c.strength > 0 {
			chosen = append(chosen, newPair(k.Features, seen, c.Pair, k.Grid))
		}
	}
	return chosen
}

// leftOver are the slopes of all rows where the mains have brought them.
func (k *trainer) leftOver(m *Model) (slopes []int32, bends []uint64) {
	n := min(k.Len(), descent.MostRows)
	slopes, bends = make([]int32, n), make([]uint64, n)
	for i := range slopes {
		z := m.Intercept
		for f, main := range m.Mains {
			z += main[k.Bins[f][i]]
		}
		hit := int32(0)
		if k.Hits[i] {
			hit = descent.Hit
		}
		slopes[i], bends[i] = k.curve.Slope(descent.LogitOf(z), hit)
	}
	return slopes, bends
}

// strength of a grid: steps cost as much as twenty half-sure rows, because there are many cells.
func strength(grid []descent.Sum, width int) float64 {
	const lambda = 20
	columns := make([]descent.Sum, width)
	var row descent.Sum
	gain := 0.0
	for i, cell := range grid {
		gain += cell.Gain(lambda)
		columns[i%width] = columns[i%width].Plus(cell)
		row = row.Plus(cell)
		if i%width == width-1 {
			gain -= row.Gain(lambda)
			row = descent.Sum{}
		}
	}
	for _, column := range columns {
		gain -= column.Gain(lambda)
	}
	return gain
}

func newPair(features []bins.Feature, seen [][]int, of Pair, grid int) Pair {
	p := Pair{A: of.A, B: of.B}
	var height int
	p.OfA, height = coarser(&features[of.A], seen[of.A], grid)
	p.OfB, p.Width = coarser(&features[of.B], seen[of.B], grid)
	p.Values = make([]float64, height*p.Width)
	return p
}

// coarser puts bins together: neighbouring numbers so that each part holds about as many rows, words by keeping frequent ones.
func coarser(f *bins.Feature, seen []int, most int) (part []uint8, parts int) {
	part = make([]uint8, f.Bins())
	if len(part) <= most || f.Word {
		for bin := range part {
			part[bin] = uint8(min(bin, most-1))
		}
		return part, min(len(part), most)
	}
	rows := 0
	for _, n := range seen[1:] {
		rows += n
	}
	before := 0
	for bin := 1; bin < len(part); bin++ {
		part[bin] = uint8(1 + before*(most-1)/(rows+1))
		before += seen[bin]
	}
	return part, int(part[len(part)-1]) + 1
}

// boostPairs steps for each pair in turn, on top of a bag's mains.
func (k *trainer) boostPairs(ctx context.Context, pairs []Pair, b *bag) {
	b.pairs = make([][]descent.Logit, len(pairs))
	now := make([][]descent.Logit, len(pairs))
	learn, check := k.cells(pairs, b, b.split.Learn), k.cells(pairs, b, b.split.Check)
	most := 0
	for p := range pairs {
		now[p] = make([]descent.Logit, len(pairs[p].Values))
		b.pairs[p] = make([]descent.Logit, len(pairs[p].Values))
		most = max(most, len(now[p]))
	}
	sums, update := make([]descent.Sum, most), make([]descent.Logit, most)
	var tree boxes
	kept := best{loss: k.curve.Loss(check.logits, check.hits)}
	for round := 1; round <= k.Rounds && ctx.Err() == nil; round++ {
		for p := range pairs {
			n := len(now[p])
			clear(sums[:n])
			cells := learn.cells[p]
			for i, z := range learn.logits {
				slope, bend := k.curve.Slope(z, learn.hits[i])
				sums[cells[i]].Add(slope, bend)
			}
			tree.step(sums[:n], update[:n], pairs[p].Width, k.Options)
			for i := range now[p] {
				now[p][i] += update[i]
			}
			for i, cell := range cells {
				learn.logits[i] += update[cell]
			}
			for i, cell := range check.cells[p] {
				check.logits[i] += update[cell]
			}
		}
		keep, end := kept.better(k.curve.Loss(check.logits, check.hits), round, k.Patience)
		if keep {
			for p := range now {
				copy(b.pairs[p], now[p])
			}
		}
		if end {
			break
		}
	}
}

// celled is one side of a split with the cell of each pair that its rows are in.
type celled struct {
	hits   []int32
	logits []descent.Logit
	cells  [][]uint16
}

func (k *trainer) cells(pairs []Pair, b *bag, rows []int32) *celled {
	h := &celled{hits: descent.Outcomes(k.Table, rows), logits: make([]descent.Logit, len(rows)), cells: make([][]uint16, len(pairs))}
	for i, row := range rows {
		z := b.start
		for f := range b.mains {
			z += b.mains[f][k.Bins[f][row]]
		}
		h.logits[i] = z
	}
	for p := range pairs {
		of := &pairs[p]
		h.cells[p] = make([]uint16, len(rows))
		for i, row := range rows {
			h.cells[p][i] = uint16(of.at(k.Bins[of.A][row], k.Bins[of.B][row]))
		}
	}
	return h
}
