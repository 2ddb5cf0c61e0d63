// Package automation runs the rules of workspaces: when something has happened to a deal, or at a time of day, and if an
// expression holds, it gives the orders that a person could have given.
//
// It exists so that a rule has no way of its own: it acts as rule:ID through the ledger, behind the same gate, and what it
// does is events like all others. Every run leaves a trace that says which rule in which version saw what, and what it did
// or why not. The trace is written in the transaction of its deeds, so a rule runs once for an occasion, whatever crashes
// in between.
//
// What a rule causes may be what another waits for. How one came from the other is carried along, so that a rule which
// would run into itself on the same deal is stopped, and says so.
//
// It refuses to look back: a rule runs on what happens from when it is watched on, and not on history that somebody
// imports. [Try] says what it would have done there.
package automation
