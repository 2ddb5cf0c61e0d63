// Package ledger is the append-only record of everything that can change a figure, and the only writer of it.
//
// A command is decided on the current state under its workspace's lock; the facts that follow are appended, folded into
// the current state and committed together with the idempotency key and whatever the caller enqueues. Positions are
// given out under that lock, per workspace and without gaps, so a follower that reads by position never skips a row.
//
// It refuses to judge: access and rules are a guard it is handed, and figures belong to its followers.
package ledger
