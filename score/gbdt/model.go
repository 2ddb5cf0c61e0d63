package gbdt

import (
	"sync"

	"arus/score/bins"
	"arus/score/descent"
	"arus/score/portable"
)

// Model is a sum of trees.
type Model struct {
	Features []bins.Feature `json:"features"`
	Start    descent.Logit  `json:"start"` // before the first tree
	Trees    [][]Node       `json:"trees"`

	once sync.Once
	many *swift // made ready when many rows are asked for
}

// Node is a question or a leaf; the first of a tree is its root.
type Node struct {
	Feature int           `json:"f"`           // asked for; -1 in a leaf
	Cut     uint8         `json:"c,omitempty"` // of a number: its bin is at most this one → left
	Words   []uint64      `json:"w,omitempty"` // of a word: the bit of its bin is set → left
	Left    int           `json:"l,omitempty"`
	Right   int           `json:"r,omitempty"`
	Value   descent.Logit `json:"v,omitempty"`
}

func (n *Node) goesLeft(bin uint8) bool {
	if n.Words == nil {
		return bin <= n.Cut
	}
	return n.Words[bin>>6]>>(bin&63)&1 == 1
}

// leaf is the value of a tree for a row.
func leaf(tree []Node, columns [][]uint8, row int) descent.Logit {
	n := &tree[0]
	for n.Feature >= 0 {
		if n.goesLeft(columns[n.Feature][row]) {
			n = &tree[n.Left]
		} else {
			n = &tree[n.Right]
		}
	}
	return n.Value
}

// Logit of a row, given its bin of each feature.
func (m *Model) Logit(row []uint8) float64 {
	sum := m.Start
	for _, tree := range m.Trees {
		n := &tree[0]
		for n.Feature >= 0 {
			if n.goesLeft(row[n.Feature]) {
				n = &tree[n.Left]
			} else {
				n = &tree[n.Right]
			}
		}
		sum += n.Value
	}
	return sum.Float()
}

// Logits of all rows: those that Logit gives of each, without walking through the trees.
func (m *Model) Logits(t *bins.Table) []float64 {
	m.once.Do(func() { m.many = m.swift() })
	sums := make([]descent.Logit, t.Len())
	m.many.add(t.Bins, sums)
	all := make([]float64, len(sums))
	for i, sum := range sums {
		all[i] = (m.Start + sum).Float()
	}
	return all
}

// Chances of all rows.
func (m *Model) Chances(t *bins.Table) []float64 {
	all := m.Logits(t)
	for i, z := range all {
		all[i] = portable.Chance(z)
	}
	return all
}
