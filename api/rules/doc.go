// Package rules is the room of the API where rules are looked at: what they did and why, and what one would have done.
// Rules themselves are records, and made where records are.
//
// It refuses to run rules (package automation does) and to tell of deals out of the caller's sight: of a run on one of
// them only its outcome is told.
package rules
