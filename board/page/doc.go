// Package page writes numbers and texts densely and reads them again, whatever has become of the bytes since.
//
// It refuses to trust what it reads: no damaged number makes it panic or ask for more memory than the bytes are long.
// Whether what was read makes sense together is the caller's to judge.
package page
