// Package survival says how long something takes when some of it still goes on: the estimate of Kaplan and Meier, in which
// what has not ended counts for as long as it has lasted.
//
// Leaving out what goes on, as a plain mean does, calls a slow stage fast, because only its fast visits have ended.
//
// It refuses to guess: when so much goes on that nobody can say, there is no answer.
package survival
