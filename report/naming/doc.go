// Package naming says whether what a question names is there, and what was meant where it is not.
//
// It exists because a question about a pipeline, a stage or a person that there has never been would be answered with
// nothing, which looks like a figure. It refuses to guess among what the picture does not show to everybody: an account
// that is not there is said to be unknown, and no other one is named in its place.
package naming
