package bins

import (
	"cmp"
	"math"
	"slices"
)

// Column is one fact about every row: a number each, or a word each.
type Column struct {
	Name    string
	Numbers []float64 // NaN or infinite where it is not known; nil for words
	Codes   []uint32  // into Words; code 0 is "not known"
	Words   []string
}

// Len is how many rows there are.
func (c Column) Len() int { return max(len(c.Numbers), len(c.Codes)) }

// Feature says how a fact falls into bins.
type Feature struct {
	Name  string    `json:"name"`
	Cuts  []float64 `json:"cuts,omitempty"`  // of numbers, rising: x is in bin 1 + how many cuts are below it
	Words []string  `json:"words,omitempty"` // of words: Words[i] has bin i+1
	Word  bool      `json:"word,omitempty"`  // it is of words
}

// Most is how many bins a feature may have.
const Most = 255

// Bins is how many bins the feature has, bin 0 included.
func (f *Feature) Bins() int {
	if f.Word {
		return len(f.Words) + 1
	}
	return len(f.Cuts) + 2
}

// OfNumber is the bin of a number.
func (f *Feature) OfNumber(x float64) uint8 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return 0
	}
	// A search that knows of no NaN takes half the time of one that does.
	low, high := 0, len(f.Cuts)
	for low < high {
		if half := int(uint(low+high) >> 1); f.Cuts[half] < x {
			low = half + 1
		} else {
			high = half
		}
	}
	return uint8(1 + low)
}

// OfWord is the bin of a word.
func (f *Feature) OfWord(word string) uint8 { return uint8(1 + slices.Index(f.Words, word)) }

// Learn makes features of columns, from the rows that are given; of all rows where rows is nil. A word needs at least
// scarce rows to have a bin of its own.
func Learn(columns []Column, rows []int32, scarce int) []Feature {
	features := make([]Feature, len(columns))
	for i, c := range columns {
		if c.Numbers == nil {
			features[i] = Feature{Name: c.Name, Word: true, Words: frequent(c, rows, scarce)}
			continue
		}
		features[i] = Feature{Name: c.Name, Cuts: cuts(known(c.Numbers, rows))}
	}
	return features
}

// each gives the numbers of the rows, which are all where rows is nil.
func each(n int, rows []int32) func(func(int) bool) {
	return func(yield func(int) bool) {
		if rows == nil {
			for i := range n {
				if !yield(i) {
					return
				}
			}
			return
		}
		for _, i := range rows {
			if !yield(int(i)) {
				return
			}
		}
	}
}

func frequent(c Column, rows []int32, scarce int) []string {
	counts := make([]int, len(c.Words))
	for i := range each(len(c.Codes), rows) {
		counts[c.Codes[i]]++
	}
	var codes []int
	for code := 1; code < len(counts); code++ {
		if counts[code] >= max(1, scarce) {
			codes = append(codes, code)
		}
	}
	slices.SortFunc(codes, func(a, b int) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(c.Words[a], c.Words[b]))
	})
	codes = codes[:min(len(codes), Most-1)]
	words := make([]string, len(codes))
	for i, code := range codes {
		words[i] = c.Words[code]
	}
	return words
}

// known are the usable numbers, rising.
func known(numbers []float64, rows []int32) []float64 {
	n := len(numbers)
	if rows != nil {
		n = len(rows)
	}
	sorted := make([]float64, 0, n)
	for i := range each(len(numbers), rows) {
		if x := numbers[i]; !math.IsNaN(x) && !math.IsInf(x, 0) {
			sorted = append(sorted, x)
		}
	}
	slices.Sort(sorted)
	return sorted
}

// cuts lie half way between neighbouring values: between all of them where they are few, else at quantiles.
func cuts(sorted []float64) (all []float64) {
	distinct := slices.Compact(slices.Clone(sorted))
	const most = Most - 2
	if len(distinct) <= most+1 {
		for i := 1; i < len(distinct); i++ {
			all = append(all, between(distinct[i-1], distinct[i]))
		}
		return all
	}
	for q := 1; q <= most; q++ {
		at, _ := slices.BinarySearch(distinct, sorted[len(sorted)*q/(most+1)])
		if at == 0 {
			continue
		}
		if cut := between(distinct[at-1], distinct[at]); len(all) == 0 || cut > all[len(all)-1] {
			all = append(all, cut)
		}
	}
	return all
}

// between is a number that is at least a and less than b, about half way.
func between(a, b float64) float64 {
	if half := a/2 + b/2; half >= a && half < b {
		return half
	}
	return a
}

// Table is what a model is trained on.
type Table struct {
	Features []Feature
	Bins     [][]uint8 // by feature, then by row
	Hits     []bool    // whether what is predicted happened; nil where it is not known
	Groups   []uint32  // rows of one deal have the same number and are never torn apart; nil where each row is its own
}

// Len is how many rows there are.
func (t *Table) Len() int {
	if len(t.Bins) > 0 {
		return len(t.Bins[0])
	}
	return len(t.Hits)
}

// Group is the number of the deal that a row is of.
func (t *Table) Group(row int) uint64 {
	if t.Groups == nil {
		return uint64(row)
	}
	return uint64(t.Groups[row])
}

// Apply sorts the rows of columns into the bins of features; columns and features are the same facts in the same order.
func Apply(features []Feature, columns []Column, rows []int32) *Table {
	t := &Table{Features: features, Bins: make([][]uint8, len(features))}
	for f, c := range columns {
		n := c.Len()
		if rows != nil {
			n = len(rows)
		}
		into := make([]uint8, 0, n)
		if c.Numbers == nil {
			byCode := make([]uint8, len(c.Words))
			numbers := make(map[string]uint8, len(features[f].Words))
			for i, word := range features[f].Words {
				numbers[word] = uint8(i + 1)
			}
			for code := 1; code < len(c.Words); code++ {
				byCode[code] = numbers[c.Words[code]]
			}
			for i := range each(c.Len(), rows) {
				into = append(into, byCode[c.Codes[i]])
			}
		} else {
			for i := range each(c.Len(), rows) {
				into = append(into, features[f].OfNumber(c.Numbers[i]))
			}
		}
		t.Bins[f] = into
	}
	return t
}

// Row copies the bins of a row.
func (t *Table) Row(row int, into []uint8) []uint8 {
	into = into[:0]
	for _, column := range t.Bins {
		into = append(into, column[row])
	}
	return into
}
