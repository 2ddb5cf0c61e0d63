// Package health says on one page what is wrong with a pipeline, with the deals behind each finding and who must act.
//
// A check is an expression over deals, so that what is counted is what the list of deals opens: there is no second way to
// find them. Duplicates are suspected by normalised names, web sites and e-mail addresses.
//
// It refuses to mend anything.
package health
