// Package scan finds the deals that are meant and puts them into groups, a chunk of columns at a time.
//
// It exists because asking each of a million deals takes a second, and looking up its code in a table a few
// nanoseconds: whatever depends on nothing but codes of the board is asked once for each code that occurs, of the first
// deal that has it, and numbers are compared as the whole numbers they are. So a compiled filter answers what the
// interpreted one does, because it is the interpreted one, asked less often.
//
// It refuses to know what a field, a dimension or a figure means: it is told which columns they depend on.
package scan
