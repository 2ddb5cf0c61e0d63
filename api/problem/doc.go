// Package problem says what went wrong: RFC 9457 problem details, in English or Indonesian, with codes that stay the same.
//
// It refuses to tell about the inside: an error that nobody foresaw is logged under the request's id and answered with
// nothing but that id. It refuses to echo what a client sent where the form of it was wrong.
package problem
