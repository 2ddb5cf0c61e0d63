// Package coverage holds the open pipeline of a period against what is still to be booked in it.
//
// How much pipeline is enough is not a rule of thumb: it is what past periods like this one needed at the same stage on the
// same day. Until there is such history a multiple of three stands in, and says that it is a benchmark.
//
// It refuses to divide by nothing: a target that is met is covered, and one that was never set has no coverage.
package coverage
