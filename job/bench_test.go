package job_test

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"arus/job"
	"arus/store/storetest"
)

func places(b *testing.B) map[string]func(*testing.B) string {
	b.Helper()
	return map[string]func(*testing.B) string{
		"sqlite":   func(b *testing.B) string { return b.TempDir() },
		"postgres": func(b *testing.B) string { return storetest.Postgres(b, storetest.Durable) },
	}
}

// BenchmarkEnqueueToStart measures from the commit of one job to the first line of its handler, on an otherwise idle node.
func BenchmarkEnqueueToStart(b *testing.B) {
	for engine, place := range places(b) {
		b.Run(engine, func(b *testing.B) {
			db := storetest.Open(b, place(b))
			j := jobs(b, db, job.Options{})
			began := make(chan time.Time, 1)
			job.Handle(j, 0, func(context.Context, job.Run, greet) error { began <- time.Now(); return nil })
			start(b, j)
			var waits []time.Duration
			for b.Loop() {
				enqueue(b, db, j, greet{"x"})
				committed := time.Now()
				waits = append(waits, (<-began).Sub(committed))
			}
			slices.Sort(waits)
			b.ReportMetric(waits[len(waits)/2].Seconds()*1000, "ms-p50")
			b.ReportMetric(waits[len(waits)*99/100].Seconds()*1000, "ms-p99")
		})
	}
}

// BenchmarkThroughput enqueues jobs one per transaction while they are worked.
func BenchmarkThroughput(b *testing.B) {
	const many = 1000
	for engine, place := range places(b) {
		b.Run(engine, func(b *testing.B) {
			db := storetest.Open(b, place(b))
			j := jobs(b, db, job.Options{})
			done := make(chan struct{}, many)
			job.Handle(j, 0, func(context.Context, job.Run, greet) error { done <- struct{}{}; return nil })
			start(b, j)
			for b.Loop() {
				for range many {
					enqueue(b, db, j, greet{"x"})
				}
				for range many {
					<-done
				}
			}
			b.ReportMetric(float64(many*b.N)/b.Elapsed().Seconds(), "jobs/s")
		})
	}
}

// BenchmarkIdle measures what a started node that has nothing to do costs, in processor time and in the writer's time.
func BenchmarkIdle(b *testing.B) {
	for engine, place := range places(b) {
		b.Run(engine, func(b *testing.B) {
			db := storetest.Open(b, place(b))
			j := jobs(b, db, job.Options{})
			job.Handle(j, 0, func(context.Context, job.Run, greet) error { return nil })
			start(b, j)
			var before, after syscall.Rusage
			_ = syscall.Getrusage(syscall.RUSAGE_SELF, &before) // cannot fail with these arguments
			waited := db.Writer().Stats().WaitDuration
			for b.Loop() {
				time.Sleep(time.Second)
			}
			_ = syscall.Getrusage(syscall.RUSAGE_SELF, &after)
			used := time.Duration(after.Utime.Nano() + after.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano())
			b.ReportMetric(100*used.Seconds()/b.Elapsed().Seconds(), "%cpu")
			b.ReportMetric(float64((db.Writer().Stats().WaitDuration-waited).Microseconds())/b.Elapsed().Seconds(), "µs-waited/s")
		})
	}
}

// BenchmarkWriterBesideJobs measures small durable transactions with and without a started node beside them.
func BenchmarkWriterBesideJobs(b *testing.B) {
	for engine, place := range places(b) {
		for name, started := range map[string]bool{"alone": false, "beside": true} {
			b.Run(engine+"/"+name, func(b *testing.B) {
				db := storetest.Open(b, place(b))
				j := jobs(b, db, job.Options{})
				job.Handle(j, 0, func(context.Context, job.Run, greet) error { return nil })
				if started {
					start(b, j)
				}
				ctx, at := b.Context(), 0
				for b.Loop() {
					at++
					err := db.Write(ctx, func(tx *sql.Tx) error {
						_, err := tx.ExecContext(ctx, `INSERT INTO head (workspace, position, recorded_at) VALUES ($1, 1, 1)`, strconv.Itoa(at))
						return err
					})
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
