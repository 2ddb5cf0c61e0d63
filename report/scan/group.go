package scan

import (
	"slices"

	"arus/board"
)

// Dimension is something that deals can be grouped by.
type Dimension struct {
	Columns Columns // what Key depends on, where it is Coded
	Coded   bool
	Key     func(board.Deal) string   // "" is "none"
	Keys    func(board.Deal) []string // instead, where a deal may have several
	Place   func(code uint32) string  // Key by the board's code of a place, where it depends on nothing else
}

// Groups number the combinations of keys that one worker meets, from 0 in the order in which they are met.
type Groups struct {
	Keys [][]string // by number

	w     *World
	by    []*dimension
	joins []pairs
	parts [][]int32 // for each dimension, the number of each deal's key
	sel   []uint32
	found []int32

	bunches []Grouped
}

type dimension struct {
	Dimension
	coder   *coder
	numbers map[string]int32
	keys    []string // by number
	now     int32    // the key that is being spread
}

// NewGroups groups by dimensions. Without any there is one group, number 0.
func (w *World) NewGroups(by []Dimension) *Groups {
	g := &Groups{w: w, joins: make([]pairs, max(0, len(by)-1)), parts: make([][]int32, len(by))}
	if len(by) == 0 {
		g.Keys = [][]string{nil}
	}
	for _, d := range by {
		own := &dimension{Dimension: d, numbers: map[string]int32{}}
		if d.Coded {
			own.coder = newCoder(d.Columns, func(deal board.Deal) int32 { return own.number(d.Key(deal)) })
		}
		g.by = append(g.by, own)
	}
	return g
}

func (d *dimension) number(key string) int32 {
	n, known := d.numbers[key]
	if !known {
		n = int32(len(d.keys))
		d.numbers[key] = n
		d.keys = append(d.keys, key)
	}
	return n
}

// Of gives the group of each of the deals that are meant. A deal with several keys is in several groups: sel has it once for each.
// Both are used again by the next call.
func (g *Groups) Of(b *Batch) (sel []uint32, group []int32) {
	sel = g.spread(b, b.Chosen())
	if len(g.by) == 0 {
		g.found = sized(g.found, len(sel)) // nothing but noughts is ever in it
		return sel, g.found
	}
	for i, d := range g.by {
		if d.Keys == nil {
			g.parts[i] = d.fill(g.w, b, sel, g.parts[i])
		}
	}
	if len(g.by) == 1 {
		g.meetAll()
		return sel, g.parts[0]
	}
	g.found = sized(g.found, len(sel))
	for at, n := range g.parts[0] {
		for i := range g.joins {
			n = g.joins[i].of(n, g.parts[i+1][at])
		}
		if int(n) == len(g.Keys) {
			g.meet(at)
		}
		g.found[at] = n
	}
	return sel, g.found
}

func (d *dimension) fill(w *World, b *Batch, sel []uint32, into []int32) []int32 {
	into = sized(into, len(sel))
	if d.coder != nil {
		d.coder.fill(w, b, sel, into)
		return into
	}
	for at, i := range sel {
		into[at] = d.number(d.Key(b.Deal(int(i))))
	}
	return into
}

// Grouped is a bunch of a batch.
type Grouped struct {
	*board.Bunch
	Group int32
	at    int // its number in the batch
}

// Bunches gives the groups of the bunches of which deals may be meant, which is much faster than that of each deal. It is
// possible where there is but one group, or where groups depend on what the deals of a bunch agree in. They are used again by
// the next call.
func (g *Groups) Bunches(b *Batch) (all []Grouped, possible bool) {
	bunches := b.Bunches()
	if bunches == nil || len(g.by) > 1 || len(g.by) == 1 && (g.by[0].coder == nil || g.by[0].coder.agreed == nil) {
		return nil, false
	}
	g.bunches = g.bunches[:0]
	for i := range bunches {
		if !b.meets(i, &bunches[i]) {
			continue
		}
		one := Grouped{Bunch: &bunches[i], at: i}
		if len(g.by) > 0 {
			one.Group = g.by[0].coder.standAll(b, one.Bunch)
		}
		g.bunches = append(g.bunches, one)
	}
	if len(g.by) > 0 {
		g.meetAll()
	}
	return g.bunches, true
}

// meetAll gives each key of the only dimension a group.
func (g *Groups) meetAll() {
	for _, key := range g.by[0].keys[len(g.Keys):] {
		g.Keys = append(g.Keys, []string{key})
	}
}

func (g *Groups) meet(at int) {
	keys := make([]string, len(g.by))
	for i, d := range g.by {
		keys[i] = d.keys[g.parts[i][at]]
	}
	g.Keys = append(g.Keys, keys)
}

// Overlap reports whether a deal may be in several groups.
func (g *Groups) Overlap() bool {
	return slices.ContainsFunc(g.by, func(d *dimension) bool { return d.Keys != nil })
}

// spread lists each deal once for each combination of its keys in the dimensions where it has several.
func (g *Groups) spread(b *Batch, chosen []uint32) []uint32 {
	if !g.Overlap() {
		return chosen
	}
	g.sel = g.sel[:0]
	for i, d := range g.by {
		if d.Keys != nil {
			g.parts[i] = g.parts[i][:0]
		}
	}
	for _, i := range chosen {
		g.spreadOne(b.Deal(int(i)), i, 0)
	}
	return g.sel
}

func (g *Groups) spreadOne(deal board.Deal, i uint32, from int) {
	for from < len(g.by) && g.by[from].Keys == nil {
		from++
	}
	if from == len(g.by) {
		g.sel = append(g.sel, i)
		for j, d := range g.by {
			if d.Keys != nil {
				g.parts[j] = append(g.parts[j], d.now)
			}
		}
		return
	}
	d := g.by[from]
	keys := d.Keys(deal)
	if len(keys) == 0 {
		keys = []string{""}
	}
	for _, key := range keys {
		d.now = d.number(key)
		g.spreadOne(deal, i, from+1)
	}
}
