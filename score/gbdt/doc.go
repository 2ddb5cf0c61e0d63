// Package gbdt is gradient-boosted trees over bins: the challenger of the additive model.
//
// Trees grow leaf by leaf where that gains most, to 31 leaves; each looks at four fifths of the rows and of the facts. Trees
// find what many facts say together, which an additive model cannot, and cannot say why, which an additive model can. A model
// is the mean of three trainings, each of which checks itself on other deals: where one happens to stop is luck.
//
// It refuses floats in its sums, for the reasons that package descent gives.
package gbdt
