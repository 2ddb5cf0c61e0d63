package routing

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"arus/sales"
)

// Seat is a person in a pool.
type Seat struct {
	User   sales.UserID
	Weight int // of the turns, beside the others' weights; above 0
	Had    int // turns so far
}

// Turn is the place in the pool of whose turn it is; -1 in an empty one.
//
// The turns are given out as time on one processor is to tasks that are to progress evenly (Baruah, Cohen, Plaxton and
// Varvel, "Proportionate progress", 1996): somebody's turn number j may come at ⌊j/share⌋ at the earliest and has to come
// before ⌈(j+1)/share⌉; of those who may, the one whose turn has to come first has it. Beginning at none, each has had at
// every moment what is due to them, less than one more or less.
func Turn(pool []Seat) int {
	all, given := 0, 0
	for _, s := range pool {
		all += s.Weight
		given += s.Had
	}
	turn, first := -1, 0
	for i, s := range pool {
		early, late := s.Had*all/s.Weight, ((s.Had+1)*all+s.Weight-1)/s.Weight
		if early <= given && (turn < 0 || late < first) {
			turn, first = i, late
		}
	}
	return turn
}

// Share is how many turns somebody had, and how many their weight made their due.
type Share struct {
	Had int
	Due float64
}

// Shares are how each has fared over pools, by the name that a pool has in an [Allotment] and who has had how many turns of
// it: of each pool somebody is due as many as their weight is of all weights in it.
func Shares[Turns ~map[string]map[sales.UserID]int](turns Turns) map[sales.UserID]Share {
	all := map[sales.UserID]Share{}
	for _, pool := range slices.Sorted(maps.Keys(turns)) { // in order, so that sums come out the same to the last bit
		had, given, weight := turns[pool], 0, 0
		for _, n := range had {
			given += n
		}
		seats := seatsOf(pool)
		for _, s := range seats {
			weight += s.Weight
		}
		for _, s := range seats {
			share := all[s.User]
			share.Had += had[s.User]
			share.Due += float64(given) * float64(s.Weight) / float64(weight)
			all[s.User] = share
		}
	}
	return all
}

// seatsOf reads the name of a pool.
func seatsOf(pool string) (seats []Seat) {
	for name := range strings.FieldsSeq(pool) {
		user, weight, _ := strings.Cut(name, ":")
		if w, err := strconv.Atoi(weight); err == nil && w > 0 {
			seats = append(seats, Seat{User: sales.UserID(user), Weight: w})
		}
	}
	return seats
}
