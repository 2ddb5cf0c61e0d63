// Package flow answers how deals move: how long they stay, how far they come, how old they grow, which stand still and
// how many are won.
//
// How deals pass the stages is counted from visits, one stay of a deal in a stage each. A visit that goes on counts for as long as it has
// lasted, so that a slow stage does not look fast because only its fast visits have ended.
//
// It refuses to follow a deal across ladders: what happens in another pipeline is shown as elsewhere, neither forwards nor
// backwards.
package flow
