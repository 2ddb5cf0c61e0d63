// Package web holds the React workspace and serves its committed build.
//
// The sources live in src/ and are built into dist/, which is committed, so
// that building the Go binary needs no Node. The package exists to embed that
// directory and to hand it out with headers that a strict browser policy and a
// cache that never goes stale can rely on.
//
// It refuses to know anything else: no session, no data, no template, no route
// of the API. The workspace reaches figures only through the public API, so
// whatever it can do, every other client can.
package web
