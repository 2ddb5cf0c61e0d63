// Package api is the door: HTTP and OpenAPI 3.1 over the rooms below it. A handler decodes, calls and encodes.
//
// It refuses to hold a business rule: what may happen is decided in package sales, what a figure is in package report,
// who may come in by package access. It refuses to hide anything as well: what the workspace in the browser can do, every
// client can, through the same operations.
package api
