// Package submit works out what a person submits for a period: the sum of their own deals and of what was submitted below
// them, with every deal, version and rate that went into it; recomputes what was submitted once; and keeps the ledger of who
// is optimistic, and by how much.
//
// A submission is a function of a picture, so it can be made again from its basis, bit for bit, years later. The package
// refuses to adjust anything by itself: a correction for somebody's bias is offered beside their number, never put into it.
package submit
