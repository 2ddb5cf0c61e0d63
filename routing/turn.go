package routing

import "arus/sales"

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
