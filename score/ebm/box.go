package ebm

import "arus/score/descent"

// boxes find the next step of a pair: its grid is cut once along either fact, and each part once more.
type boxes struct {
	before []descent.Sum // of all cells above and left of a corner
	width  int           // of before
}

// box is a part of a grid, without its last row and column.
type box struct{ top, bottom, left, right int }

func (x *boxes) of(b box) descent.Sum {
	at := func(i, j int) descent.Sum { return x.before[i*x.width+j] }
	return at(b.bottom, b.right).Plus(at(b.top, b.left)).Minus(at(b.top, b.right)).Minus(at(b.bottom, b.left))
}

// step writes how far each cell steps.
func (x *boxes) step(grid []descent.Sum, update []descent.Logit, width int, o Options) {
	height := len(grid) / width
	x.addUp(grid, width, height)
	whole := box{0, height, 0, width}
	var chosen []box
	most := 0.0
	for cut := range whole.cuts {
		var leaves [4]box
		n, gain := 0, 0.0
		for _, part := range cut {
			leaves[n], leaves[n+1] = x.best(part, o)
			n += 2
		}
		for _, l := range leaves {
			gain += x.of(l).Gain(o.Lambda)
		}
		if gain > most {
			most, chosen = gain, append(chosen[:0], leaves[:]...)
		}
	}
	clear(update)
	for _, l := range chosen {
		sum := x.of(l)
		if sum.Rows() < o.Smallest {
			continue
		}
		by := sum.Step(o.Rate, o.Lambda)
		for i := l.top; i < l.bottom; i++ {
			for j := l.left; j < l.right; j++ {
				update[i*width+j] = by
			}
		}
	}
}

func (x *boxes) addUp(grid []descent.Sum, width, height int) {
	x.width = width + 1
	if n := x.width * (height + 1); cap(x.before) < n {
		x.before = make([]descent.Sum, n)
	} else {
		x.before = x.before[:n]
		clear(x.before[:x.width])
	}
	for i := range height {
		var row descent.Sum
		x.before[(i+1)*x.width] = descent.Sum{}
		for j := range width {
			row = row.Plus(grid[i*width+j])
			x.before[(i+1)*x.width+j+1] = x.before[i*x.width+j+1].Plus(row)
		}
	}
}

// cuts gives every way to cut a box in two.
func (b box) cuts(yield func([2]box) bool) {
	for c := b.top + 1; c < b.bottom; c++ {
		if !yield([2]box{{b.top, c, b.left, b.right}, {c, b.bottom, b.left, b.right}}) {
			return
		}
	}
	for c := b.left + 1; c < b.right; c++ {
		if !yield([2]box{{b.top, b.bottom, b.left, c}, {b.top, b.bottom, c, b.right}}) {
			return
		}
	}
}

// best cuts a box where that gains most; where it gains nothing, the second part is empty.
func (x *boxes) best(b box, o Options) (one, other box) {
	one, other = b, box{}
	whole := x.of(b)
	most := whole.Gain(o.Lambda) + 1e-9
	for cut := range b.cuts {
		first := x.of(cut[0])
		second := whole.Minus(first)
		if first.Rows() < o.Smallest || second.Rows() < o.Smallest {
			continue
		}
		if gain := first.Gain(o.Lambda) + second.Gain(o.Lambda); gain > most {
			most, one, other = gain, cut[0], cut[1]
		}
	}
	return one, other
}
