// Package past keeps every version of an object in two kinds of time: when it was true and when it was known.
//
// It knows how versions close and follow one another when an event comes late or is taken back. What an event does to an
// object is the caller's to say.
package past
