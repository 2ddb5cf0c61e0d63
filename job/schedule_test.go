package job_test

import (
	"context"
	"testing"
	"time"

	"arus/job"
	"arus/store"
	"arus/store/storetest"
)

func TestScheduledJobWaitsForItsTime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		j := jobs(t, db, job.Options{})
		ran := make(chan string, 10)
		job.Handle(j, 0, func(_ context.Context, _ job.Run, args greet) error { ran <- args.Name; return nil })
		start(t, j)
		enqueue(t, db, j, greet{"tomorrow"}, job.At(time.Now().Add(24*time.Hour)))
		enqueue(t, db, j, greet{"soon"}, job.At(time.Now().Add(50*time.Millisecond)))
		if got := wait(t, ran, "the job that is due"); got != "soon" || len(ran) != 0 {
			t.Errorf("%q ran, and %d more", got, len(ran))
		}
	})
}

func TestPeriodicJobRunsOncePerPeriodHoweverOftenNodesStart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ran := make(chan string, 10)
		for range 2 {
			j := jobs(t, db, job.Options{})
			job.Handle(j, 0, func(_ context.Context, _ job.Run, args greet) error { ran <- args.Name; return nil })
			if err := j.Every(24*time.Hour, greet{"daily"}); err != nil {
				t.Fatal(err)
			}
			start(t, j)
			enqueue(t, db, j, greet{"marker"})
			eventually(t, "the day has its job", func() bool { return periodics(t, db) == 1 })
			eventually(t, "nothing waits", func() bool { return available(t, db) == 0 })
			if err := j.Stop(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		close(ran)
		counts := map[string]int{}
		for name := range ran {
			counts[name]++
		}
		if counts["daily"] != 1 || counts["marker"] != 2 {
			t.Errorf("ran %v, want daily once (unless this test ran through midnight UTC)", counts)
		}
	})
}

func periodics(t *testing.T, db *store.DB) (n int64) {
	t.Helper()
	n, _, err := store.One(t.Context(), db.Read(), func(n *int64) []any { return []any{n} }, `SELECT count(*) FROM river_job WHERE unique_key IS NOT NULL`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPeriodOutOfBoundsIsRefused(t *testing.T) {
	j := jobs(t, storetest.Open(t, storetest.Dir(t)), job.Options{})
	for _, period := range []time.Duration{0, time.Second, 25 * time.Hour} {
		if err := j.Every(period, greet{}); err == nil {
			t.Errorf("a period of %s was accepted", period)
		}
	}
}
