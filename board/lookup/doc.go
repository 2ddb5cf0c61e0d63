// Package lookup gives texts numbers that one writer can add to while any number of readers look, without a lock and in a
// few bytes for each text.
//
// It keeps no text: the caller has them, and tells whether a number's text is the one. It removes nothing.
package lookup
