// Package design helps those who define pipelines: templates to begin with, a linter that says where a stage would not mean
// anything, and what a new definition would do to the deals that are there.
//
// It exists because a definition is easily written and hard to take back: what is wrong with it should be seen before it is
// saved, and what becomes of open deals should be chosen and not happen.
//
// It refuses to define anything itself: what it says are findings and figures, and what it suggests is only text.
package design
