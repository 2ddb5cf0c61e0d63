package keep

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"arus/board"
	"arus/job"
	"arus/ledger"
	"arus/sales"
	"arus/score/descent"
	"arus/score/win"
	"arus/store"
	"arus/store/storetest"
)

var now = sales.InstantOf(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))

func TestQueriesMeanTheSameOnBothEngines(t *testing.T) { storetest.CheckQueries(t, Queries()...) }

// company wins what referrals bring, and leaves some deals open.
func company(tb testing.TB) *board.Board {
	const day = sales.Instant(24 * time.Hour / time.Microsecond)
	b := board.New("ws_1")
	var events []ledger.Event
	add := func(f sales.Fact, version int64) {
		events = append(events, ledger.Event{Position: int64(len(events) + 1), Fact: f, Version: version, Recorded: f.At})
	}
	add(sales.Fact{Object: "pipe_a", At: 1, Event: sales.Created[sales.PipelineFacts]{Facts: sales.PipelineFacts{Name: "A",
		Stages: []sales.Stage{{ID: "stage_1", Canonical: "qualify"}}}}}, 1)
	for i := range uint64(400) {
		id, at := sales.ID(fmt.Sprintf("deal_%03d", i)), now-sales.Instant(5+400*descent.Draw(1, i))*day
		source, p := "referral", .9
		if i%2 == 0 {
			source, p = "event", .1
		}
		add(sales.Fact{Object: id, At: at, Event: sales.DealCreated{Pipeline: "pipe_a", Stage: "stage_1", DealFacts: sales.DealFacts{Name: string(id), Source: source}}}, 1)
		end := sales.Event(sales.DealLost{Reason: "price"})
		if descent.Draw(2, i) < p {
			end = sales.DealWon{}
		}
		if i >= 20 {
			add(sales.Fact{Object: id, At: at + 4*day, Event: end}, 2)
		}
	}
	if err := b.Apply(events); err != nil {
		tb.Fatal(err)
	}
	return b
}

func TestTheNewestModelStandsUntilAnEarlierOneIsAskedBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		k, b := New(db), company(t)
		told := 0
		k.Tell(func(sales.WorkspaceID) { told++ })
		picture := b.Snapshot().At(0, 0)
		if k.Weigh(picture, now, nil) != nil {
			t.Error("there are chances without a model")
		}
		first, err := k.Train(t.Context(), b, now-1)
		if err != nil || !first.Signal() {
			t.Fatalf("%+v, %v", first, err)
		}
		if _, err := k.Train(t.Context(), b, now); err != nil {
			t.Fatal(err)
		}
		stands(t, k, 2)
		if err := k.Rollback(t.Context(), "ws_1", 1); err != nil {
			t.Fatal(err)
		}
		stands(t, k, 1)
		var problem *sales.Problem
		if err := k.Rollback(t.Context(), "ws_1", 7); !errors.As(err, &problem) || problem.Kind != sales.KindMissing {
			t.Errorf("a version that is not there: %v", err)
		}
		stands(t, k, 1)
		if told != 3 {
			t.Errorf("told %d times", told)
		}
		kept, _, err := k.Standing(t.Context(), "ws_1", now)
		if err != nil {
			t.Fatal(err)
		}
		if x, y := text(t, kept), text(t, first); x != y {
			t.Error("what was kept is not what was learnt")
		}
		c := k.Weigh(picture, now, nil)
		for d := range picture.Deals() {
			if d.Outcome() == sales.Open && (c.Of(d).P > .5) != (d.Source() == "referral") {
				t.Errorf("%s from %s: %+v", d.ID(), d.Source(), c.Of(d))
			}
		}
		if k.Weigh(picture, first.At-1, nil) != nil || k.Weigh(b.Snapshot().At(0, first.At-1), now, nil) != nil {
			t.Error("a model speaks of a moment before it was learnt")
		}
	})
}

func text(t *testing.T, m *win.Model) string {
	t.Helper()
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func stands(t *testing.T, k *Keeper, version int64) {
	t.Helper()
	all, err := k.Versions(t.Context(), "ws_1")
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	for _, v := range all {
		if v.Stands != (v.Version == version) {
			t.Errorf("%+v, but version %d should stand", v, version)
		}
	}
	if _, got, err := k.Standing(t.Context(), "ws_1", now); err != nil || got != version {
		t.Errorf("version %d stands (%v)", got, err)
	}
}

// A company that has closed enough is asked to be learnt, once; one that has not is left alone.
func TestAFirstModelIsAskedForByItself(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := job.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		jobs, err := job.New(db, job.Options{})
		if err != nil {
			t.Fatal(err)
		}
		k, b := New(db), company(t)
		HandleJobs(jobs, k, func(context.Context, sales.WorkspaceID) (*board.Board, error) { return b, nil }, now.Time)
		asked := func() int64 {
			last, _, err := k.Newest(t.Context(), "ws_1")
			if err != nil {
				t.Fatal(err)
			}
			return last.Number
		}
		begin := func(at sales.Instant) {
			if err := k.Begin(t.Context(), b, at); err != nil {
				t.Fatal(err)
			}
		}
		if begin(now - 390*24*3600e6); asked() != 0 {
			t.Error("a model is asked for although next to nothing has closed")
		}
		begin(now)
		if begin(now); asked() != 1 {
			t.Errorf("training %d is asked for while the first has not begun", asked())
		}
		if _, err := k.Train(t.Context(), b, now); err != nil {
			t.Fatal(err)
		}
		if begin(now + abandoned); asked() != 1 {
			t.Error("another model is asked for although one stands")
		}
	})
}
