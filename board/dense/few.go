package dense

import (
	"cmp"
	"slices"
)

// Few are numbers that few of many rows have, in the order of the rows. That of every other row is 0.
type Few []one

type one struct{ row, is uint32 }

// Add gives a row that is behind all others its number.
func (f *Few) Add(row, is uint32) {
	if is != 0 {
		*f = append(*f, one{row, is})
	}
}

// AddAll takes over the numbers of rows from first up to, not including, end: those of rows from at on.
func (f *Few) AddAll(o Few, first, end, at uint32) {
	for _, n := range o[o.from(first):o.from(end)] {
		f.Add(n.row-first+at, n.is)
	}
}

// Of is the number of a row.
func (f Few) Of(row uint32) uint32 {
	if at := f.from(row); at < len(f) && f[at].row == row {
		return f[at].is
	}
	return 0
}

// from is where the numbers of a row and of those behind it begin.
func (f Few) from(row uint32) int {
	at, _ := slices.BinarySearchFunc(f, row, func(n one, row uint32) int { return cmp.Compare(n.row, row) })
	return at
}
