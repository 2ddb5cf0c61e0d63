// Package rehearse plays simulated companies into courses, and keeps for the moments that forecasts are made at what
// somebody who knew the truth would have said.
//
// It is for tests and benchmarks, and for whoever wants to see what a forecast is worth: it refuses to know how one is made.
package rehearse
