// Package audit remembers who came in, who was refused, and who changed who may.
//
// What changes a figure is in the ledger, with its actor, for ever. This is the rest: sessions, passwords, tokens,
// invitations, exports, refusals. An entry is written in the transaction of what it tells of, so that neither is there
// without the other; refusals, of which a stranger can make millions, are written by the first of a kind and then as a
// count. Reading shows both kinds together with the ledger's events about people, teams and the workspace.
//
// It refuses to change or to forget (the database itself does), and to hold a secret or more of a person than their id
// and network address: an address that nobody signs in with is not kept, and of a change to a person only which of their
// facts changed.
package audit
