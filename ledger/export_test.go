package ledger

// Waiting is how many requests wait for another to be written.
func (l *Ledger) Waiting() (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, lane := range l.lanes {
		n += len(lane.waiting)
	}
	return n
}
