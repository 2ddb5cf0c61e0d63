// Package pattern finds what differs between deals that were won and deals that were lost.
//
// Small samples are told as such: a difference counts only when it would be rare by chance among all the differences that
// were looked at (Benjamini and Hochberg). Intervals are Wilson's, tests are Fisher's.
//
// It refuses to say why. What goes with wins need not bring them: only an experiment could tell.
package pattern
