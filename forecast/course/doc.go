// Package course holds what became of deals in the form that forecasts learn from: for each deal the states it went
// through, by the day from which each could be seen, and how it ended.
//
// A course comes from a board's picture, from a file or from a simulated company; what reads courses cannot tell which.
// Everything about a past day is answered from states before that day, so that nothing which came later can be seen.
// The package refuses to know money in more than one currency: values are numbers in minor units of one.
package course
