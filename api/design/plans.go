package design

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/board"
	"arus/design"
	"arus/ledger"
	"arus/process"
	"arus/sales"
)

// PlanView is a change of a definition that waits for its moment, or did.
type PlanView struct {
	ID         string            `json:"id"`
	Pipeline   string            `json:"pipeline"`
	Effective  sales.Instant     `json:"effective_at"`
	Definition json.RawMessage   `json:"definition" doc:"RFC 7396 merge patch over the pipeline"`
	Changes    []DifferenceView  `json:"changes,omitempty" doc:"Of a list of plans: against the definition of now, as long as the plan waits"`
	Mapping    map[string]string `json:"mapping,omitempty"`
	Reason     string            `json:"reason,omitempty"`
	By         *string           `json:"by" doc:"Id of the user who planned it"`
	State      string            `json:"state" enum:"planned,carried_out,called_off,impossible"`
	Why        string            `json:"why,omitempty" doc:"It was called off, or is impossible"`
}

func planView(p *process.Plan) PlanView {
	f := p.Facts
	v := PlanView{ID: string(p.ID), Pipeline: string(f.Pipeline), Effective: f.Effective, Definition: f.Definition, Reason: f.Reason, By: door.OrNull(string(f.By)),
		State: string(f.State), Why: f.Why, Mapping: map[string]string{}}
	for from, to := range f.Mapping {
		v.Mapping[string(from)] = string(to)
	}
	return v
}

func (a room) addPlans() {
	huma.Register(a.API, document.Operation("list-pipeline-plans", http.MethodGet, "/v1/pipelines/{id}/plans", "Changes of a definition that wait for their moment, and those that did"), a.plans)
	off := document.Operation("call-off-plan", http.MethodPost, "/v1/pipelines/{id}/plans/{plan}/call-off", "Give up a change that waits for its moment")
	off.Errors = append(off.Errors, http.StatusConflict)
	huma.Register(a.API, off, a.callOff)
}

// draft is a definition that is not saved yet, with what it would make of a pipeline.
type draft struct {
	sales.Change[sales.PipelineFacts]
	after   sales.PipelineFacts
	mapping design.Mapping
}

// draftOf gives the new stages of a definition their ids, and reads the mapping, which may name one of them.
func (a room) draftOf(w sales.World, id sales.ID, r Redefinition) (d draft, err error) {
	d = draft{Change: sales.Change[sales.PipelineFacts]{ID: id, Patch: design.Identified(r.Definition, a.Mint)}, mapping: design.Mapping{}}
	if d.after, err = d.Change.After(w); err != nil {
		return d, err
	}
	named := map[string]sales.StageID{}
	for _, s := range d.after.Stages {
		named[s.Name] = s.ID
	}
	for from, to := range r.Mapping {
		id := sales.StageID(to)
		if fresh, is := named[to]; is && !d.after.Has(id) {
			id = fresh
		}
		d.mapping[sales.StageID(from)] = id
	}
	return d, nil
}

// effective is from when on a change is to hold; 0 is now, which today means, too.
func (a room) effective(ctx context.Context, text string) (sales.Instant, error) {
	now, zone := a.Clock(), sales.Settings(a.World(ctx)).Calendar.Location()
	at, err := a.Instant("/effective_at", text, zone, 0)
	if day, bad := sales.ParseDay(text); bad == nil {
		if at = day.Start(zone); day == sales.DayOf(now.In(zone)) {
			return 0, nil
		}
	}
	if err == nil && at != 0 && at.Time().Before(now.Truncate(time.Microsecond)) {
		err = sales.Invalid("/effective_at", "in_past", "a definition takes effect now or later, not at %s", at)
	}
	return at, err
}

// planning is a draft that is to hold from a moment on, made by who has seen a version of the pipeline.
type planning struct {
	draft
	effective sales.Instant
	version   int64
}

// plan keeps a change for its moment.
func (a room) plan(ctx context.Context, in *redefineIn, p planning, err error) (*door.Reply[RedefinedView], error) {
	if err != nil {
		return nil, err
	}
	pipeline, err := a.Load(ctx, sales.ID(in.ID))
	if err == nil && p.version != 0 && p.version != pipeline.Version {
		err = a.Explained(ctx, sales.ID(in.ID), sales.Stale(sales.ID(in.ID), pipeline.Version, p.version))
	}
	if err != nil {
		return nil, err
	}
	id := a.Mint(process.PlanKind)
	facts := process.PlanFacts{Pipeline: sales.PipelineID(in.ID), Effective: p.effective, Definition: p.Patch, Mapping: p.mapping, Reason: in.Body.Value.Reason,
		By: door.CallerOf(ctx).User, PlanLife: process.PlanLife{State: process.Planned}}
	return door.Record(ctx, a.Door, door.Write[RedefinedView]{Command: sales.Create[process.PlanFacts]{ID: id, Facts: facts}, Key: in.Key, Body: in.Body.Text,
		Status: http.StatusOK, Location: "/v1/pipelines/" + in.ID + "/plans/" + string(id), View: func(b *ledger.Book) (RedefinedView, int64) {
			plan := planView(b.Object(id).(*process.Plan))
			version := b.Version(sales.ID(in.ID))
			return RedefinedView{ID: in.ID, Version: version, Pipeline: b.Object(sales.ID(in.ID)).(*sales.Pipeline).Facts, Planned: &plan}, version
		}})
}

func (a room) plans(ctx context.Context, in *door.Get) (*door.Reply[door.Listed[PlanView]], error) {
	r, err := a.Reader(ctx, door.When{}, in.AtLeast)
	if err != nil {
		return nil, err
	}
	now, known := r.Picture.Pipeline(sales.PipelineID(in.ID))
	if !known {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	var rows []PlanView
	for p := range board.All[process.PlanFacts](r.Picture) {
		if p.Facts.Pipeline != sales.PipelineID(in.ID) {
			continue
		}
		v := planView(p)
		if p.Facts.State == process.Planned {
			then, err := sales.Change[sales.PipelineFacts]{ID: sales.ID(in.ID), Patch: p.Facts.Definition}.After(a.World(ctx))
			if err != nil {
				return nil, err
			}
			v.Changes = differences(now.Facts, then)
		}
		rows = append(rows, v)
	}
	return &door.Reply[door.Listed[PlanView]]{Status: http.StatusOK, Body: door.ListOf(rows, nil), Position: door.MomentOf(r).Header()}, nil
}

// CallOffBody says why.
type CallOffBody struct {
	Reason string `json:"reason" minLength:"1" maxLength:"500"`
}

func (a room) callOff(ctx context.Context, in *struct {
	door.Once
	ID   string `path:"id"`
	Plan string `path:"plan"`
	Body body.Of[CallOffBody]
}) (*door.Reply[PlanView], error) {
	id := sales.ID(in.Plan)
	if _, err := a.Load(ctx, sales.ID(in.ID)); err != nil {
		return nil, err
	}
	current, err := a.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	if p, is := current.Object.(*process.Plan); !is || sales.ID(p.Facts.Pipeline) != sales.ID(in.ID) {
		return nil, sales.Missing(id)
	}
	end := process.EndPlan{Plan: id, PlanEnded: process.PlanEnded{State: process.CalledOff, Why: in.Body.Value.Reason, By: door.CallerOf(ctx).User}}
	return door.Record(ctx, a.Door, door.Write[PlanView]{Command: end, Key: in.Key, Body: in.Body.Text, Status: http.StatusOK, View: func(b *ledger.Book) (PlanView, int64) {
		return planView(b.Object(id).(*process.Plan)), b.Version(id)
	}})
}
