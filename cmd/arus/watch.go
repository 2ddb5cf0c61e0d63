package main

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"arus/access/leaving"
	"arus/automation"
	"arus/automation/hook"
	"arus/dispatch"
	"arus/job"
	"arus/process"
	"arus/sales"
)

// rules is what runs the rules of all workspaces.
func (s server) rules(ctx context.Context, jobs *job.Jobs) (*automation.Engine, error) {
	e := automation.New(automation.Config{Ledger: s.house.ledger, Store: s.house.db, Gate: s.house.gate, Jobs: jobs, Clock: time.Now, Mint: mint,
		Random: func(b []byte) { _, _ = rand.Read(b) }, // never fails
		Desk: func(ws sales.WorkspaceID, at sales.Instant) (process.Desk, error) {
			b, err := s.house.boards.Of(ctx, ws)
			if err != nil {
				return process.Desk{}, err
			}
			return dispatch.DealDeskAt(b.Snapshot().At(0, 0), at), nil
		}})
	e.HandleJobs(hook.New(time.Now, s.privateHooks))
	job.Handle(jobs, 10*time.Minute, func(ctx context.Context, _ job.Run, _ strikeRules) error {
		all, err := s.house.ledger.Workspaces(ctx)
		for _, ws := range all {
			err = errors.Join(err, e.Tick(ctx, ws), e.Forget(ctx, ws, sales.InstantOf(time.Now().Add(-tracesKept))))
		}
		return err
	})
	return e, jobs.Every(time.Minute, strikeRules{})
}

// strikeRules is the job that runs rules whose time of day has come.
type strikeRules struct{}

// Kind names the job.
func (strikeRules) Kind() string { return "automation.strike" }

// tracesKept is how long it can be asked why a rule did what it did.
const tracesKept = 90 * 24 * time.Hour

// patience is how long a watcher whose database has failed waits before it goes on.
const patience = 5 * time.Second

// watch follows what happens in each workspace, those there are and the first that is still to be made: whoever leaves
// loses their secrets, and rules run.
func (s server) watch(ctx context.Context, e *automation.Engine) error {
	watch := func(ws sales.WorkspaceID) {
		go func() {
			if err := leaving.Watch(ctx, s.house.ledger, s.house.access, ws); err != nil && ctx.Err() == nil {
				s.house.log.Error("nobody watches who leaves", "workspace", ws, "error", err)
			}
		}()
		go func() {
			for ctx.Err() == nil {
				if err := e.Watch(ctx, ws); err != nil && ctx.Err() == nil {
					s.house.log.Error("rules wait", "workspace", ws, "error", err)
					select {
					case <-ctx.Done():
					case <-time.After(patience):
					}
				}
			}
		}()
	}
	all, err := s.house.ledger.Workspaces(ctx)
	for _, ws := range all {
		watch(ws)
	}
	if s.firstRun != nil {
		s.firstRun.Founded = watch
	}
	return err
}
