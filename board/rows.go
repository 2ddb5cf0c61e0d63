package board

import (
	"arus/board/dense"
	"arus/sales"
)

// rows are versions of deals, field by field, so that a sweep over all history reads only the fields that it is about. All
// fields but args are of one length. It takes 44 bytes a version, none of which the garbage collector looks at.
type rows struct {
	at, from            []sales.Instant // effective, and known from
	value               []int64
	close               []sales.Day
	owner, place, facts []uint32
	currency            []uint16
	did                 []did
	state               []State
	args                dense.Few // see row
}

// dated is one row with its instants.
type dated struct {
	at, from sales.Instant
	row
}

// roomFor is no rows, with room for n.
func roomFor(n int) rows {
	words := make([]uint32, 3*n) // one piece of memory for three fields, cut so that none grows into its neighbour
	return rows{at: make([]sales.Instant, 0, n), from: make([]sales.Instant, 0, n), value: make([]int64, 0, n),
		close: make([]sales.Day, 0, n), owner: words[:0:n], place: words[n : n : 2*n], facts: words[2*n : 2*n : 3*n],
		currency: make([]uint16, 0, n), did: make([]did, 0, n), state: make([]State, 0, n)}
}

func (r *rows) count() int { return len(r.at) }

// row puts the fields of one together.
func (r *rows) row(i uint32) row {
	return row{value: r.value[i], close: r.close[i], owner: r.owner[i], place: r.place[i], facts: r.facts[i], arg: r.args.Of(i),
		currency: r.currency[i], did: r.did[i], state: r.state[i]}
}

func (r *rows) dated(i uint32) dated { return dated{r.at[i], r.from[i], r.row(i)} }

func (r *rows) append(d dated) {
	r.args.Add(uint32(r.count()), d.arg)
	r.at, r.from, r.value, r.close = append(r.at, d.at), append(r.from, d.from), append(r.value, d.value), append(r.close, d.close)
	r.owner, r.place, r.facts = append(r.owner, d.owner), append(r.place, d.place), append(r.facts, d.facts)
	r.currency, r.did, r.state = append(r.currency, d.currency), append(r.did, d.did), append(r.state, d.state)
}

// appendAll takes over rows as they are.
func (r *rows) appendAll(o *rows, first, end uint32) {
	r.args.AddAll(o.args, first, end, uint32(r.count()))
	r.at, r.from = append(r.at, o.at[first:end]...), append(r.from, o.from[first:end]...)
	r.value, r.close = append(r.value, o.value[first:end]...), append(r.close, o.close[first:end]...)
	r.owner, r.place = append(r.owner, o.owner[first:end]...), append(r.place, o.place[first:end]...)
	r.facts, r.currency = append(r.facts, o.facts[first:end]...), append(r.currency, o.currency[first:end]...)
	r.did, r.state = append(r.did, o.did[first:end]...), append(r.state, o.state[first:end]...)
}
