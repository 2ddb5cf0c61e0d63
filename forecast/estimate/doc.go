// Package estimate says what will be booked in a period, as a distribution and beside what simpler methods say.
//
// Booked so far is certain. To it comes what open deals bring: the chance of each to be won within the period by package
// hazard, times its value and how values have shrunk from its stage to booking, at the level of recent weeks. And what
// deals bring that do not exist yet: as many as lately in such weeks, as fast and as large as recent ones. Beside this
// model stand three honest methods that need none; all are weighed by how well they did at the same point of past periods.
//
// It refuses to hide a method that did better, to state one number without its spread, and to be confident without
// history: where there is too little to learn from it says so and falls back on the odds of stages.
package estimate
