// Package portable is arithmetic that gives the same bits on every machine.
//
// A model is trained where the server runs and read wherever somebody checks it, so its bytes must not depend on the
// processor. Two things make them depend: math.Exp and math.Log are assembly on some processors, and the compiler may fuse
// x*y+z into one rounding on some. Here are both functions as the FreeBSD library computes them, every product rounded by a
// conversion, which the language forbids to fuse.
//
// It refuses to be fast where math is faster: use it where bits are kept, and math where they are shown.
package portable
