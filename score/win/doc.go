// Package win learns from the closed deals of a workspace how likely its open ones are to be won, and says why.
//
// What a model sees of a deal is what was known at a landmark: the moment it was created, and moments of its life until it
// closed, as dense in a long one as in a short one. Amounts are seen at one digit, because they are overwritten when deals are
// booked. Models of rising complexity are tried on deals that closed after all they had learnt from; the simplest that is within one standard error
// of the best becomes the champion. Where nothing beats the base rate, that is said: there is no signal yet.
//
// It refuses to look at anything that became known after a landmark, to learn from fewer than 200 closed deals or 40 of an
// outcome, and to depend on a clock: the same picture and moment give the same bytes.
package win
