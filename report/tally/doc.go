// Package tally counts and adds up what is in each group of deals.
//
// It exists so that every measure is taken in one pass: only what is needed is looked at, each worker fills cells of its
// own, and the cells of one group are joined at the end. Sums are exact, so the order does not matter.
//
// It refuses to know what measures are called and in which currency they are answered.
package tally
