package beside

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// asked begins work and waits for it until it is over.
func asked(t *testing.T, d *Desk[string, int], key string, run func(context.Context, *int) error) (int, error) {
	t.Helper()
	w := d.Begin(t.Context(), key, run)
	over, err := w.Wait(t.Context(), time.Hour)
	if !over {
		t.Fatal("it is not over")
	}
	return w.State, err
}

func TestWorkIsDoneOnceForAllWhoAsk(t *testing.T) {
	d := Desk[string, int]{Most: 2}
	var runs atomic.Int32
	let := make(chan struct{})
	run := func(_ context.Context, state *int) error {
		<-let
		*state = int(runs.Add(1))
		return nil
	}
	first := d.Begin(t.Context(), "a", run)
	if second := d.Begin(t.Context(), "a", run); second != first {
		t.Error("who asked while it went on was given other work")
	}
	close(let)
	if state, err := asked(t, &d, "a", run); state != 1 || err != nil {
		t.Errorf("state %d, %v", state, err)
	}
}

func TestWorkOutlivesWhoAsked(t *testing.T) {
	d := Desk[string, int]{Most: 1}
	let := make(chan struct{})
	ctx, leave := context.WithCancel(t.Context())
	w := d.Begin(ctx, "a", func(ctx context.Context, state *int) error {
		<-let
		*state = 7
		return ctx.Err()
	})
	leave()
	if over, err := w.Wait(ctx, time.Hour); over || err != nil {
		t.Errorf("who has left was told %t, %v", over, err)
	}
	if over, err := w.Wait(t.Context(), 0); over || err != nil {
		t.Errorf("who has no patience was told %t, %v", over, err)
	}
	close(let)
	if state, err := asked(t, &d, "a", nil); state != 7 || err != nil {
		t.Errorf("state %d, %v", state, err)
	}
}

func TestWhatFailedIsTriedAgain(t *testing.T) {
	d := Desk[string, int]{Most: 1}
	for name, run := range map[string]func(context.Context, *int) error{
		"it says no": func(context.Context, *int) error { return errors.New("no such column") },
		"it panics":  func(context.Context, *int) error { panic("no such column") },
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := asked(t, &d, name, run); err == nil || !strings.Contains(err.Error(), "no such column") {
				t.Errorf("whoever waited was told %v", err)
			}
			if state, err := asked(t, &d, name, func(_ context.Context, state *int) error { *state = 1; return nil }); state != 1 || err != nil {
				t.Errorf("then %d, %v", state, err)
			}
		})
	}
}

func TestTheOldestIsForgotten(t *testing.T) {
	d := Desk[string, int]{Most: 2}
	runs := 0
	run := func(_ context.Context, state *int) error { runs++; *state = runs; return nil }
	for _, step := range []struct {
		key  string
		want int
	}{{"a", 1}, {"b", 2}, {"a", 1}, {"c", 3}, {"b", 2}, {"a", 4}} {
		if state, _ := asked(t, &d, step.key, run); state != step.want {
			t.Errorf("%s: run %d, not %d", step.key, state, step.want)
		}
	}
}
