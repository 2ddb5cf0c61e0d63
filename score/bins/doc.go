// Package bins turns facts about rows into small numbers, which is all that the models of package score look at.
//
// A number falls between two cuts, which are learnt so that each bin holds about as many rows; a word has a bin of its own
// when it is frequent enough. Bin 0 is what is not known: a missing or unusable number, a word that was never seen or is
// too rare. So nothing that a row may say is an error, and no value, however absurd, counts for more than the outermost bin.
//
// It refuses to look at outcomes: a bin that knew them would leak.
package bins
