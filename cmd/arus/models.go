package main

import (
	"context"
	"time"

	"arus/job"
	"arus/ledger"
	"arus/sales"
)

// reviewModels is the job that holds what closed against what was said, and lets models be learnt anew where it is time.
type reviewModels struct{}

// Kind names the job.
func (reviewModels) Kind() string { return "score.review" }

// beginLearning is the job that asks for the first models of workspaces in which enough has closed since.
type beginLearning struct{}

// Kind names the job.
func (beginLearning) Kind() string { return "score.begin" }

// learningTime is how long looking through all workspaces may take.
const learningTime = 2 * time.Hour

func (s server) review(ctx context.Context, _ job.Run, _ reviewModels) error {
	return s.eachBoard(ctx, s.house.scores.Review)
}

func (s server) begin(ctx context.Context, _ job.Run, _ beginLearning) error {
	return s.eachBoard(ctx, s.house.scores.Begin)
}

// chronicle writes down what becomes of models, as nobody's doing.
func (s server) chronicle(ctx context.Context, ws sales.WorkspaceID, c sales.Command) error {
	_, err := s.house.ledger.Record(ctx, ledger.Who{Workspace: ws, Actor: "system", Cause: reviewModels{}.Kind()}, ledger.Order{Command: c})
	return err
}
