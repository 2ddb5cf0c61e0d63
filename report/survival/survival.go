package survival

import (
	"slices"
	"sync"
	"time"

	"arus/sales"
)

// Stay is how long one visit has lasted, in microseconds, doubled; odd when it goes on. Numbers sort fast, and in the
// order that the estimate needs: who is censored at the moment of an ending was still there, and comes after it.
type Stay int64

// Ended is a stay that is over.
func Ended(from, to sales.Instant) Stay { return Stay(to-from) * 2 }

// Going is a stay that goes on at a moment.
func Going(from, now sales.Instant) Stay { return Stay(now-from)*2 + 1 }

// Of is the stay from one moment to another; a zero end means that it goes on at now.
func Of(from, to, now sales.Instant) Stay {
	if to != 0 {
		return Ended(from, to)
	}
	return Going(from, now)
}

func (s Stay) days() float64 { return sales.Instant(0).DaysUntil(sales.Instant(s / 2)) }

func (s Stay) goesOn() bool { return s&1 == 1 }

// Piece is a list that nobody changes any more, with where its stays belong, if that is known.
type Piece struct {
	stays  []Stay
	places []placed
}

// PieceOf finds where the stays of a list belong, for two bytes each: whoever asks for percentiles again and again reads
// those, and of the stays only the few that decide.
func PieceOf(list []Stay) Piece {
	p := Piece{slices.Clip(list), make([]placed, len(list))}
	for i, s := range list {
		p.places[i] = placeOf(s)
	}
	return p
}

// All are its stays.
func (p Piece) All() []Stay { return p.stays }

// atOnce is how many stays are looked at together.
const atOnce = 512

// some are the next stays from one on, with where they belong, for which there is room.
func (p Piece) some(from int, room *[atOnce]placed) ([]Stay, []placed) {
	until := min(from+atOnce, len(p.stays))
	stays := p.stays[from:until]
	if p.places != nil {
		return stays, p.places[from:until]
	}
	for i, s := range stays {
		room[i] = placeOf(s)
	}
	return stays, room[:len(stays)]
}

// Stays is a long list, in pieces: it grows without being copied, and two are joined by putting one's pieces to the other's.
// Once it has grown, several goroutines may ask it at once. Nil is a list of none.
type Stays struct {
	pieces []Piece
	parts  []*Stays // further ones

	once   sync.Once
	counts *chest
}

// Together is a list of all stays of others, to which nothing is put any more; nil where none of them is anything else.
func Together(parts ...*Stays) *Stays {
	switch parts = slices.DeleteFunc(parts, func(l *Stays) bool { return l == nil }); len(parts) {
	case 0:
		return nil
	case 1:
		return parts[0]
	}
	return &Stays{parts: parts}
}

// Add puts one to the list.
func (l *Stays) Add(s Stay) {
	last := len(l.pieces) - 1
	if last < 0 || len(l.pieces[last].stays) == cap(l.pieces[last].stays) {
		const least, most = 8, 4096
		size := least
		if last >= 0 {
			size = min(2*cap(l.pieces[last].stays), most)
		}
		l.pieces, last = append(l.pieces, Piece{stays: make([]Stay, 0, size)}), last+1
	}
	l.pieces[last].stays = append(l.pieces[last].stays, s)
}

// Join puts a piece to the list, without copying it.
func (l *Stays) Join(p Piece) {
	l.pieces = append(l.pieces, p)
	if n := len(l.pieces); n > 1 { // what grows stays last
		l.pieces[n-1], l.pieces[n-2] = l.pieces[n-2], l.pieces[n-1]
	}
}

// Pieces gives them piece by piece.
func (l *Stays) Pieces(yield func(Piece) bool) {
	if l == nil {
		return
	}
	for _, piece := range l.pieces {
		if !yield(piece) {
			return
		}
	}
	for _, part := range l.parts {
		for piece := range part.Pieces {
			if !yield(piece) {
				return
			}
		}
	}
}

// Len is how many there are.
func (l *Stays) Len() (n int) {
	for piece := range l.Pieces {
		n += len(piece.stays)
	}
	return n
}

