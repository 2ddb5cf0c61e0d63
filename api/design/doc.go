// Package design is the room of the API where pipelines are designed: templates, the linter, versions, and what a change
// would do before it is made.
//
// It refuses to judge definitions: that is package design, and what may be saved is package sales.
package design
