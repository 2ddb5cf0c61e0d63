package scan

import (
	"math"
	"math/bits"

	"arus/board"
	"arus/sales"
)

// Columns is a set of the board's coded columns.
type Columns uint16

// The columns. Deals that agree in all columns of a set agree in everything that depends on no more than them.
const (
	Place       Columns = 1 << iota // pipeline, stage and sub-stage
	State                           // outcome and the category that a person set
	Currency                        // of the value
	Owner                           //
	Account                         //
	Profile                         // value kind, segment, region, channel and source
	Loss                            // why it was lost and to whom
	Close                           // the close date
	CreatedDay                      // in the picture's zone, as the next
	ClosedDay                       // 0 while it is open
	Stall                           // how it stands against its limit
	columnKinds = iota
)

// single is the index of a column in a set of one.
func (c Columns) single() int { return bits.TrailingZeros16(uint16(c)) }

// each gives the columns of a set one by one.
func (c Columns) each(yield func(Columns) bool) {
	for ; c != 0; c &= c - 1 {
		if !yield(c & -c) {
			return
		}
	}
}

// dayZero makes days into codes: the days of the years that can be written fit above it.
const dayZero = 1 << 20

// Batch is what is looked at together: the columns of a chunk, with what was made of them.
type Batch struct {
	board.Columns
	Chunk int
	w     *World
	marks Marks                 // the deals that are meant, but for later and idle
	parts uint64                // instead, where parted: bit n is bunch n, all of which is meant
	later *number               // of values, which is to be asked yet where it has to be asked deal by deal
	idle  bool                  // versions that stand at no moment are marked yet
	Spans board.Spans           // of a scan at several moments
	codes [columnKinds][]uint32 // those that were asked for; space for those that had to be made
	made  [columnKinds]bool
	days  days

	chances []uint32
	chosen  []uint32
	parted  bool
	listed  bool // in chosen
	masks   []byte
	masked  bool // in masks
}

// show puts the batch on another chunk, with all deals marked.
func (b *Batch) show(chunk int, c board.Columns) {
	b.Columns, b.Chunk, b.made, b.listed, b.masked, b.later = c, chunk, [columnKinds]bool{}, false, false, nil
	b.idle, b.parted = false, false
	b.marks = marksOf(b.marks, c.Len())
	b.marks.all(c.Len())
}

// settle asks what was left for later.
func (b *Batch) settle() {
	b.spread()
	if n := b.later; n != nil {
		b.later = nil
		n.value(b.w, b, b.marks)
	}
}

// rouse leaves out the versions that stand at none of the moments.
func (b *Batch) rouse() {
	if !b.idle {
		return
	}
	b.spread()
	b.idle = false
	for w := range b.marks {
		word, ends := uint64(0), part(b.Spans.End, w)
		for i, first := range part(b.Spans.First, w) {
			_, borrowed := bits.Sub64(uint64(first), uint64(ends[i]), 0)
			word = word>>1 | borrowed<<(wordBits-1)
		}
		b.marks[w] &= word >> (wordBits - len(ends))
	}
}

// Whole reports whether all deals are meant.
func (b *Batch) Whole() bool {
	b.rouse()
	b.settle()
	return b.marks.Count() == b.Len()
}

// Chosen lists the deals that are meant.
func (b *Batch) Chosen() []uint32 {
	if !b.listed {
		b.rouse()
		b.settle()
		b.chosen, b.listed = b.marks.list(b.chosen), true
	}
	return b.chosen
}

// Sum counts the deals of a bunch that are meant, and adds up their values. Where all that is asked of single deals are
// their values, what is kept of all of the bunch tells it. The sum is right where no sum of values of the batch can run over.
func (b *Batch) Sum(c *Grouped) (count int, sum int64) {
	count = len(c.Deals)
	if !b.parted {
		count = b.marks.within(c.Set)
	}
	if count < len(c.Deals)/fewOf {
		return b.sumFew(c)
	}
	if b.later != nil {
		if rises := b.Rises(); count == len(c.Deals) && rises != nil {
			return b.later.ofCurrency(b.w, c.Currency).along(rises[c.at])
		}
		b.settle()
		count = b.marks.within(c.Set)
	}
	if count == len(c.Deals) {
		return count, c.Bunch.Sum
	}
	return count, sumOf(b.Value, c.Deals, b.Masks())
}

