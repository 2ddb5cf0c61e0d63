// Package analysis writes one page about a pipeline that somebody has in a file: what Arus would say of it, before there is
// a server, an account or a decision to use it.
//
// The page stands alone: no script, nothing from elsewhere, light and dark, on paper, in English and in Bahasa Indonesia.
//
// It refuses to count: every figure is a report's.
package analysis
