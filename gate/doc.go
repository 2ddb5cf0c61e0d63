// Package gate sees to it that a deal meets what its pipeline asks of it before it takes a step: that it is created in a
// stage, moved, reopened or won.
//
// It exists so that criteria hold on every way in. It is a guard of the ledger, so it stands in front of the interface, the
// API, bulk changes, imports and automation alike, and judges under the ledger's lock: what it has seen is what is written.
// A step of the past is judged by the definition of its own day.
//
// It refuses to decide what the criteria are (they are definitions of the workspace), to change anything, and to be gone
// round in silence: an override is an order of its own, with a reason, which stays in the deal's history.
package gate
