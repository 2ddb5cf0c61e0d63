package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// Failure is a job that was given up.
type Failure struct {
	Job      int64
	Kind     string
	Args     json.RawMessage
	Attempts int
	Error    string // of the last attempt
	At       time.Time
}

// ErrNoSuchJob means that there is no job with the number asked for.
var ErrNoSuchJob = errors.New("job: no such job")

// GivenUp lists the jobs that are not tried any more, the newest first, at most limit (1 to 10,000).
func (j *Jobs) GivenUp(ctx context.Context, limit int) ([]Failure, error) {
	list := river.NewJobListParams().First(limit).
		States(rivertype.JobStateDiscarded, rivertype.JobStateCancelled).
		OrderBy(river.JobListOrderByFinalizedAt, river.SortOrderDesc)
	found, err := j.enqueuer.JobList(ctx, list)
	if err != nil {
		return nil, fmt.Errorf("job: list: %w", err)
	}
	failures := make([]Failure, 0, len(found.Jobs))
	for _, row := range found.Jobs {
		failure := Failure{Job: row.ID, Kind: row.Kind, Args: row.EncodedArgs, Attempts: row.Attempt}
		if row.FinalizedAt != nil {
			failure.At = *row.FinalizedAt
		}
		if n := len(row.Errors); n > 0 {
			failure.Error = row.Errors[n-1].Error
		}
		failures = append(failures, failure)
	}
	return failures, nil
}

// TryAgain enqueues a job anew that was given up, with one more attempt.
func (j *Jobs) TryAgain(ctx context.Context, job int64) error {
	_, err := j.enqueuer.JobRetry(ctx, job)
	if errors.Is(err, rivertype.ErrNotFound) {
		return fmt.Errorf("%w: %d", ErrNoSuchJob, job)
	}
	if err != nil {
		return fmt.Errorf("job: try %d again: %w", job, err)
	}
	return nil
}
