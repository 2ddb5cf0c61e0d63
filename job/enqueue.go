package job

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// Option changes how one job is enqueued.
type Option func(*river.InsertOpts)

// At enqueues a job that is not begun before an instant. It may begin up to five seconds later.
func At(instant time.Time) Option {
	return func(o *river.InsertOpts) { o.ScheduledAt = instant }
}

// Attempts gives a job up after n failures instead of [Options.Attempts].
func Attempts(n int) Option { return func(o *river.InsertOpts) { o.MaxAttempts = n } }

// Unique enqueues nothing while a job of the same kind and arguments waits or runs. The running one may have
// read its input already: not for a job that has to see what its own cause wrote.
func Unique() Option {
	return func(o *river.InsertOpts) {
		o.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
			rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled,
		}}
	}
}

// Enqueue adds a job to a transaction of [store.DB.Write]. It begins some milliseconds after the commit, on any node
// that handles its kind, and never if there is no commit. An error means that the transaction must be rolled back.
func (j *Jobs) Enqueue(ctx context.Context, tx *sql.Tx, args Args, options ...Option) error {
	var insert river.InsertOpts
	for _, option := range options {
		option(&insert)
	}
	if _, err := j.enqueuer.InsertTx(ctx, tx, args, &insert); err != nil {
		return fmt.Errorf("job: enqueue %s: %w", args.Kind(), err)
	}
	return nil
}

// Run tells a handler which attempt it is.
type Run struct {
	Job        int64 // the job's number, the same in every attempt
	Attempt    int   // from 1
	Last       bool  // if this attempt fails the job is given up
	EnqueuedAt time.Time
}

// Handler does the work of one kind. Its context ends with the attempt's timeout. An error, or a panic, is a failed
// attempt; [Hopeless] is the last one. It may run again after it succeeded, if the node died before that was noted.
type Handler[A Args] func(ctx context.Context, run Run, args A) error

// Handle registers the handler of a kind, with the longest time that one attempt may take; 0 is [Options.Timeout].
// It panics if the kind has a handler already: that is a mistake of the program, not of its input.
func Handle[A Args](j *Jobs, timeout time.Duration, handler Handler[A]) {
	river.AddWorker(j.workers, &worker[A]{timeout: timeout, handler: handler})
}

type worker[A Args] struct {
	river.WorkerDefaults[A]
	timeout time.Duration
	handler Handler[A]
}

func (w *worker[A]) Timeout(*river.Job[A]) time.Duration { return w.timeout }

func (w *worker[A]) Work(ctx context.Context, row *river.Job[A]) error {
	run := Run{Job: row.ID, Attempt: row.Attempt, Last: row.Attempt >= row.MaxAttempts, EnqueuedAt: row.CreatedAt}
	return w.handler(ctx, run, row.Args)
}

// Hopeless wraps an error of a handler to say that trying again would not help: the job is given up at once.
func Hopeless(err error) error { return river.JobCancel(err) }

// longestPeriod of a schedule.
const longestPeriod = 24 * time.Hour

// Every schedules a job once per period over all nodes: at the period's multiples in UTC (24 hours: at midnight), and at
// the start of a node for a period that has not had one, so that no restart can make a daily job starve.
// The period is from a minute to 24 hours.
func (j *Jobs) Every(period time.Duration, args Args) error {
	if period < time.Minute || period > longestPeriod {
		return fmt.Errorf("job: the period of %s is %s, not between a minute and a day", args.Kind(), period)
	}
	once := &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: period}}
	j.periodic = append(j.periodic, river.NewPeriodicJob(multiples(period),
		func() (river.JobArgs, *river.InsertOpts) { return args, once },
		&river.PeriodicJobOpts{RunOnStart: true}))
	return nil
}

// multiples is a schedule of all multiples of a duration since the zero time.
type multiples time.Duration

func (m multiples) Next(after time.Time) time.Time {
	return after.UTC().Truncate(time.Duration(m)).Add(time.Duration(m))
}
