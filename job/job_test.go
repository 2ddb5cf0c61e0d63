package job_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"arus/job"
	"arus/store"
	"arus/store/storetest"
)

// patience is how long a test waits for what must happen; it is no measurement.
const patience = 60 * time.Second

type greet struct {
	Name string `json:"name"`
}

func (greet) Kind() string { return "greet" }

// wait returns the next value of a channel.
func wait[T any](t *testing.T, from <-chan T, what string) T {
	t.Helper()
	select {
	case value := <-from:
		return value
	case <-time.After(patience):
		t.Fatalf("waited %s for %s", patience, what)
		panic("unreachable")
	}
}

// eventually waits until a condition holds, looking often.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(patience)
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("waited %s until %s", patience, what)
		}
	}
}

func quick(int) time.Duration { return time.Millisecond }

// jobs prepares background work, stopped when the test ends.
func jobs(t testing.TB, db *store.DB, options job.Options) *job.Jobs {
	t.Helper()
	if err := job.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	j, err := job.New(db, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := j.Stop(context.Background()); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return j
}

func start(t testing.TB, j *job.Jobs) {
	t.Helper()
	if err := j.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func enqueue(t testing.TB, db *store.DB, j *job.Jobs, args job.Args, options ...job.Option) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *sql.Tx) error { return j.Enqueue(t.Context(), tx, args, options...) })
	if err != nil {
		t.Fatal(err)
	}
}

func TestJobRunsOnceWithItsArguments(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		j := jobs(t, db, job.Options{})
		ran := make(chan string, 10)
		job.Handle(j, 0, func(_ context.Context, run job.Run, args greet) error {
			ran <- fmt.Sprintf("%s %d %t", args.Name, run.Attempt, run.Last)
			return nil
		})
		start(t, j)
		for _, name := range []string{"Ayu", "Budi", "Citra"} {
			enqueue(t, db, j, greet{name})
		}
		got := []string{wait(t, ran, "a job"), wait(t, ran, "a job"), wait(t, ran, "a job")}
		slices.Sort(got)
		if err := j.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if want := []string{"Ayu 1 false", "Budi 1 false", "Citra 1 false"}; !slices.Equal(got, want) || len(ran) != 0 {
			t.Errorf("ran %q and %d more, want %q", got, len(ran), want)
		}
	})
}

func TestJobOfARolledBackTransactionNeverWas(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		j := jobs(t, db, job.Options{})
		ran := make(chan string, 10)
		job.Handle(j, 0, func(_ context.Context, _ job.Run, args greet) error { ran <- args.Name; return nil })
		start(t, j)
		refused := errors.New("refused")
		err := db.Write(t.Context(), func(tx *sql.Tx) error {
			return errors.Join(j.Enqueue(t.Context(), tx, greet{"nobody"}), refused)
		})
		if !errors.Is(err, refused) {
			t.Fatal(err)
		}
		enqueue(t, db, j, greet{"somebody"})
		if got := wait(t, ran, "the job"); got != "somebody" {
			t.Errorf("ran %q", got)
		}
		if got := rows(t, db); got != 1 {
			t.Errorf("%d jobs are kept, want 1", got)
		}
	})
}

