// Package score says how likely a deal is to be won, and where that number comes from.
//
// It holds the stage rates: how many of the deals that reached a stage were won, pulled towards a broader history while
// there is little of its own, and adjusted for one factor where a room of its own has found that worth it. Every probability
// carries its source, its number of deals and an interval.
//
// It refuses to give a number without saying what it rests on, and to call a benchmark anything but a benchmark.
package score
