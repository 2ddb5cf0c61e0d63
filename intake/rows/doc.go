// Package rows reads tables that other systems exported: the bytes of a file
// become rows, and cells become numbers, days and moments.
//
// It exists because such files are damaged in ordinary ways: the delimiter is
// another one, the encoding is Windows-1252, a thousand is written 1.000, a
// date is a number of days since 1899. A file is read in bounded memory, what
// a column means is decided from the whole column, and of everything that
// could not be read it is said where it stands and why.
//
// It refuses to guess in silence. What is decided on weak evidence is a
// warning, what cannot be decided is an error, and a value that is neither
// clearly right nor clearly absent never passes. It knows nothing of deals:
// what the columns are called is for package intake.
package rows
