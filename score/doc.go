// Package score says how likely a deal is to be won, and where that number comes from.
//
// For now it holds the stage rates: how many of the deals that reached a stage were won, pulled towards a broader history
// while there is little of its own. Every probability carries its source, its number of deals and an interval.
//
// It refuses to give a number without saying what it rests on, and to call a benchmark anything but a benchmark.
package score
