package kept

import "slices"

// Rise are some values in rising order, each added to all before it, behind a 0. The last is no sum where it runs over, but
// what one differs from the one before is a value all the same.
type Rise []int64

// Rises are those of parts of some values, each of which is a list of places.
func Rises[P any](values []int64, parts []P, places func(*P) []uint16) []Rise {
	sums := make([]int64, 0, len(values)+len(parts)) // one piece of memory for all
	all := make([]Rise, len(parts))
	for n := range parts {
		from := len(sums)
		sums = append(sums, 0)
		for _, i := range places(&parts[n]) {
			sums = append(sums, values[i])
		}
		rise := sums[from:len(sums):len(sums)]
		slices.Sort(rise[1:])
		for i := range rise[1:] {
			rise[i+1] += rise[i]
		}
		all[n] = rise
	}
	return all
}

// UpTo is how many of the values are not above one.
func (r Rise) UpTo(most int64) int {
	low, high := 0, len(r)-1
	for low < high {
		if n := (low + high) / 2; r[n+1]-r[n] <= most {
			low = n + 1
		} else {
			high = n
		}
	}
	return low
}