// Values says which values of a bunch are meant, where nothing else is asked of its deals one by one. Versions that stand at
// none of the moments are among them.
func (b *Batch) Values(c *Grouped) (meant Span, only bool) {
	switch {
	case !b.parted:
		return Span{}, false
	case b.later == nil:
		return between(math.MinInt64, math.MaxInt64), true
	}
	return *b.later.ofCurrency(b.w, c.Currency), true
}

// fewOf: of fewer deals of a bunch than one of so many, each is looked for.
const fewOf = 3

// sumFew is Sum of the deals one by one.
func (b *Batch) sumFew(c *Grouped) (count int, sum int64) {
	meant := between(math.MinInt64, math.MaxInt64)
	if b.later != nil {
		meant = *b.later.ofCurrency(b.w, c.Currency)
	}
	for w, word := range b.marks {
		for word &= c.Set[w]; word != 0; word &= word - 1 {
			value := b.Value[w*wordBits+bits.TrailingZeros64(word)]
			is := bit(meant.has(value))
			count, sum = count+int(is), sum+value&-int64(is)
		}
	}
	return count, sum
}

// Masks are bytes of ones for the deals that are meant and 0 for the others, behind which there may be more. Versions that
// stand at none of the moments may be among them.
func (b *Batch) Masks() []byte {
	if !b.masked {
		b.settle()
		b.masks, b.masked = b.marks.masks(b.masks), true
	}
	return b.masks
}

// sumOf adds up those of some values that are not masked.
func sumOf(values []int64, list []uint16, masks []byte) (sum int64) {
	for _, i := range list {
		sum += values[i] & int64(int8(masks[i]))
	}
	return sum
}

// agreed reads of a bunch the code of a column in which its deals agree; nil for other columns.
func agreed(column Columns) func(*board.Bunch) uint32 {
	switch column {
	case Place:
		return func(c *board.Bunch) uint32 { return c.Place }
	case State:
		return func(c *board.Bunch) uint32 { return uint32(c.State) }
	case Currency:
		return func(c *board.Bunch) uint32 { return uint32(c.Currency) }
	}
	return nil
}

// Chances are those of the batch's deals, in billionths; of closed ones they mean nothing.
func (b *Batch) Chances(w *World) []uint32 {
	b.chances = sized(b.chances, b.Len())
	return w.Chances(b.Chunk, b.Columns, b.chances)
}

// Of gives the codes of one column.
func (b *Batch) Of(w *World, column Columns) []uint32 {
	i := column.single()
	if b.made[i] {
		return b.codes[i]
	}
	b.made[i] = true
	switch column {
	case Place:
		b.codes[i] = b.Place
	case Owner:
		b.codes[i] = b.Owner
	case Account:
		b.codes[i] = b.Accounts()
	case Profile:
		b.codes[i] = b.Profiles()
	case Loss:
		b.codes[i] = b.Losses()
	case Stall:
		b.codes[i] = sized(b.codes[i], b.Len())
		w.Stalls(b.Columns, b.codes[i])
	case State:
		b.codes[i] = widened(b.codes[i], b.State)
	case Currency:
		b.codes[i] = widened(b.codes[i], b.Currency)
	case Close:
		b.codes[i] = dayCodes(b.codes[i], b.Close, func(d sales.Day) sales.Day { return d })
	case CreatedDay:
		b.codes[i] = dayCodes(b.codes[i], b.Created(), b.days.of)
	case ClosedDay:
		b.codes[i] = dayCodes(b.codes[i], b.Closed(), b.days.of)
	}
	return b.codes[i]
}

func widened[T board.State | uint16](into []uint32, codes []T) []uint32 {
	into = sized(into, len(codes))
	for i, code := range codes {
		into[i] = uint32(code)
	}
	return into
}

func dayCodes[T sales.Day | sales.Instant](into []uint32, list []T, day func(T) sales.Day) []uint32 {
	into = sized(into, len(list))
	for i, v := range list {
		into[i] = 0
		if v != 0 {
			into[i] = uint32(day(v) + dayZero)
		}
	}
	return into
}

func sized[T any](into []T, n int) []T {
	if cap(into) < n {
		return make([]T, n)
	}
	return into[:n]
}
