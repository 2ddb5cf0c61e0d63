package rules

import (
	"context"

	"arus/api/door"
	"arus/automation"
	"arus/ledger"
	"arus/process"
	"arus/routing"
	"arus/sales"
)

// GivenView is a lead or deal that a route would have given to somebody.
type GivenView struct {
	About  *string       `json:"about" doc:"Id of the lead or deal; null: one that the caller does not see"`
	At     sales.Instant `json:"at"`
	To     sales.UserID  `json:"to"`
	Missed bool          `json:"missed" doc:"Whoever had it before did not touch it in time"`
	Turn   int           `json:"turn,omitempty" doc:"Of those whose turn it could be, from 1; left out where it fell back, and of deals"`
	Weight int           `json:"weight,omitempty" doc:"Of all of them"`
	Own    int           `json:"own,omitempty" doc:"Of whose turn it is"`
	Had    int           `json:"had,omitempty" doc:"Turns of theirs before this one"`
	Out    []routing.Out `json:"out,omitempty" doc:"Whose turn it could not be, and why"`
}

// tryRoute fills in to whom a route would have given what came.
func (a room) tryRoute(ctx context.Context, trial RuleDraft, v *RuleTrialView) error {
	draft := sales.Create[process.RouteFacts]{ID: a.Mint(process.RouteKind), Facts: trial.Route}
	w, order := a.World(ctx), ledger.Order{Command: draft, At: sales.InstantOf(a.Clock())}
	if _, err := draft.Decide(w, order.At); err != nil {
		return under("/route", err)
	}
	if err := a.Gate.Guard(ctx, a.Who(ctx), w, order); err != nil {
		return under("/route", err)
	}
	placed, err := automation.TryRoute(ctx, a.Ledger, a.Gate, door.CallerOf(ctx).Workspace, automation.Routing{Route: trial.Route, From: v.From, To: v.To})
	v.Runs = len(placed)
	tell := teller{a, map[sales.ID]bool{}}
	for i := len(placed) - 1; i >= 0; i-- {
		p := placed[i]
		v.Routed[string(p.To)]++
		if len(v.Given) == trialLines {
			continue
		}
		c := p.Choice
		given := GivenView{At: p.At, To: p.To, Missed: p.Missed, Turn: c.Turn, Weight: c.Weight, Own: c.Own, Had: c.Had, Out: c.Out}
		if tell.sees(ctx, p.About) {
			given.About = door.OrNull(string(p.About))
		}
		v.Given = append(v.Given, given)
	}
	return err
}
