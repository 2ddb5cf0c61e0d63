// Package hazard learns how likely an open deal is to be won or lost in each week (or day) ahead.
//
// A landmark is a deal at the start of a day, with what could be seen of it then. From landmarks of the past two additive
// models are learnt, one for winning and one for losing in the k-th step ahead while still open; deals that are still open
// count as long as they were seen. Chances of a step, the deal's own survival until then multiplied in, add up to the
// chance to be won by any day: discrete-time competing risks by landmarking, after van Houwelingen and Putter, Dynamic
// prediction in clinical survival analysis (2011).
//
// It refuses to see the future: a model learnt until a day has read nothing that happened on it or later.
package hazard
