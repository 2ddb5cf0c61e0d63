package ledger

// Waiting is how many requests wait for the one writer of an embedded database.
func (l *Ledger) Waiting() int { return len(l.queue) }
