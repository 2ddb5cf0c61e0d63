package rules

import (
	"context"
	"net/http"

	"arus/api/door"
	"arus/api/problem"
	"arus/automation"
	"arus/design"
	"arus/ledger"
	"arus/sales"
)

// BlockView is a step that a deal took and would not have been let take.
type BlockView struct {
	Deal  *string       `json:"deal" doc:"null: one that the caller does not see"`
	At    sales.Instant `json:"at"`
	Step  string        `json:"step" doc:"What happened, such as deal.moved"`
	From  *string       `json:"from" doc:"Id of a stage; null: from outside"`
	To    *string       `json:"to" doc:"Id of a stage; null: won"`
	Unmet []UnmetView   `json:"unmet" nullable:"false" doc:"Criterion by criterion; none where the way itself is not there"`
	Why   *ReasonView   `json:"why,omitempty" doc:"The way is not there"`
}

// UnmetView is a criterion that was not met.
type UnmetView struct {
	Key   string `json:"key"`
	Stage string `json:"stage"`
	Side  string `json:"side" enum:"entry,exit"`
	Says  string `json:"says"`
}

// tryDefinition fills in what a definition would have blocked.
func (a room) tryDefinition(ctx context.Context, trial RuleDraft, v *RuleTrialView) error {
	w := a.World(ctx)
	change := sales.Change[sales.PipelineFacts]{ID: sales.ID(trial.Pipeline), Patch: design.Identified(trial.Definition, a.Mint)}
	if _, is := w.Object(change.ID).(*sales.Pipeline); !is {
		return sales.Invalid("/pipeline", "unknown_reference", "there is no %s %q", "pipeline", trial.Pipeline)
	}
	after, err := change.After(w)
	if err != nil {
		return under("/definition", err)
	}
	order := ledger.Order{Command: change, At: sales.InstantOf(a.Clock())}
	if _, err := change.Decide(w, order.At); err != nil {
		return under("/definition", err)
	}
	if err := a.Gate.Guard(ctx, a.Who(ctx), w, order); err != nil {
		return under("/definition", err)
	}
	said, err := automation.TryDefinition(ctx, a.Ledger, a.Gate, door.CallerOf(ctx).Workspace,
		automation.Revision{Pipeline: sales.PipelineID(trial.Pipeline), Facts: after, From: v.From, To: v.To})
	v.Steps, v.Barred = said.Steps, len(said.Blocks)
	tell := teller{a, map[sales.ID]bool{}}
	for i := len(said.Blocks) - 1; i >= 0; i-- {
		b := said.Blocks[i]
		for _, u := range b.Unmet {
			v.Criteria[u.Key]++
		}
		if b.Why != nil {
			v.Criteria[b.Why.Code]++
		}
		if len(v.Blocked) < trialLines {
			v.Blocked = append(v.Blocked, tell.block(ctx, b))
		}
	}
	return err
}

func (t teller) block(ctx context.Context, b automation.Block) BlockView {
	v := BlockView{At: b.At, Step: b.Step, From: door.OrNull(string(b.From)), To: door.OrNull(string(b.To)), Unmet: []UnmetView{}}
	if t.sees(ctx, sales.ID(b.Deal)) {
		v.Deal = door.OrNull(string(b.Deal))
	}
	for _, u := range b.Unmet {
		v.Unmet = append(v.Unmet, UnmetView{u.Key, string(u.Stage), string(u.Side), u.Says.In(door.VisitOf(ctx).Language)})
	}
	if b.Why != nil {
		v.Why = &ReasonView{Code: b.Why.Code, Detail: problem.New(ctx, http.StatusConflict, "", b.Why).Detail}
	}
	return v
}
