package design

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/design"
	"arus/sales"
)

// room is where they are served.
type room struct{ *door.Door }

// TemplateView is a pipeline to begin with, in the language asked for.
type TemplateView struct {
	Key      string              `json:"key"`
	Name     string              `json:"name"`
	About    string              `json:"about" doc:"For whom it is"`
	Pipeline sales.PipelineFacts `json:"pipeline" doc:"To be sent to POST /v1/pipelines, as it is or changed"`
}

// TemplateList are all templates, the simplest first.
type TemplateList struct {
	Data []TemplateView `json:"data" nullable:"false"`
}

// LintFinding is something about a stage that makes it mean less than it could.
type LintFinding struct {
	Stage   string `json:"stage"`
	Pointer string `json:"pointer" doc:"Into the definition"`
	Code    string `json:"code" enum:"seller_action,no_buyer_action,no_criterion,hardly_left"`
	Detail  string `json:"detail"`
}

// LintFindings are all that the linter has to say.
type LintFindings struct {
	Data []LintFinding `json:"data" nullable:"false"`
}

type draftIn struct {
	Body body.Of[sales.PipelineFacts]
}

// Add registers the operations on designs.
func Add(d *door.Door) {
	a := room{d}
	huma.Register(a.API, document.Operation("list-pipeline-templates", http.MethodGet, "/v1/pipelines/templates", "Pipelines to begin with"), a.templates)
	huma.Register(a.API, document.Operation("lint-pipeline", http.MethodGet, "/v1/pipelines/{id}/lint", "Where the stages of a pipeline mean less than they could"), a.lint)
	draft := document.Allowed(document.Operation("lint-draft", http.MethodPost, "/v1/pipelines/lint", "The same of a definition that is not saved"), access.Read)
	huma.Register(a.API, draft, func(ctx context.Context, in *draftIn) (*door.Reply[LintFindings], error) {
		return found(ctx, design.Lint(in.Body.Value, nil)), nil
	})
	huma.Register(a.API, document.Operation("list-pipeline-versions", http.MethodGet, "/v1/pipelines/{id}/versions", "Every definition that a pipeline had, newest first"), a.versions)
	try := document.Allowed(document.Operation("try-pipeline-change", http.MethodPost, "/v1/pipelines/{id}/try", "What a new definition would do to the open deals"), access.Read)
	try.Description = "Nothing is written. Send the members of the definition that would change, and where the deals of a stage would go."
	huma.Register(a.API, try, a.try)
	change := document.Operation("redefine-pipeline", http.MethodPost, "/v1/pipelines/{id}/redefine", "Change the definition and move open deals by a mapping, in one step")
	change.Errors = append(change.Errors, http.StatusConflict, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	huma.Register(a.API, change, a.redefine)
	a.addPlans()
}

func (a room) templates(ctx context.Context, _ *struct{}) (*door.Reply[TemplateList], error) {
	language, list := door.VisitOf(ctx).Language, TemplateList{}
	for _, t := range design.Templates() {
		list.Data = append(list.Data, TemplateView{t.Key, t.Name.In(language), t.About.In(language), t.In(language)})
	}
	return &door.Reply[TemplateList]{Status: http.StatusOK, Body: list}, nil
}

func (a room) lint(ctx context.Context, in *door.Get) (*door.Reply[LintFindings], error) {
	r, err := a.Reader(ctx, door.When{}, in.AtLeast)
	if err != nil {
		return nil, err
	}
	p, known := r.Picture.Pipeline(sales.PipelineID(in.ID))
	if !known {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	reply := found(ctx, design.Lint(p.Facts, design.FlowOf(r, sales.PipelineID(in.ID))))
	reply.Position = door.MomentOf(r).Header()
	return reply, nil
}

func found(ctx context.Context, findings []design.Finding) *door.Reply[LintFindings] {
	list := LintFindings{Data: []LintFinding{}}
	for _, f := range findings {
		list.Data = append(list.Data, LintFinding{string(f.Stage), f.Pointer, f.Code, f.Says.In(door.VisitOf(ctx).Language)})
	}
	return &door.Reply[LintFindings]{Status: http.StatusOK, Body: list}
}

// Redefinition is a new definition with what becomes of the open deals.
type Redefinition struct {
	Definition json.RawMessage   `json:"definition" doc:"RFC 7396 merge patch over the pipeline"`
	Mapping    map[string]string `json:"mapping,omitempty" doc:"Where open deals go: from the id of a stage to the id of another, or to the name of one that is new; others stay"`
	Reason     string            `json:"reason,omitempty" doc:"Stays in the history of each deal that is moved" maxLength:"500"`
	Effective  string            `json:"effective_at,omitempty" doc:"From when on it holds: today, a later day (its beginning in the workspace's time zone), or an instant to come; now when left out" example:"2027-01-01"`
}

type tryIn struct {
	door.AtLeast
	ID   string `path:"id"`
	Body body.Of[Redefinition]
}

// ChangeEffect is what a new definition would do to the open deals of one stage.
type ChangeEffect struct {
	Stage  string        `json:"stage"`
	Name   string        `json:"name"`
	Open   int           `json:"open"`
	Value  []sales.Money `json:"value" nullable:"false" doc:"Of the open deals, by currency"`
	To     *string       `json:"to" doc:"The stage they would go to; null: they stay. That of a new stage is given when it is made"`
	Called string        `json:"to_name,omitempty" doc:"What that stage is called"`
	Stays  *string       `json:"stays" doc:"retired: they would stay in a stage that takes no deals any more"`
	Deals  []string      `json:"deals" nullable:"false" doc:"The first 50"`
}

// ChangeEffects are what it would do, stage by stage.
type ChangeEffects struct {
	Data     []ChangeEffect `json:"data" nullable:"false"`
	Moved    int            `json:"moved"`
	Stranded int            `json:"stranded" doc:"Open deals that would stay in a retired stage"`
	Lint     []LintFinding  `json:"lint" nullable:"false" doc:"Of the new definition"`
}

func (a room) try(ctx context.Context, in *tryIn) (*door.Reply[ChangeEffects], error) {
	r, err := a.Reader(ctx, door.When{}, in.AtLeast)
	if err != nil {
		return nil, err
	}
	id := sales.PipelineID(in.ID)
	before, known := r.Picture.Pipeline(id)
	if !known {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	world := a.World(ctx)
	d, err := a.draftOf(world, sales.ID(in.ID), in.Body.Value)
	if err != nil {
		return nil, err
	}
	if _, err := d.Change.Decide(world, max(sales.InstantOf(a.Clock()), before.CreatedAt)); err != nil {
		return nil, err
	}
	if err := d.mapping.Check(before.Facts, d.after); err != nil {
		return nil, err
	}
	if _, err := a.effective(ctx, in.Body.Value.Effective); err != nil {
		return nil, err
	}
	effects := ChangeEffects{Data: []ChangeEffect{}, Lint: found(ctx, design.Lint(d.after, nil)).Body.Data}
	for _, e := range design.Effects(r, id, d.after, d.mapping) {
		effects.take(e, d.after)
	}
	return &door.Reply[ChangeEffects]{Status: http.StatusOK, Position: door.MomentOf(r).Header(), Body: effects}, nil
}

func (all *ChangeEffects) take(e design.Effect, after sales.PipelineFacts) {
	v := ChangeEffect{Stage: string(e.Stage), Name: e.Name, Open: e.Open, Value: []sales.Money{}, To: door.OrNull(string(e.To)), Stays: door.OrNull(e.Stays), Deals: []string{}}
	for _, currency := range sortedKeys(e.Value) {
		v.Value = append(v.Value, sales.Money{Minor: e.Value[currency], Currency: currency})
	}
	for _, id := range e.Deals {
		v.Deals = append(v.Deals, string(id))
	}
	if _, to := after.Stage(e.To); to != nil {
		v.Called = to.Name
	}
	switch {
	case e.To != "":
		all.Moved += e.Open
	case e.Stays != "":
		all.Stranded += e.Open
	}
	all.Data = append(all.Data, v)
}
