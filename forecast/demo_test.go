package forecast

import (
	"testing"
	"time"

	"arus/board"
	"arus/demo"
	"arus/ledger"
	"arus/ledger/codec"
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
			s.objects[f.Object] = codec.NewObject(f.Object.Kind())
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
