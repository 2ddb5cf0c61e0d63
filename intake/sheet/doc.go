// Package sheet reads somebody's files through a map.
//
// Other systems name the same things differently: a Map says which file and
// column holds a deal's stage, Recognise writes that map for exports it knows,
// and a Sheet reads a file through it, value by value. Names matches what two
// files call the same thing, CheckTrail holds a deal's history to being one.
// The bytes themselves are read by package rows.
//
// It refuses to guess in silence: what is linked or sorted on weak evidence is
// a warning, what cannot be read is an error with file, line and column. It
// knows nothing of what is kept: package intake takes that on.
package sheet
