// Package season knows which periods are alike: the quarters before a quarter, the months before a month, spans of the
// same length before a span; and how many of them ago it was the same season.
//
// It refuses to read a clock: which period it is now is for others to say.
package season
