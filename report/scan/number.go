package scan

import (
	"cmp"
	"math"
	"math/bits"
	"time"

	"arus/board"
	"arus/board/kept"
	"arus/rule"
	"arus/sales"
)

// Span is a range of whole numbers, both ends in it. turn is 1 where those outside of it are meant.
type Span struct {
	from  int64
	width uint64 // from the first to the last: one comparison tells whether a number is in it
	turn  uint8
}

// has reports whether a number is meant.
func (s Span) has(n int64) bool { return uint64(n-s.from) <= s.width != (s.turn != 0) }

// Mask is -1 for a number that is meant, and 0 for others: what a subtraction borrows, and no comparison.
func (s Span) Mask(n int64) int64 {
	_, outside := bits.Sub64(s.width, uint64(n-s.from), 0)
	return int64(outside^uint64(s.turn)) - 1
}

// along is how many values of a bunch are meant, and their sum.
func (s Span) along(r kept.Rise) (count int, sum int64) {
	low, high := 0, len(r)-1
	if s.from > math.MinInt64 {
		low = r.UpTo(s.from - 1)
	}
	if to := s.from + int64(s.width); to < math.MaxInt64 {
		high = r.UpTo(to)
	}
	count, sum = high-low, r[high]-r[low]
	if s.turn != 0 {
		return len(r) - 1 - count, r[len(r)-1] - sum
	}
	return count, sum
}

func between(from, to int64) Span { return Span{from, uint64(to - from), 0} }

// spanOf is where numbers compare with a literal as an operator asks. compare says how a number compares, and rises with
// the number, so that the span is found by halving, by the very comparison that it stands for.
func spanOf(op string, compare func(int64) int) Span {
	first := func(least int) (int64, bool) { // the first number that compares as least or above
		if compare(math.MaxInt64) < least {
			return 0, false
		}
		low, high := int64(math.MinInt64), int64(math.MaxInt64)
		for low < high {
			if middle := low + int64(uint64(high-low)/2); compare(middle) >= least {
				high = middle
			} else {
				low = middle + 1
			}
		}
		return low, true
	}
	before := func(n int64, found bool) (int64, bool) { // the last number before
		if !found {
			return math.MaxInt64, true
		}
		return n - 1, n != math.MinInt64
	}
	equal, any1 := first(0)
	above, any2 := first(1)
	var some bool
	from, to := int64(math.MinInt64), int64(math.MaxInt64)
	switch op {
	case "<":
		to, some = before(equal, any1)
	case "<=":
		to, some = before(above, any2)
	case ">":
		from, some = above, any2
	case ">=":
		from, some = equal, any1
	default:
		from = equal
		to, some = before(above, any2)
		some = some && any1 && from <= to
	}
	s := between(from, to)
	if !some {
		s = between(math.MinInt64, math.MaxInt64) // turned over
	}
	s.turn = bit(some == (op == "!="))
	return s
}

// within clears the marks of numbers outside of the span. What a subtraction borrows is the answer as a bit, twice as fast as
// a comparison.
func within[T ~int64 | ~uint32](marks Marks, list []T, s Span) {
	turn := -uint64(s.turn)
	for w, marked := range marks {
		if marked == 0 {
			continue
		}
		outside, numbers := uint64(0), part(list, w)
		for _, v := range numbers {
			_, borrowed := bits.Sub64(s.width, uint64(int64(v)-s.from), 0)
			outside = outside>>1 | borrowed<<(wordBits-1)
		}
		marks[w] &= ^outside>>(wordBits-len(numbers)) ^ turn
	}
}

func bit(yes bool) uint8 {
	if yes {
		return 1
	}
	return 0
}

// number is a comparison of a field that the board has as a whole number.
type number struct {
	op   string
	with float64
	at   time.Time // instead, of instants
	of   func(n *number, w *World, b *Batch, marks Marks)

	spans []*Span // by currency, of values
	one   *Span
}

func (n *number) span(of func(int64) int) Span {
	if n.one == nil {
		s := spanOf(n.op, of)
		n.one = &s
	}
	return *n.one
}

// numbers are the fields that are compared as whole numbers.
var numbers = map[string]func(n *number, w *World, b *Batch, marks Marks){
	"value":         (*number).value,
	"pushes":        func(n *number, _ *World, b *Batch, marks Marks) { within(marks, b.Pushes(), n.span(n.plain)) },
	"created_at":    func(n *number, _ *World, b *Batch, marks Marks) { within(marks, b.Created(), n.span(n.moment)) },
	"closed_at":     func(n *number, _ *World, b *Batch, marks Marks) { within(marks, b.Closed(), n.span(n.moment)) },
	"stage_since":   func(n *number, _ *World, b *Batch, marks Marks) { within(marks, b.StageSince(), n.span(n.moment)) },
	"last_touch":    func(n *number, _ *World, b *Batch, marks Marks) { within(marks, b.Touched(), n.span(n.moment)) },
	"age_days":      func(n *number, w *World, b *Batch, marks Marks) { n.since(w, b.Created(), marks) },
	"days_in_stage": func(n *number, w *World, b *Batch, marks Marks) { n.since(w, b.StageSince(), marks) },
	"probability":   (*number).probability,
}

// plain compares a number that is what it is.
func (n *number) plain(v int64) int { return cmp.Compare(float64(v), n.with) }

func (n *number) moment(v int64) int { return sales.Instant(v).Time().Compare(n.at) }

// since compares the days between an instant and now. The longer ago, the more days.
func (n *number) since(w *World, list []sales.Instant, marks Marks) {
	s := n.span(func(v int64) int { return cmp.Compare(sales.Instant(0).DaysUntil(sales.Instant(v)), n.with) })
	for i := range marks.each {
		marks.put(i, s.has(int64(w.Now-list[i])))
	}
}

// value compares amounts in major units, each of its own currency.
func (n *number) value(w *World, b *Batch, marks Marks) {
	if currency, one := b.OneCurrency(); one {
		within(marks, b.Value, *n.ofCurrency(w, currency))
		return
	}
	for i := range marks.each {
		marks.put(i, n.ofCurrency(w, b.Currency[i]).has(b.Value[i]))
	}
}

func (n *number) ofCurrency(w *World, code uint16) *Span {
	for int(code) >= len(n.spans) {
		n.spans = append(n.spans, nil)
	}
	if n.spans[code] == nil {
		currency := w.Picture.Currency(code)
		s := spanOf(n.op, func(v int64) int {
			return cmp.Compare(rule.Major(sales.Money{Minor: v, Currency: currency}), n.with)
		})
		n.spans[code] = &s
	}
	return n.spans[code]
}

// probability compares the chances of open deals; that of a closed one is missing, and so 0.
func (n *number) probability(w *World, b *Batch, marks Marks) {
	s := n.span(func(v int64) int { return cmp.Compare(float64(v)/billion, n.with) })
	chances := b.Chances(w)
	for i := range marks.each {
		v := int64(0)
		if b.State[i].Outcome() == board.Open {
			v = int64(chances[i])
		}
		marks.put(i, s.has(v))
	}
}

// billion is what chances are parts of.
const billion = 1e9
