package gbdt

import (
	"arus/score/descent"
)

// swift is a model made ready for many rows at once. It gives the same logits as the model, whose trees it does not walk:
// each bin of a feature leaves over the leaves of a tree that a row in it may be in, and what the bins of all features
// leave over is the one leaf that it is in. After Lucchese et al., QuickScorer (SIGIR 2015), with two trees in a word.
// Safe for use by many goroutines.
type swift struct {
	twins []twin
	other [][]Node // trees that are walked: too large, or without another one to share a word with
}

// twin are two trees that share a word: the leaves of one are its lower bits, those of the other its upper ones.
type twin struct {
	asked  []int                     // features
	left   [][256]uint64             // by asked feature and bin: the leaves that it leaves over
	leaves uint64                    // of both
	low    [mostLeaves]descent.Logit // values of leaves, by slot
	high   [mostLeaves]descent.Logit
}

const mostLeaves = 32 // of a tree of twins

// swift makes the model ready.
func (m *Model) swift() *swift {
	s := new(swift)
	var first []Node
	for _, tree := range m.Trees {
		switch {
		case len(tree) >= 2*mostLeaves: // a tree has a question less than leaves
			s.other = append(s.other, tree)
		case first == nil:
			first = tree
		default:
			s.twins = append(s.twins, m.twin(first, tree))
			first = nil
		}
	}
	if first != nil {
		s.other = append(s.other, first)
	}
	return s
}

func (m *Model) twin(low, high []Node) (t twin) {
	at := make([]int, len(m.Features)) // of each feature among those that are asked for, from 1
	for _, tree := range [...][]Node{low, high} {
		for i := range tree {
			if f := tree[i].Feature; f >= 0 && at[f] == 0 {
				t.asked = append(t.asked, f)
				at[f] = len(t.asked)
			}
		}
	}
	t.left = make([][256]uint64, len(t.asked))
	for k := range t.left {
		for bin := range t.left[k] {
			t.left[k][bin] = ^uint64(0)
		}
	}
	p := planter{m: m, t: &t, at: at, values: &t.low}
	t.leaves = p.plant(low, &low[0])
	p.values, p.first, p.next = &t.high, mostLeaves, 0
	t.leaves |= p.plant(high, &high[0])
	return t
}

// planter writes trees into twins.
type planter struct {
	m           *Model
	t           *twin
	at          []int
	values      *[mostLeaves]descent.Logit
	first, next int // bit of a tree, and leaf of it
}

// plant writes down what is under a node, and returns its leaves.
func (p *planter) plant(tree []Node, n *Node) uint64 {
	if n.Feature < 0 {
		leaf := uint32(1) << p.next
		p.next++
		p.values[slot(leaf)] = n.Value
		return uint64(leaf) << p.first
	}
	left, right := p.plant(tree, &tree[n.Left]), p.plant(tree, &tree[n.Right])
	over := &p.t.left[p.at[n.Feature]-1]
	for bin := range p.m.Features[n.Feature].Bins() {
		if n.goesLeft(uint8(bin)) {
			over[bin] &^= right
		} else {
			over[bin] &^= left
		}
	}
	return left | right
}

// slot is a number below 32 that belongs to one bit alone: multiplying by a de Bruijn sequence is faster than counting zeros.
func slot(bit uint32) uint32 { return bit * 0x077cb531 >> 27 }

// add takes the steps of all trees for rows, given the bins of each feature by row.
func (s *swift) add(columns [][]uint8, into []descent.Logit) {
	const block = 2048
	var masks [block]uint64
	for from := 0; from < len(into); from += block {
		to := min(from+block, len(into))
		for k := range s.twins {
			s.twins[k].add(columns, from, into[from:to], masks[:to-from])
		}
	}
	for _, tree := range s.other {
		for i := range into {
			into[i] += leaf(tree, columns, i)
		}
	}
}

// add takes the steps of both trees; masks are room to work in, as long as the rows.
func (t *twin) add(columns [][]uint8, from int, into []descent.Logit, masks []uint64) {
	for i := range masks {
		masks[i] = t.leaves
	}
	of := func(k int) (left *[256]uint64, bins []uint8) {
		return &t.left[k], columns[t.asked[k]][from:][:len(masks)]
	}
	k := 0
	for ; k+3 < len(t.asked); k += 4 { // four at a time: reading and writing masks costs as much as a feature
		l0, b0 := of(k)
		l1, b1 := of(k + 1)
		l2, b2 := of(k + 2)
		l3, b3 := of(k + 3)
		for i := range masks {
			masks[i] &= l0[b0[i]] & l1[b1[i]] & l2[b2[i]] & l3[b3[i]]
		}
	}
	for ; k < len(t.asked); k++ {
		left, bins := of(k)
		for i, bin := range bins {
			masks[i] &= left[bin]
		}
	}
	into = into[:len(masks)]
	for i, mask := range masks {
		into[i] += t.low[slot(uint32(mask))] + t.high[slot(uint32(mask>>32))]
	}
}
