// Package document finishes the OpenAPI document of package api, and shows it as a page.
//
// It refuses to describe an operation by hand: what an operation takes and answers is read off the types that its handler
// uses. Only names, examples and what reflection cannot see are said here.
package document