// rows counts the jobs kept, in any state.
func rows(t *testing.T, db *store.DB) (n int64) {
	t.Helper()
	n, _, err := store.One(t.Context(), db.Read(), func(n *int64) []any { return []any{n} }, `SELECT count(*) FROM river_job`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestFailingJobIsTriedAgainLaterThenGivenUpWherePeopleSeeIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		asked := make(chan int, 10)
		j := jobs(t, db, job.Options{Attempts: 3, Backoff: func(attempt int) time.Duration {
			asked <- attempt
			return time.Duration(attempt) * time.Millisecond
		}})
		ran := make(chan job.Run, 10)
		job.Handle(j, 0, func(_ context.Context, run job.Run, _ greet) error {
			ran <- run
			if run.Attempt == 2 {
				panic("even a panic")
			}
			return fmt.Errorf("no answer at attempt %d", run.Attempt)
		})
		start(t, j)
		enqueue(t, db, j, greet{"Dewi"})
		for attempt := 1; attempt <= 3; attempt++ {
			if run := wait(t, ran, "an attempt"); run.Attempt != attempt || run.Last != (attempt == 3) {
				t.Errorf("attempt %d came as %+v", attempt, run)
			}
		}
		var failures []job.Failure
		eventually(t, "the job is listed as given up", func() (listed bool) {
			var err error
			if failures, err = j.GivenUp(t.Context(), 10); err != nil {
				t.Fatal(err)
			}
			return len(failures) > 0
		})
		f := failures[0]
		if f.Kind != "greet" || string(f.Args) != `{"name":"Dewi"}` && string(f.Args) != `{"name": "Dewi"}` || f.Attempts != 3 ||
			!strings.Contains(f.Error, "no answer at attempt 3") || f.At.IsZero() {
			t.Errorf("given up: %+v, args %s", f, f.Args)
		}
		if first, second := wait(t, asked, "back-off"), wait(t, asked, "back-off"); first != 1 || second != 2 {
			t.Errorf("back-off was asked for attempts %d and %d", first, second)
		}
		if err := j.TryAgain(t.Context(), f.Job); err != nil {
			t.Fatal(err)
		}
		if run := wait(t, ran, "the attempt that a person asked for"); run.Job != f.Job || run.Attempt != 4 {
			t.Errorf("tried again as %+v", run)
		}
		if err := j.TryAgain(t.Context(), 1<<40); !errors.Is(err, job.ErrNoSuchJob) {
			t.Errorf("a job that never was: %v", err)
		}
	})
}

func TestHopelessJobIsNotTriedAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		j := jobs(t, db, job.Options{Backoff: quick})
		var mu sync.Mutex
		attempts := 0
		job.Handle(j, 0, func(context.Context, job.Run, greet) error {
			mu.Lock()
			defer mu.Unlock()
			attempts++
			return job.Hopeless(errors.New("the file is gone"))
		})
		start(t, j)
		enqueue(t, db, j, greet{"Eko"})
		eventually(t, "the job is given up", func() bool {
			failures, err := j.GivenUp(t.Context(), 10)
			return err == nil && len(failures) == 1 && strings.Contains(failures[0].Error, "the file is gone")
		})
		if attempts != 1 {
			t.Errorf("%d attempts, want 1", attempts)
		}
	})
}

func TestUniqueJobIsNotEnqueuedTwiceButAgainAfterItIsDone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		j := jobs(t, db, job.Options{})
		ran := make(chan string, 10)
		job.Handle(j, 0, func(_ context.Context, _ job.Run, args greet) error { ran <- args.Name; return nil })
		for range 3 {
			enqueue(t, db, j, greet{"Fitri"}, job.Unique())
		}
		enqueue(t, db, j, greet{"Gita"}, job.Unique())
		if got := rows(t, db); got != 2 {
			t.Errorf("%d jobs, want one per argument", got)
		}
		start(t, j)
		wait(t, ran, "a job")
		wait(t, ran, "a job")
		eventually(t, "the same job can be enqueued again", func() bool {
			enqueue(t, db, j, greet{"Fitri"}, job.Unique())
			return rows(t, db) == 3
		})
		if got := wait(t, ran, "the job's second life"); got != "Fitri" {
			t.Errorf("ran %q", got)
		}
	})
}

