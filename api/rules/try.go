package rules

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"arus/api/body"
	"arus/api/door"
	"arus/automation"
	"arus/process"
	"arus/sales"
)

// RuleDraft is what is to be tried: a rule, a route, or a definition of a pipeline with its criteria.
type RuleDraft struct {
	Rule       process.RuleFacts  `json:"rule,omitempty" doc:"As it would be saved; whether it is on does not matter"`
	Pipeline   string             `json:"pipeline,omitempty" doc:"Id of a pipeline whose definition is tried instead of a rule"`
	Definition json.RawMessage    `json:"definition,omitempty" doc:"RFC 7396 merge patch over that pipeline"`
	Route      process.RouteFacts `json:"route,omitempty" doc:"A route that is tried instead, as the first of all; whether it is off does not matter"`
	Quarters   int                `json:"quarters,omitempty" minimum:"1" maximum:"8" doc:"How many of the last 90 days each; 2 without it"`
}

type tryIn struct {
	door.AtLeast
	Body body.Of[RuleDraft]
}

// RuleTrialView is what would have happened. Of a definition: the steps, those that it would have blocked, and by what.
type RuleTrialView struct {
	From     sales.Instant  `json:"from"`
	To       sales.Instant  `json:"to"`
	Runs     int            `json:"runs"`
	Outcomes map[string]int `json:"outcomes" doc:"How many runs ended how"`
	Deeds    map[string]int `json:"deeds" doc:"How often it would have done what"`
	Routed   map[string]int `json:"routed" doc:"How many deals, or leads, would have been given to whom"`
	Given    []GivenView    `json:"given" nullable:"false" doc:"Of a route: the last 200 leads or deals that it would have given to somebody, newest first"`
	Told     map[string]int `json:"told" doc:"Alerts to whom"`
	Data     []RunView      `json:"data" nullable:"false" doc:"The last 200 runs that did something or were refused, newest first"`
	Steps    int            `json:"steps" doc:"That deals of the pipeline took"`
	Barred   int            `json:"blocked_steps" doc:"How many of them would have been blocked"`
	Criteria map[string]int `json:"criteria" doc:"How many steps each criterion would have blocked, by its key; a way that is not there by its code"`
	Blocked  []BlockView    `json:"blocked" nullable:"false" doc:"The last 200 steps that would have been blocked, newest first"`
}

const (
	trialLines   = 200
	quarterDays  = 90
	quartersSaid = 2
)

func (a room) try(ctx context.Context, in *tryIn) (*door.Reply[RuleTrialView], error) {
	position, err := a.Standing(ctx, in.AtLeast)
	if err != nil {
		return nil, err
	}
	trial, now := in.Body.Value, a.Clock()
	if trial.Quarters == 0 {
		trial.Quarters = quartersSaid
	}
	v := RuleTrialView{From: sales.InstantOf(now.AddDate(0, 0, -quarterDays*trial.Quarters)), To: sales.InstantOf(now.Truncate(time.Microsecond)),
		Outcomes: map[string]int{}, Deeds: map[string]int{}, Routed: map[string]int{}, Given: []GivenView{}, Told: map[string]int{}, Data: []RunView{}, Criteria: map[string]int{}, Blocked: []BlockView{}}
	switch {
	case trial.Pipeline != "":
		err = a.tryDefinition(ctx, trial, &v)
	case trial.Route.Name != "" || trial.Route.Of != "":
		err = a.tryRoute(ctx, trial, &v)
	default:
		err = a.tryRule(ctx, trial, &v)
	}
	return &door.Reply[RuleTrialView]{Status: http.StatusOK, Position: position, Body: v}, err
}

// tryRule fills in what a rule would have done.
func (a room) tryRule(ctx context.Context, trial RuleDraft, v *RuleTrialView) error {
	draft := sales.Create[process.RuleFacts]{ID: a.Mint(process.RuleKind), Facts: trial.Rule}
	if err := a.sound(ctx, draft); err != nil {
		return err
	}
	traces, err := automation.Try(ctx, a.Ledger, a.Gate, door.CallerOf(ctx).Workspace, automation.Attempt{Rule: trial.Rule, From: v.From, To: v.To})
	v.Runs = len(traces)
	tell := teller{a, map[sales.ID]bool{}}
	for i := len(traces) - 1; i >= 0; i-- {
		run := traces[i]
		v.count(run)
		if len(v.Data) < trialLines && (run.Outcome == automation.Did || run.Outcome == automation.Refused || run.Outcome == automation.Stopped) {
			v.Data = append(v.Data, tell.view(ctx, run))
		}
	}
	return err
}

// count adds one run up.
func (v *RuleTrialView) count(run automation.Trace) {
	v.Outcomes[string(run.Outcome)]++
	for _, d := range run.Did {
		if d.Already {
			continue
		}
		v.Deeds[string(d.Do)]++
		switch d.Do {
		case process.Assign:
			v.Routed[string(d.About)]++
		case process.Notify:
			v.Told[string(d.About)]++
		}
	}
}

// sound refuses a rule that could not be saved.
func (a room) sound(ctx context.Context, draft sales.Create[process.RuleFacts]) error {
	w := a.World(ctx)
	if _, err := draft.Decide(w, sales.InstantOf(a.Clock())); err != nil {
		return under("/rule", err)
	}
	return under("/rule", a.Gate.SoundRule(w, draft.Facts))
}
