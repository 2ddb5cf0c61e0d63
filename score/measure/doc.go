// Package measure says how good chances turned out to be: do they tell won from lost (AUC), are they near what happened
// (Brier, log loss), and are of those called 30 % three in ten won (calibration).
//
// It refuses to be given chances of deals that a model has learnt from, but it cannot see that: its callers hold them apart.
package measure
