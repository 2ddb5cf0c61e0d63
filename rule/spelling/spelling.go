package spelling

// Meant is the known name that a misspelt one most likely stands for, or "" where none is near: of a short name one letter
// may be wrong, of a longer one every third.
func Meant(name string, known []string) string {
	return Nearest(name, known, 1+max(1, len(name)/3))
}

// Nearest is the known name with fewest letters to change, fewer than most; "" when none is as near.
func Nearest(name string, known []string, most int) string {
	best := ""
	for _, k := range known {
		far := distance(name, k)
		if far < most || far == most && best != "" && k < best { // the same answer in whatever order they come
			best, most = k, far
		}
	}
	return best
}

// distance is how many letters have to be changed, added or left out, or change places with the next, to make b of a
// (optimal string alignment).
func distance(a, b string) int {
	before, row, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next[0] = i + 1
		for j := range len(b) {
			change := row[j]
			if a[i] != b[j] {
				change++
			}
			next[j+1] = min(change, next[j]+1, row[j+1]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row, next = row, next, before
	}
	return row[len(b)]
}