func TestStopWaitsForTheRunningJobAndTakesNoOther(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		j := jobs(t, db, job.Options{Workers: 1})
		began, release, done := make(chan string, 10), make(chan struct{}), make(chan string, 10)
		job.Handle(j, 0, func(_ context.Context, _ job.Run, args greet) error {
			began <- args.Name
			<-release
			done <- args.Name
			return nil
		})
		start(t, j)
		enqueue(t, db, j, greet{"first"})
		wait(t, began, "the first job")
		enqueue(t, db, j, greet{"second"})
		stopped := make(chan error, 1)
		go func() { stopped <- j.Stop(t.Context()) }()
		select {
		case err := <-stopped:
			t.Fatalf("stopped, %v, while a job was running", err)
		case <-time.After(100 * time.Millisecond): // the wrong behaviour would show at once
		}
		close(release)
		if err := wait(t, stopped, "stop"); err != nil {
			t.Error(err)
		}
		if got := wait(t, done, "the first job's end"); got != "first" || len(began) != 0 {
			t.Errorf("%q ended, and %d more began", got, len(began))
		}
		if got := available(t, db); got != 1 {
			t.Errorf("%d jobs are left waiting, want the second", got)
		}
	})
}

func available(t *testing.T, db *store.DB) (n int64) {
	t.Helper()
	n, _, err := store.One(t.Context(), db.Read(), func(n *int64) []any { return []any{n} }, `SELECT count(*) FROM river_job WHERE state = 'available'`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestStopThatMayNotWaitCancelsTheJobWhichRunsAgainLater(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		j := jobs(t, db, job.Options{Backoff: quick})
		began := make(chan struct{}, 10)
		job.Handle(j, 0, func(ctx context.Context, _ job.Run, _ greet) error {
			began <- struct{}{}
			<-ctx.Done()
			return ctx.Err()
		})
		start(t, j)
		enqueue(t, db, j, greet{"Hana"})
		wait(t, began, "the job")
		hurry, cancel := context.WithCancel(t.Context())
		cancel()
		if err := j.Stop(hurry); !errors.Is(err, context.Canceled) {
			t.Errorf("stop in a hurry: %v", err)
		}
		next := jobs(t, db, job.Options{Backoff: quick})
		ran := make(chan int, 10)
		job.Handle(next, 0, func(_ context.Context, run job.Run, _ greet) error { ran <- run.Attempt; return nil })
		start(t, next)
		if got := wait(t, ran, "the job again"); got != 1 {
			t.Errorf("attempt %d, want 1: a stop is no fault of the job", got)
		}
	})
}

func TestTimeoutEndsTheAttempt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		j := jobs(t, db, job.Options{Backoff: quick})
		ran := make(chan error, 10)
		job.Handle(j, 20*time.Millisecond, func(ctx context.Context, run job.Run, _ greet) error {
			if run.Attempt == 1 {
				<-ctx.Done()
				ran <- ctx.Err()
				return ctx.Err()
			}
			ran <- nil
			return nil
		})
		start(t, j)
		enqueue(t, db, j, greet{"Indra"})
		if err := wait(t, ran, "the first attempt"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("first attempt ended with %v", err)
		}
		if err := wait(t, ran, "the second attempt"); err != nil {
			t.Error(err)
		}
	})
}

func TestManyNodesMigrateAtOnce(t *testing.T) {
	storetest.EachPlace(t, func(t *testing.T, where string) {
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				db, err := store.Open(t.Context(), where)
				if err != nil {
					t.Error(err)
					return
				}
				if err := errors.Join(db.Migrate(t.Context()), job.Migrate(t.Context(), db), db.Close()); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
	})
}

func TestKindOfAnotherVersionIsLeftForIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		old := jobs(t, db, job.Options{})
		ran := make(chan struct{}, 10)
		job.Handle(old, 0, func(context.Context, job.Run, greet) error { ran <- struct{}{}; return nil })
		start(t, old)
		enqueue(t, db, old, novelty{})
		enqueue(t, db, old, greet{"known"})
		wait(t, ran, "the job of a known kind")
		if got := available(t, db); got != 1 {
			t.Errorf("%d jobs wait for a node that knows their kind, want 1", got)
		}
	})
}

type novelty struct{}

func (novelty) Kind() string { return "novelty" }
