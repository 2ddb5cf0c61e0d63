// Package calibrate finds curves that put chances right: one for all logits, whatever the deal.
//
// There are three. A level moves all logits by the same; it is what drift needs. Regularised beta calibration bends them as well
// (Kull, Silva Filho and Flach 2017). Isotonic regression takes any shape that rises. None of them puts one deal before another
// that a model has put behind it.
//
// It refuses to say whether a curve is any good. Whoever lays one over a model has held it against what came later.
package calibrate
