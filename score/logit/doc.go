// Package logit is ridge logistic regression: the plainest model that looks at facts, for workspaces with little history.
//
// Numbers enter by the rank of their bin, from -1 to 1, so that no value is absurd; words by a weight each. Every weight
// is pulled to nothing, so a fact that says nothing adds nothing.
//
// It refuses interactions and curves: who has the history for them has the additive model.
package logit
