package demo

// Size says how large a company is and what happens to it. The functions below give the usual ones; change a field to
// get another.
type Size struct {
	Weeks    int     // of history before now; deals that were closed earlier are left out
	NewDeals float64 // created in an average week
	Growth   float64 // of NewDeals, as a log rate per year
	Reps     int     // who sell at the same time, at least 12; four teams share them
	Leavers  int     // reps who leave on the way, at most 4, each replaced by somebody new
	Accounts int
	Touches  float64 // scales the number of activities; 0 gives none
	Drift    float64 // of the log chance to win in a week, per year, in all segments
	Newcomer int     // weeks before now in which a strong new competitor enters the mid-market; 0: never
}

// Demo is the company that people look at: about 5,000 deals, 640 of them open, and a mid-market that turns bad in the
// last two quarters because of a new competitor.
func Demo() Size {
	return Size{Weeks: 104, NewDeals: 49, Growth: .08, Reps: 18, Leavers: 2, Accounts: 350, Touches: 1, Newcomer: 27}
}

// Small wins about 90 deals a quarter.
func Small() Size {
	return Size{Weeks: 104, NewDeals: 26, Reps: 12, Accounts: 200, Touches: 1}
}

// Medium wins about 400 deals a quarter.
func Medium() Size {
	return Size{Weeks: 104, NewDeals: 124, Reps: 40, Leavers: 2, Accounts: 900, Touches: 1}
}

// Large wins about 2,100 deals a quarter.
func Large() Size {
	return Size{Weeks: 104, NewDeals: 615, Reps: 200, Leavers: 4, Accounts: 4000, Touches: .6}
}

// Drifting is a medium company that finds it harder to win from month to month.
func Drifting() Size {
	s := Medium()
	s.Drift = -.5
	return s
}
