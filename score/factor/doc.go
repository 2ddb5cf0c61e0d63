// Package factor weighs open deals by one thing that they have in common, for as long as a workspace has too little history
// for a model: by a band of values, a product, a segment or a competitor.
//
// Which one is chosen by what became of deals that closed later than all it was learnt from, each as it stood halfway through
// its life. A factor is used where it beats the plain rates of stages there by more than chance would, the best of several;
// else there is none, and the plain rates hold.
//
// It refuses to choose by the deals that it learns from, to look at what was only noted when a deal was closed, and to speak
// where a model can.
package factor
