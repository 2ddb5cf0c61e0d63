package keep

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"arus/board"
	"arus/job"
	"arus/ledger"
	"arus/report"
	"arus/sales"
	"arus/score/chronicle"
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
		if k.Weigh(report.NewReader(picture, now)) != nil {
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
		rollback := func(version int64) error {
			return db.Write(t.Context(), func(tx *sql.Tx) error { return k.Rollback(t.Context(), tx, "ws_1", version) })
		}
		if err := rollback(1); err != nil {
			t.Fatal(err)
		}
		stands(t, k, 1)
		var problem *sales.Problem
		if err := rollback(7); !errors.As(err, &problem) || problem.Kind != sales.KindMissing {
			t.Errorf("a version that is not there: %v", err)
		}
		stands(t, k, 1)
		if told != 2 {
			t.Errorf("told %d times", told)
		}
		kept, _, err := k.Standing(t.Context(), "ws_1", now)
		if err != nil {
			t.Fatal(err)
		}
		if x, y := text(t, kept), text(t, first); x != y {
			t.Error("what was kept is not what was learnt")
		}
		c := k.Weigh(report.NewReader(picture, now))
		for d := range picture.Deals() {
			if d.Outcome() == sales.Open && (c.Of(d).P > .5) != (d.Source() == "referral") {
				t.Errorf("%s from %s: %+v", d.ID(), d.Source(), c.Of(d))
			}
		}
		if k.Weigh(report.NewReader(picture, first.At-1)) != nil || k.Weigh(report.NewReader(b.Snapshot().At(0, first.At-1), now)) != nil {
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

// jobsOf are the jobs of a database that has none yet.
func jobsOf(t *testing.T, db *store.DB) *job.Jobs {
	t.Helper()
	if err := job.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	jobs, err := job.New(db, job.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return jobs
}

// A company that has closed enough is asked to be learnt, once; one that has not is left alone.
func TestAFirstModelIsAskedForByItself(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		jobs := jobsOf(t, db)
		k, b := New(db), company(t)
		HandleJobs(jobs, k, House{Boards: func(context.Context, sales.WorkspaceID) (*board.Board, error) { return b, nil }, Clock: now.Time})
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

// turn closes deals after a moment, won as they never were.
func turn(t *testing.T, b *board.Board, at sales.Instant) {
	t.Helper()
	var events []ledger.Event
	next := b.Snapshot().Position()
	for i := range 150 {
		id := sales.ID(fmt.Sprintf("deal_later_%03d", i))
		source, end := "referral", sales.Event(sales.DealLost{Reason: "price"})
		if i%2 == 0 {
			source, end = "event", sales.DealWon{}
		}
		for k, e := range []sales.Event{sales.DealCreated{Pipeline: "pipe_a", Stage: "stage_1", DealFacts: sales.DealFacts{Name: string(id), Source: source}}, end} {
			next++
			events = append(events, ledger.Event{Position: next, Fact: sales.Fact{Object: id, At: at + sales.Instant(i+k*1000), Event: e}, Version: int64(k + 1), Recorded: at + 2000})
		}
	}
	if err := b.Apply(events); err != nil {
		t.Fatal(err)
	}
}

// A night in which nothing is found asks for a model only once the one that stands is a week old. A finding is written down
// once, however many nights it lasts; what closed before it does not count again.
func TestAReviewFindsDriftOnceAndLetsAnotherModelBeLearnt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		jobs := jobsOf(t, db)
		k, b := New(db), company(t)
		at := now
		var written []sales.Fact
		record := func(_ context.Context, _ sales.WorkspaceID, c sales.Command) error {
			facts, err := c.Decide(world{b}, at)
			for _, f := range facts {
				written = append(written, f)
				if err := b.Apply([]ledger.Event{{Position: b.Snapshot().Position() + 1, Fact: f, Version: int64(len(written)), Recorded: at}}); err != nil {
					t.Fatal(err)
				}
			}
			return err
		}
		HandleJobs(jobs, k, House{Boards: func(context.Context, sales.WorkspaceID) (*board.Board, error) { return b, nil }, Record: record, Clock: func() time.Time { return at.Time() }})
		review := func(until sales.Instant) Training {
			at = until
			if err := k.Review(t.Context(), b, at); err != nil {
				t.Fatal(err)
			}
			last, _, err := k.Newest(t.Context(), "ws_1")
			if err != nil {
				t.Fatal(err)
			}
			return last
		}
		if _, err := k.carryOut(t.Context(), House{Boards: func(context.Context, sales.WorkspaceID) (*board.Board, error) { return b, nil }, Clock: now.Time}, errand{Workspace: "ws_1", Why: chronicle.First}); err != nil {
			t.Fatal(err)
		}
		const day = sales.Instant(24 * time.Hour / time.Microsecond)
		if last := review(now + day); last.Number != 0 || len(written) != 1 {
			t.Fatalf("a quiet night: %+v, %+v", last, written)
		}
		turn(t, b, now+day)
		for hours := sales.Instant(1); hours <= 3; hours++ {
			if last := review(now + day + hours*day/48); last.Number != 1 || last.State != waiting {
				t.Fatalf("look %d: %+v", hours, last)
			}
		}
		found, is := written[len(written)-1].Event.(chronicle.HasDrifted)
		if len(written) != 2 || !is || found.Of != "order" || found.Deals != 150 || found.Low <= 0 || found.Done != "learning" {
			t.Fatalf("%+v", written)
		}
		if d, err := k.Drift(t.Context(), b.Snapshot().At(0, 0), at); err != nil || d.Deals != 0 {
			t.Errorf("after the finding, what closed before it counts: %+v, %v", d, err)
		}
		if last := review(now + 2*day + abandoned); last.Number != 2 {
			t.Errorf("a model that knows of far fewer deals than there are: %+v", last)
		}
	})
}

// world is what commands are decided in.
type world struct{ b *board.Board }

func (w world) Workspace() sales.ID { return "ws_1" }

func (w world) Object(id sales.ID) sales.Object {
	if m, found := board.Find[chronicle.ModelFacts](w.b.Snapshot().At(0, 0), id); found {
		return m
	}
	return nil
}
