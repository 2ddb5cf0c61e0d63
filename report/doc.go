// Package report answers questions over a frozen picture: which deals, how many, how much, how likely.
//
// A report is a pure function of a picture and a question, so two figures of one answer can never disagree and every
// figure can be asked of any moment. Money is added up exactly and rounded once, at the end.
//
// It refuses to keep anything but a cache, and to answer in floats what is money.
package report
