package ebm

import (
	"cmp"
	"slices"

	"arus/score/descent"
)

// stepper finds the next step of one feature: a tree of few leaves over its bins. Its buffers are used again and again.
type stepper struct {
	order []int
	ratio [256]float64
	sums  [257]descent.Sum // of the bins before each place in the order
	leafs []leaf
}

// leaf is a run of bins in the order, with where it is best cut in two.
type leaf struct {
	from, to int
	gain     float64
	cut      int // 0 where it had better not be cut
}

// step writes how far each bin steps. Numbers are cut in their order, words in the order of their slopes; bin 0 is a leaf
// of its own.
func (s *stepper) step(bins []descent.Sum, update []descent.Logit, words bool, o Options) {
	s.order = s.order[:0]
	for bin := 1; bin < len(bins); bin++ {
		s.order = append(s.order, bin)
		if words {
			s.ratio[bin] = bins[bin].Slope() / (bins[bin].Bend() + o.Lambda)
		}
	}
	if words {
		slices.SortFunc(s.order, func(a, b int) int { return cmp.Or(cmp.Compare(s.ratio[a], s.ratio[b]), a-b) })
	}
	s.sums[0] = descent.Sum{}
	for i, bin := range s.order {
		s.sums[i+1] = s.sums[i].Plus(bins[bin])
	}
	s.leafs = append(s.leafs[:0], s.best(0, len(s.order), o))
	for len(s.leafs) < o.Leaves {
		most := 0
		for i, l := range s.leafs {
			if l.gain > s.leafs[most].gain {
				most = i
			}
		}
		l := s.leafs[most]
		if l.cut == 0 {
			break
		}
		s.leafs[most] = s.best(l.from, l.cut, o)
		s.leafs = append(s.leafs, s.best(l.cut, l.to, o))
	}
	for _, l := range s.leafs {
		by := s.sums[l.to].Minus(s.sums[l.from]).Step(o.Rate, o.Lambda)
		for _, bin := range s.order[l.from:l.to] {
			update[bin] = by
		}
	}
	update[0] = bins[0].Step(o.Rate, o.Lambda)
}

// best finds the cut of a run that gains most.
func (s *stepper) best(from, to int, o Options) leaf {
	l := leaf{from: from, to: to}
	whole := s.sums[to].Minus(s.sums[from])
	before := whole.Gain(o.Lambda)
	for cut := from + 1; cut < to; cut++ {
		left := s.sums[cut].Minus(s.sums[from])
		if left.Rows() < o.Smallest {
			continue
		}
		right := whole.Minus(left)
		if right.Rows() < o.Smallest {
			break
		}
		if gain := left.Gain(o.Lambda) + right.Gain(o.Lambda) - before; gain > l.gain {
			l.gain, l.cut = gain, cut
		}
	}
	return l
}
