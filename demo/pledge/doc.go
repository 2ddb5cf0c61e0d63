// Package pledge lets the people of a made-up company say what they will book: two weeks before the end of the four quarters that
// are over and in the middle of this one, every rep for their own deals, then every manager for the team.
//
// It exists because habits show only where people have spoken before: a demo in which nobody ever submitted cannot show who
// is optimistic. Everybody has a habit of their own, which their numbers are moved by; what comes of it is what the deals
// became.
//
// The package refuses to write anything, and to know more of a deal than the board shows of that day.
package pledge
