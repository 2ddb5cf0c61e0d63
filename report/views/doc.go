// Package views judges questions that people keep, and has the four starting pages that nobody had to make.
//
// It exists so that a view which is saved can be answered: the very engine that will answer it reads it first, about no
// deals. It refuses to answer it, to keep it, and to know who may open it.
package views
