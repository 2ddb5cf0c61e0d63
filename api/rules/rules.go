package rules

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/api/document"
	"arus/api/door"
	"arus/api/problem"
	"arus/automation"
	"arus/process"
	"arus/sales"
)

type room struct {
	*door.Door
	engine *automation.Engine
}

// Add registers the operations.
func Add(d *door.Door, e *automation.Engine) {
	a := room{d, e}
	huma.Register(a.API, document.Operation("list-rule-runs", http.MethodGet, "/v1/rules/{id}/runs", "What a rule did and why, newest first"), a.runs)
	try := document.Operation("try-rule", http.MethodPost, "/v1/rules/try", "What a rule, a route or a definition would have done in the last quarters")
	try.Description = "Nothing is written. History is gone through as it happened: with this rule on and every other one off, with this route as the first, or under this definition of a pipeline."
	huma.Register(a.API, try, a.try)
	huma.Register(a.API, document.Operation("list-notices", http.MethodGet, "/v1/notices", "What rules have told the caller, newest first"), a.notices)
	huma.Register(a.API, document.Answering(document.Operation("read-notices", http.MethodPost, "/v1/notices/read", "Mark what the caller was told until a moment as read"), http.StatusNoContent), a.read)
	secret := document.Operation("renew-webhook-secret", http.MethodPost, "/v1/webhooks/secret", "Make the secret that webhooks are signed with, in the place of the one before")
	secret.Description = "Signed as Standard Webhooks 1.0 says. The secret is shown this once."
	huma.Register(a.API, secret, a.secret)
}

// DeedView is one thing that a run did.
type DeedView struct {
	Do      process.Doing `json:"do" enum:"set_field,assign,create_task,notify,require_approval,start_step,call_webhook"`
	About   string        `json:"about,omitempty" doc:"What was made, or to whom something was given or said"`
	Field   string        `json:"field,omitempty"`
	Text    string        `json:"text,omitempty" doc:"What was set, said or asked"`
	Already bool          `json:"already,omitempty" doc:"It was so before"`
	Sent    *SentView     `json:"sent,omitempty" doc:"Of a webhook: what became of it; left out while it waits for its first call"`
}

// SentView is what became of a webhook.
type SentView struct {
	State string        `json:"state" enum:"delivered,retrying,given_up"`
	Calls int           `json:"calls" doc:"So far"`
	At    sales.Instant `json:"at" doc:"Of the last"`
	Why   string        `json:"why,omitempty" doc:"What the last one came to"`
}

// ReasonView is why a run was refused or stopped.
type ReasonView struct {
	Code   string   `json:"code"`
	Detail string   `json:"detail"`
	Also   []string `json:"also,omitempty" doc:"What is to be done first"`
}

// RunView explains one run of a rule.
type RunView struct {
	Version int64          `json:"version" doc:"Of the rule"`
	Event   *string        `json:"event" doc:"What it ran for; null: a time of day"`
	Deal    *string        `json:"deal" doc:"null: none, or one that the caller does not see"`
	Model   *string        `json:"model" doc:"Of what happened to a model: its id"`
	At      sales.Instant  `json:"at"`
	Outcome string         `json:"outcome" enum:"did,unmet,refused,stopped,gone,looked" doc:"looked: at every open deal, at a time of day; those on which it acted have a run of their own"`
	Values  map[string]any `json:"values,omitempty" doc:"What its expression read"`
	Did     []DeedView     `json:"did,omitempty"`
	Why     *ReasonView    `json:"why,omitempty"`
	Deals   int            `json:"deals,omitempty" doc:"How many it looked at, at a time of day"`
}

// teller tells of runs, as far as the caller sees their deals.
type teller struct {
	room
	seen map[sales.ID]bool
}

func (t teller) sees(ctx context.Context, id sales.ID) bool {
	sees, asked := t.seen[id]
	if !asked {
		_, err := t.Load(ctx, id)
		sees = err == nil
		t.seen[id] = sees
	}
	return sees
}

func (t teller) view(ctx context.Context, run automation.Trace) RunView {
	v := RunView{Version: run.Version, Event: door.OrNull(run.Event), Model: door.OrNull(string(run.Model)), At: run.At, Outcome: string(run.Outcome), Deals: run.Deals}
	if run.Model == "" && (run.Deal == "" || !t.sees(ctx, sales.ID(run.Deal))) {
		return v
	}
	v.Deal, v.Values = door.OrNull(string(run.Deal)), run.Values
	for _, d := range run.Did {
		deed := DeedView{Do: d.Do, About: string(d.About), Field: d.Field, Text: d.Text, Already: d.Already}
		if d.Sent != nil {
			deed.Sent = &SentView{string(d.Sent.State), d.Sent.Calls, d.Sent.At, d.Sent.Why}
		}
		v.Did = append(v.Did, deed)
	}
	if run.Why != nil {
		said := problem.New(ctx, http.StatusConflict, "", run.Why.Problem())
		v.Why = &ReasonView{run.Why.Code, said.Detail, run.Why.Also}
	}
	return v
}

type runsIn struct {
	door.AtLeast
	door.Page
	ID string `path:"id"`
}

func (a room) runs(ctx context.Context, in *runsIn) (*door.Reply[door.Listed[RunView]], error) {
	position, err := a.Standing(ctx, in.AtLeast)
	if err != nil {
		return nil, err
	}
	c, err := a.Load(ctx, sales.ID(in.ID))
	if err != nil {
		return nil, err
	}
	if _, is := c.Object.(*process.Rule); !is {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	asked := door.Question(ctx, "rule-runs", in.ID)
	from, err := in.From(asked)
	if err != nil {
		return nil, err
	}
	var since automation.Since
	if from.After != "" {
		if err := json.Unmarshal([]byte(from.After), &since); err != nil {
			return nil, sales.Invalid("#cursor", "bad_cursor", "the cursor is not of this list: leave it out to begin anew")
		}
	}
	list, err := a.engine.Runs(ctx, door.CallerOf(ctx).Workspace, sales.ID(in.ID), since, in.Limit+1)
	if err != nil {
		return nil, err
	}
	var next *door.Cursor
	if len(list) > in.Limit {
		list = list[:in.Limit]
		last := list[in.Limit-1]
		after, err := json.Marshal(automation.Since{At: last.At, Key: last.Key, Deal: last.Deal})
		if err != nil {
			return nil, err
		}
		next = &door.Cursor{After: string(after), Question: asked}
	}
	views, tell := []RunView{}, teller{a, map[sales.ID]bool{}}
	makes := door.CallerOf(ctx).May(access.Permit{Object: "rules", Action: access.Write}) == nil
	for _, run := range list {
		if makes || run.Deal == "" || tell.sees(ctx, sales.ID(run.Deal)) { // who makes rules has to see that they run, if not on what
			views = append(views, tell.view(ctx, run))
		}
	}
	body := door.ListOf(views, next)
	return &door.Reply[door.Listed[RunView]]{Status: http.StatusOK, Position: position, Body: body, Link: door.Link(ctx, body.NextCursor)}, nil
}
