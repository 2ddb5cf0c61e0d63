// Package descent is what all boosted models share: logits, slopes and losses as whole numbers.
//
// Boosting adds up slopes over many rows. As whole numbers their sums are exact and do not depend on the order of adding,
// so two trainings agree to the last bit whatever the number of processors, and adding is faster than in floats.
//
// It refuses more than two million rows, where a sum could overflow.
package descent
