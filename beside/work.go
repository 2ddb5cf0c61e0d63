package beside

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// Work goes on, or is over. State is what it works on; until it is over, only the work itself may write there, and whoever
// reads there needs a lock that the state brings along.
type Work[S any] struct {
	State S
	done  chan struct{}
	err   error
}

// Desk is where work is asked for by its key. The zero value is ready.
type Desk[K comparable, S any] struct {
	Most int // how many are kept, the newest

	mu    sync.Mutex
	known map[K]*Work[S]
	order []K // oldest first
}

// Begin finds what goes on or went well under a key, and starts it where there is nothing of that kind. What is run is handed
// a context that outlives the one of whoever asked.
func (d *Desk[K, S]) Begin(ctx context.Context, key K, run func(context.Context, *S) error) *Work[S] {
	d.mu.Lock()
	defer d.mu.Unlock()
	known := d.known[key]
	switch {
	case known == nil:
		d.makeRoom(key)
	case !known.failed():
		return known
	}
	w := &Work[S]{done: make(chan struct{})}
	d.known[key] = w
	go func() {
		defer close(w.done)
		defer func() {
			if v := recover(); v != nil {
				w.err = Broken(v)
			}
		}()
		w.err = run(context.WithoutCancel(ctx), &w.State)
	}()
	return w
}

// makeRoom forgets the oldest. Who waits for it goes on waiting.
func (d *Desk[K, S]) makeRoom(key K) {
	if d.known == nil {
		d.known = map[K]*Work[S]{}
	}
	d.order = append(d.order, key)
	if len(d.order) > d.Most {
		delete(d.known, d.order[0])
		d.order = d.order[1:]
	}
}

func (w *Work[S]) failed() bool {
	select {
	case <-w.done:
		return w.err != nil
	default:
		return false
	}
}

// Wait waits for the end as long as patience says, and reports whether it has come, and what failed.
func (w *Work[S]) Wait(ctx context.Context, patience time.Duration) (over bool, err error) {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case <-w.done:
		return true, w.err
	case <-waiting.Done():
		return false, nil
	}
}

// Broken is what was recovered from a panic as an error, with where it happened. It is called where the panic is recovered.
func Broken(v any) error { return fmt.Errorf("panic: %v\n%s", v, debug.Stack()) }
