// Package gbdt is gradient-boosted trees over bins: the challenger of the additive model.
//
// Trees grow leaf by leaf where that gains most, to 31 leaves; each looks at four fifths of the rows and of the facts. Trees
// find what many facts say together, which an additive model cannot, and cannot say why, which an additive model can.
//
// It refuses floats in its sums, for the reasons that package descent gives.
package gbdt