// Count counts what percentiles are made of, where that is worth being done once for all of them and for lists of which this
// one is a part.
func (l *Stays) Count() {
	if l.Len() >= manyStays {
		l.once.Do(func() { l.counts = l.count() })
	}
}

// counted is how many are in each place.
func (l *Stays) counted() *chest {
	if l.Count(); l.counts != nil {
		return l.counts
	}
	return l.count()
}

func (l *Stays) count() *chest {
	c := new(chest)
	for _, piece := range l.pieces {
		c.count(piece)
	}
	for _, part := range l.parts {
		if part.Len() >= manyStays {
			c.add(part.counted())
			continue
		}
		for piece := range part.Pieces {
			c.count(piece)
		}
	}
	return c
}

// Finished counts the stays that are over.
func (l *Stays) Finished() (n int) {
	for piece := range l.Pieces {
		for _, s := range piece.stays {
			n += 1 - int(s&1)
		}
	}
	return n
}

// sorted is the list as one, in order.
func (l *Stays) sorted() []Stay {
	all := make([]Stay, 0, l.Len())
	for piece := range l.Pieces {
		all = append(all, piece.stays...)
	}
	slices.Sort(all)
	return all
}

// Mean is the plain mean of the stays that are over, in days; ok is false when none is. It is shown under that name
// beside a median that counts the others too.
func (l *Stays) Mean() (days float64, ok bool) {
	over := make([]int64, 0, l.Len())
	for piece := range l.Pieces {
		for _, s := range piece.stays {
			if !s.goesOn() {
				over = append(over, int64(s/2))
			}
		}
	}
	return MeanDays(over)
}

// Point is a step of the curve: after so many days this share is still there.
type Point struct {
	Days  float64 `json:"days"`
	There float64 `json:"there"`
}

// Curve is the whole estimate, thinned to at most so many steps. It begins at everybody there on day nought.
func (l *Stays) Curve(most int) []Point {
	list := l.sorted()
	curve := []Point{{0, 1}}
	there := 1.0
	for i, s := range list {
		if s.goesOn() {
			continue
		}
		there *= 1 - 1/float64(len(list)-i)
		if last := &curve[len(curve)-1]; last.Days == s.days() {
			last.There = there
		} else {
			curve = append(curve, Point{s.days(), there})
		}
	}
	if len(curve) <= most {
		return curve
	}
	thin := make([]Point, most) // even in the steps, with the first and the last
	for i := range thin {
		thin[i] = curve[i*(len(curve)-1)/(most-1)]
	}
	return thin
}

// Median is the smallest of some durations in microseconds by which half of them have ended, in days: the lower of the two
// in the middle. The list is put in another order.
func Median(list []int64) (days float64, ok bool) {
	if len(list) == 0 {
		return 0, false
	}
	return sales.Instant(0).DaysUntil(sales.Instant(nth(list, (len(list)-1)/2))), true
}

// MeanDays is the mean of some durations in microseconds, in days; the same in whatever order they come.
func MeanDays(list []int64) (days float64, ok bool) {
	if len(list) == 0 {
		return 0, false
	}
	const day = int64(24 * time.Hour / time.Microsecond)
	whole, rest := int64(0), int64(0) // days and what is over: a million deals of a year each are more microseconds than fit
	for _, d := range list {
		whole, rest = whole+d/day, rest+d%day
	}
	return (float64(whole) + float64(rest)/float64(day)) / float64(len(list)), true
}

// nth finds what would stand at a place if the list were sorted: quickselect, with the middle of three as the pivot.
func nth(list []int64, n int) int64 {
	for len(list) > 32 {
		pivot := middle(list[0], list[len(list)/2], list[len(list)-1])
		low, high := 0, len(list)-1
		for low <= high {
			for list[low] < pivot {
				low++
			}
			for list[high] > pivot {
				high--
			}
			if low <= high {
				list[low], list[high] = list[high], list[low]
				low, high = low+1, high-1
			}
		}
		switch {
		case n <= high:
			list = list[:high+1]
		case n >= low:
			list, n = list[low:], n-low
		default:
			return pivot
		}
	}
	slices.Sort(list)
	return list[n]
}

func middle(a, b, c int64) int64 { return max(min(a, b), min(max(a, b), c)) }
