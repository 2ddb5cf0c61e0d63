package audit

import (
	"sync"
	"time"
)

const (
	windowLength = 15 * time.Minute
	windowsMost  = 4096 // open at once; then refusals of an action are counted together, whoever they come from
)

// damper makes many refusals into few entries.
type damper struct {
	mu    sync.Mutex
	open  map[string]*window
	swept time.Time
}

// window counts the refusals of one kind after the first.
type window struct {
	entry Entry
	since time.Time
	more  int64
}

// take counts a refusal, and returns what is to be written now: itself when it is the first of its kind, and the counts of
// windows that are over.
func (d *damper) take(e Entry, now time.Time) (due []Entry) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if now.Sub(d.swept) >= windowLength/15 {
		due = d.sweep(now)
	}
	key := string(e.Workspace) + " " + string(e.Action) + " " + e.Actor + " " + e.Address
	if d.open[key] == nil && len(d.open) >= windowsMost {
		e.Actor, e.Address, e.Object, e.Detail = "", "", "", "many"
		key = string(e.Workspace) + " " + string(e.Action)
	}
	w := d.open[key]
	if w == nil {
		d.open[key] = &window{entry: e, since: now}
		return append(due, e)
	}
	w.more++
	return due
}

// sweep closes the windows that are over.
func (d *damper) sweep(now time.Time) (due []Entry) {
	d.swept = now
	for key, w := range d.open {
		if now.Sub(w.since) >= windowLength {
			due = append(due, w.counted()...)
			delete(d.open, key)
		}
	}
	return due
}

// rest closes all windows.
func (d *damper) rest() (due []Entry) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, w := range d.open {
		due = append(due, w.counted()...)
	}
	clear(d.open)
	return due
}

func (w *window) counted() []Entry {
	if w.more == 0 {
		return nil
	}
	e := w.entry
	e.Times = w.more
	return []Entry{e}
}
