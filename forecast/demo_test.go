package forecast

import (
	"context"
	"testing"
	"time"

	"arus/board"
	"arus/demo"
	"arus/ledger"
	"arus/report"
	"arus/sales"
)

// now is when the demo company of these tests stands still.
var now = sales.InstantOf(time.Date(2026, 11, 12, 9, 0, 0, 0, time.UTC))

// stage plays a script and keeps its events.
type stage struct {
	objects  map[sales.ID]sales.Object
	versions map[sales.ID]int64
	events   []ledger.Event
}

func (s *stage) Workspace() sales.ID { return "ws_1" }

func (s *stage) Object(id sales.ID) sales.Object {
	if o, found := s.objects[id]; found {
		return o
	}
	return nil
}

// do records what a command decides, at a moment and as recorded at another.
func (s *stage) do(t testing.TB, c sales.Command, at, recorded sales.Instant) {
	t.Helper()
	facts, err := c.Decide(s, at)
	if err != nil {
		t.Fatalf("%T: %v", c, err)
	}
	for _, f := range facts {
		if s.objects[f.Object] == nil {
			s.objects[f.Object] = sales.NewObject(f.Object.Kind())
		}
		if err := s.objects[f.Object].Fold(f); err != nil {
			t.Fatal(err)
		}
		s.versions[f.Object]++
		s.events = append(s.events, ledger.Event{Position: int64(len(s.events) + 1), Fact: f, Version: s.versions[f.Object], Recorded: recorded})
	}
}

// played is the demo company, whose history was written down as it happened.
func played(t testing.TB, seed uint64, size demo.Size) *stage {
	t.Helper()
	script := demo.Company(seed, now, size)
	s := &stage{objects: map[sales.ID]sales.Object{}, versions: map[sales.ID]int64{}}
	s.do(t, sales.Create[sales.WorkspaceFacts]{ID: "ws_1", Facts: script.Workspace}, 1, 1)
	for o := range script.Orders {
		s.do(t, o.Command, o.At, o.At)
	}
	return s
}

func (s *stage) board(t testing.TB) *board.Board {
	t.Helper()
	b := board.New("ws_1")
	if err := b.Apply(s.events); err != nil {
		t.Fatal(err)
	}
	return b
}

func (s *stage) reader(t testing.TB, asOf, knownAt sales.Instant) *report.Reader {
	t.Helper()
	at := asOf
	if at == 0 {
		at = now
	}
	return report.NewReader(s.board(t).Snapshot().At(asOf, knownAt), at)
}

func TestX(t *testing.T) {
	s := played(t, 1, demo.Demo())
	r := s.reader(t, 0, 0)
	f := New(time.Minute)
	for _, p := range []string{"2026-Q4", "2026-11", "2026-Q3", "2027-Q1", "2026-W46"} {
		began := time.Now()
		a, err := f.Of(context.Background(), r, Ask{Period: p})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s %s %v", p, time.Since(began), a.At)
		t.Logf("booked %v expected %v p10 %v p50 %v p90 %v open %v new %v target %v reaches %v", a.Booked, a.Expected, a.P10, a.P50, a.P90, a.FromOpen, a.FromNew, a.Target, *or(a.Reaches))
		for _, m := range a.Methods {
			t.Logf("%+v", m)
		}
		t.Logf("%+v %+v", a.Needed, a.Ceiling)
		t.Logf("%+v", a.Categories)
		if p == "2026-Q4" {
			for _, w := range a.Weeks {
				t.Logf("%v %v %v", w.To, w.Expected, w.Gap)
			}
			for _, p := range a.Parts {
				t.Logf("%+v", p)
			}
			for _, p := range a.Alerts {
				t.Logf("%+v", p)
			}
		}
		began = time.Now()
		_, _ = f.Of(context.Background(), r, Ask{Period: p})
		t.Log("again", time.Since(began), a.Thin, a.History)
	}
}

func or(p *float64) *float64 {
	if p == nil {
		return new(float64)
	}
	return p
}
