package job

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"arus/store"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"
)

// Args says what a job is to do, and is kept as JSON. Kind names what handles it, as "import.run"; jobs outlive
// programs, so a kind is never renamed and its fields are only added to.
type Args interface{ Kind() string }

// Options are how this node works. The zero value is right for production.
type Options struct {
	Logger      *slog.Logger                    // default: says nothing
	Workers     int                             // jobs at once on this node; default 8
	Timeout     time.Duration                   // of one attempt, after which its context is cancelled; default 2 minutes
	RescueAfter time.Duration                   // a job running longer than this and its own timeout is taken from its node; default 5 minutes
	Attempts    int                             // before a job is given up; default 16, about five hours with the default back-off
	Clock       func() time.Time                // default: the system's
	Backoff     func(attempt int) time.Duration // wait after the attempt-th failure, from 1; default 2^attempt seconds, at most an hour, ± 10 %
}

func (o Options) withDefaults() Options {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	o.Workers = or(o.Workers, 8)
	o.Timeout = or(o.Timeout, 2*time.Minute)
	o.RescueAfter = or(o.RescueAfter, max(5*time.Minute, 2*o.Timeout))
	o.Attempts = or(o.Attempts, 16)
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Backoff == nil {
		o.Backoff = doubling
	}
	return o
}

func or[T comparable](given, otherwise T) T {
	var zero T
	if given == zero {
		return otherwise
	}
	return given
}

// doubling waits 2, 4, 8 … seconds, at most an hour, spread so that what failed together does not come back together.
func doubling(attempt int) time.Duration {
	wait := time.Hour
	if attempt < 12 {
		wait = time.Duration(1<<attempt) * time.Second
	}
	return wait - wait/10 + rand.N(wait/5)
}

const (
	// cooldown is the shortest time between two fetches of a node.
	cooldown = 10 * time.Millisecond
	// wakeUps is the shortest time between two wake-ups by a node that enqueues. River swallows the ones between, so it has
	// to be shorter than a job takes to begin: with 10 ms about one in six waited for the poll when each was enqueued as the
	// last one began.
	wakeUps = river.FetchCooldownMin
	// poll is how long a job can wait when its wake-up is lost.
	poll = time.Second
)

// Jobs enqueues jobs and, once started, works them. It is safe for use by many goroutines, except that
// handlers and schedules are registered before [Jobs.Start].
type Jobs struct {
	options  Options
	driver   riverdriver.Driver[*sql.Tx]
	close    func()                 // what the driver holds open
	enqueuer *river.Client[*sql.Tx] // without workers: it may enqueue kinds that another node handles
	workers  *river.Workers
	periodic []*river.PeriodicJob

	mu      sync.Mutex
	working *river.Client[*sql.Tx] // nil unless started
}

// New prepares background work on a database that [Migrate] has brought up to date.
func New(db *store.DB, options Options) (*Jobs, error) {
	driver, closer, err := newDriver(db)
	if err != nil {
		return nil, err
	}
	j := &Jobs{options: options.withDefaults(), driver: driver, close: closer, workers: river.NewWorkers()}
	j.enqueuer, err = river.NewClient(driver, &river.Config{
		Logger: j.options.Logger, MaxAttempts: j.options.Attempts, FetchCooldown: wakeUps, FetchPollInterval: poll,
	})
	if err != nil {
		closer()
		return nil, fmt.Errorf("job: %w", err)
	}
	return j, nil
}

// Migrate makes the tables that jobs are kept in, or brings them up to date. Any number of nodes may call it at once.
func Migrate(ctx context.Context, db *store.DB) error {
	driver, closer, err := newDriver(db)
	if err != nil {
		return err
	}
	defer closer()
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("job: %w", err)
	}
	for applied := true; applied; {
		err := db.WriteSchema(ctx, func(tx *sql.Tx) error {
			// One step each, because PostgreSQL may use a new value of an enum only in a later transaction.
			result, err := migrator.MigrateTx(ctx, tx, rivermigrate.DirectionUp, &rivermigrate.MigrateOpts{MaxSteps: 1})
			applied = err == nil && len(result.Versions) > 0
			return err
		})
		if err != nil {
			return fmt.Errorf("job: migrate: %w", err)
		}
	}
	return nil
}

// Start begins to work the registered kinds, until [Jobs.Stop]. ctx is for starting only.
func (j *Jobs) Start(ctx context.Context) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.working != nil {
		return errors.New("job: already started")
	}
	client, err := river.NewClient(j.driver, &river.Config{
		Logger:               j.options.Logger,
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: j.options.Workers}},
		Workers:              j.workers,
		PeriodicJobs:         j.periodic,
		MaxAttempts:          j.options.Attempts,
		JobTimeout:           j.options.Timeout,
		RescueStuckJobsAfter: j.options.RescueAfter, // River's default, an hour, is a long time for a person who waits
		RetryPolicy:          retries{j.options},
		ErrorHandler:         complaints{j.options.Logger},
		FetchCooldown:        cooldown,
		FetchPollInterval:    poll,
		FetchOnlyKnownKinds:  true, // while versions are mixed, an old node must not fail what a new one knows
		// A periodic job is done once per period because its completed row is still there: longer than any period.
		CompletedJobRetentionPeriod: longestPeriod + time.Hour,
		DiscardedJobRetentionPeriod: -1, // kept until a person acts
		CancelledJobRetentionPeriod: -1,
	})
	if err != nil {
		return fmt.Errorf("job: %w", err)
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("job: start: %w", err)
	}
	j.working = client
	return nil
}

// stopGrace is how long a job may take to return after its context has been cancelled.
const stopGrace = 5 * time.Second

// Stop takes no more jobs and waits for those that run. When ctx ends first, their contexts are cancelled, and
// those which end by that error run again on the next node, without losing an attempt; ctx's error is returned.
// Afterwards the Jobs cannot be used any more.
func (j *Jobs) Stop(ctx context.Context) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	defer j.close()
	if j.working == nil {
		return nil
	}
	err := j.working.Stop(ctx)
	if err != nil {
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopGrace)
		defer cancel()
		err = errors.Join(err, j.working.StopAndCancel(ending))
	}
	j.working = nil
	return err
}

// retries is River's retry policy, from ours.
type retries struct{ Options }

func (r retries) NextRetry(row *rivertype.JobRow) time.Time {
	return r.Clock().Add(r.Backoff(len(row.Errors) + 1))
}

// complaints logs what went wrong: a warning when the job will be tried again, an error when it will not.
type complaints struct{ logger *slog.Logger }

func (c complaints) HandleError(ctx context.Context, row *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	var hopeless *rivertype.JobCancelError
	if row.Attempt >= row.MaxAttempts || errors.As(err, &hopeless) {
		c.logger.ErrorContext(ctx, "job given up", "kind", row.Kind, "job", row.ID, "attempt", row.Attempt, "error", err)
	} else {
		c.logger.WarnContext(ctx, "job failed, will be tried again", "kind", row.Kind, "job", row.ID, "attempt", row.Attempt, "error", err)
	}
	return nil
}

func (c complaints) HandlePanic(ctx context.Context, row *rivertype.JobRow, value any, trace string) *river.ErrorHandlerResult {
	c.logger.ErrorContext(ctx, "job panicked", "kind", row.Kind, "job", row.ID, "attempt", row.Attempt, "panic", value, "trace", trace)
	return nil
}
