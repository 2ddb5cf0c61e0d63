package deals

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/intake/attic"
	"arus/ledger"
	"arus/report"
	"arus/sales"
)

type dealsIn struct {
	door.Page
	door.When
	door.Which
	door.AtLeast
	Stage   string `query:"stage" doc:"Id of a stage"`
	Outcome string `query:"outcome" enum:"open,won,lost"`
	IDs     string `query:"ids" doc:"Ids, separated by commas; at most 200" maxLength:"8000"`
	Sort    string `query:"sort" doc:"Keys separated by commas, - for falling: name, value, close_date, created_at, stage_since, next_step"`
}

// DealList is a page of deals with the moment it is of.
type DealList struct {
	door.Listed[DealView]
	door.Moment
}

type getDealIn struct {
	door.When
	door.AtLeast
	ID string `path:"id"`
}

type dealSourceIn struct {
	door.When
	door.AtLeast
	door.By
}

// Add registers the operations on deals.
func Add(d *door.Door, files attic.Attic) {
	a := room{d, files}
	a.addDeals()
	a.addActions()
	a.addRouting()
	a.addMerging()
	a.addActivities()
	a.addCriteria()
	a.addProbability()
}

// room is where they are served.
type room struct {
	*door.Door
	files attic.Attic
}

func (a room) addDeals() {
	huma.Register(a.API, document.Operation("list-deals", http.MethodGet, "/v1/deals", "List deals as of any moment"), a.listDeals)
	huma.Register(a.API, document.Operation("get-deal", http.MethodGet, "/v1/deals/{id}", "One deal as of any moment"), a.getDeal)
	huma.Register(a.API, document.Operation("get-deal-by-source", http.MethodGet, "/v1/deals/by-source/{source}/{source_id}",
		"The deal that another system's object became"),
		func(ctx context.Context, in *dealSourceIn) (*door.Reply[DealView], error) {
			id, err := a.BySource(ctx, sales.DealKind, in.Origin())
			if err != nil {
				return nil, err
			}
			return a.getDeal(ctx, &getDealIn{When: in.When, AtLeast: in.AtLeast, ID: string(id)})
		})
	huma.Register(a.API, document.Operation("get-deal-history", http.MethodGet, "/v1/deals/{id}/history", "All that happened to a deal and to those that went into it, newest first"), a.History(sales.DealKind))
	create := document.Answering(document.Operation("create-deal", http.MethodPost, "/v1/deals", "Open a deal"), http.StatusCreated)
	create.Errors = append(create.Errors, http.StatusConflict)
	huma.Register(a.API, create, a.createDeal)
	change := document.About(document.Operation("change-deal", http.MethodPatch, "/v1/deals/{id}", "Change facts of a deal"), "deal-facts")
	change.Description = "A new owner and a new close date become events of their own. Stage and outcome have their own operations."
	change.Errors = append(change.Errors, http.StatusConflict, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	huma.Register(a.API, change, a.changeDeal)
	document.Patch[sales.DealFacts](a.API.OpenAPI(), change.Path)
	remove := document.Answering(document.Operation("delete-deal", http.MethodDelete, "/v1/deals/{id}", "Take a deal out of every figure from now on"), http.StatusNoContent)
	remove.Errors = append(remove.Errors, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	huma.Register(a.API, remove, a.deleteDeal)
}

func (a room) listDeals(ctx context.Context, in *dealsIn) (*door.Reply[DealList], error) {
	r, err := a.Reader(ctx, in.When, in.AtLeast)
	if err != nil {
		return nil, err
	}
	s := in.Selection()
	s.Stage, s.Outcome = sales.StageID(in.Stage), sales.Outcome(in.Outcome)
	if in.IDs != "" {
		for id := range strings.SplitSeq(in.IDs, ",") {
			s.IDs = append(s.IDs, sales.DealID(strings.TrimSpace(id)))
		}
		if len(s.IDs) > 200 {
			return nil, sales.Invalid("#ids", "too_many", "at most %d ids can be asked for at once", 200)
		}
	}
	asked := door.Question(ctx, "deals", in.Pipeline, in.Owner, in.Account, in.Text, in.Filter, in.Stage, in.Outcome, in.IDs, in.Sort, in.AsOf, in.KnownAt)
	from, err := in.From(asked)
	if err != nil {
		return nil, err
	}
	page, more, err := r.List(report.Listing{Selection: s, Sort: in.Sort, After: sales.DealID(from.After), Limit: in.Limit})
	if err != nil {
		return nil, door.Pointing("#", err)
	}
	rows := make([]DealView, len(page))
	for i, d := range page {
		state := d.State()
		rows[i] = viewDeal(&state, d.Version(), r, known(ctx, fromPicture(r.Picture)))
	}
	var next *door.Cursor
	if more {
		next = &door.Cursor{After: string(page[len(page)-1].ID()), Question: asked}
	}
	body := DealList{door.ListOf(rows, next), door.MomentOf(r)}
	return &door.Reply[DealList]{Status: http.StatusOK, Body: body, Position: body.Header(), Link: door.Link(ctx, body.NextCursor)}, nil
}

func (a room) getDeal(ctx context.Context, in *getDealIn) (*door.Reply[DealView], error) {
	r, err := a.Reader(ctx, in.When, in.AtLeast)
	if err != nil {
		return nil, err
	}
	d, ok := r.Deal(sales.DealID(in.ID))
	if !ok {
		return a.merged(ctx, in)
	}
	state := d.State()
	return &door.Reply[DealView]{Status: http.StatusOK, ETag: door.ETag(d.Version()), Position: door.MomentOf(r).Header(), Body: viewDeal(&state, d.Version(), r, known(ctx, fromPicture(r.Picture)))}, nil
}

// gone answers the end of an object.
type gone struct {
	Position string `header:"Arus-Position" doc:"The ledger position this answer was made at"`
}

type createDealIn struct {
	door.Once
	Body body.Of[NewDeal]
}

// NewDeal opens a deal.
type NewDeal struct {
	Pipeline string `json:"pipeline"`
	Stage    string `json:"stage,omitempty" doc:"The pipeline's first when left out"`
	SubStage string `json:"sub_stage,omitempty"`
	sales.DealFacts
	Overridden
	CreatedAt sales.Instant `json:"created_at,omitempty" doc:"For deals that began earlier: the instant; now when left out"`
	Origin    *sales.Origin `json:"imported_from,omitempty" doc:"Where it came from; refused when a deal came from there already"`
}

// owned gives a new deal to who opens it, when they name nobody and would not see it otherwise.
func (a room) owned(ctx context.Context, f sales.DealFacts) (sales.DealFacts, error) {
	s, err := a.Sight(ctx)
	if err == nil && f.Owner == "" && !s.Deals().All {
		f.Owner = door.CallerOf(ctx).User
	}
	return f, err
}

func (a room) createDeal(ctx context.Context, in *createDealIn) (*door.Reply[DealView], error) {
	r, err := a.Reader(ctx, door.When{}, door.AtLeast{})
	if err != nil {
		return nil, err
	}
	id := sales.DealID(a.Mint(sales.DealKind))
	b := in.Body.Value
	facts, err := a.owned(ctx, b.DealFacts)
	if err != nil {
		return nil, err
	}
	command := sales.CreateDeal{ID: id, Pipeline: sales.PipelineID(b.Pipeline), Stage: sales.StageID(b.Stage), SubStage: sales.SubStageID(b.SubStage), Facts: facts}
	if b.Origin != nil {
		command.Origin = *b.Origin
	}
	return door.Record(ctx, a.Door, door.Write[DealView]{Command: b.over(command), Then: a.onward(ctx, b.over(command)), At: b.CreatedAt, Key: in.Key, Body: in.Body.Text, Status: http.StatusCreated,
		Location: "/v1/deals/" + string(id), View: dealIn(ctx, id, r), Place: placedAtCreation})
}

// placedAtCreation: the moment of this command has a name of its own.
func placedAtCreation(err error) error {
	var problem *sales.Problem
	if errors.As(err, &problem) && problem.Pointer == "/at" {
		renamed := *problem
		renamed.Pointer = "/created_at"
		return &renamed
	}
	return err
}

func (a room) changeDeal(ctx context.Context, in *door.Patch[sales.DealFacts]) (*door.Reply[DealView], error) {
	return a.act(ctx, in.ID, in.IfMatch, door.Write[DealView]{Place: in.Body.Place,
		Command: sales.ChangeDeal{Deal: sales.DealID(in.ID), Patch: in.Body.Text}})
}

// act gives an order about an existing deal and answers with the deal.
func (a room) act(ctx context.Context, id string, match door.IfMatch, w door.Write[DealView]) (*door.Reply[DealView], error) {
	version, err := match.Seen(ctx)
	if err != nil {
		return nil, err
	}
	if sales.ID(id).Kind() != sales.DealKind {
		return nil, sales.Missing(sales.ID(id))
	}
	r, err := a.Reader(ctx, door.When{}, door.AtLeast{})
	if err != nil {
		return nil, err
	}
	w.Version, w.Status, w.View = version, http.StatusOK, dealIn(ctx, sales.DealID(id), r)
	if move, is := w.Command.(sales.MoveCategory); is {
		w.View = moved(ctx, move, w.At, w.View)
	}
	return door.Record(ctx, a.Door, w)
}

func (a room) deleteDeal(ctx context.Context, in *door.Remove) (*gone, error) {
	version, err := in.Seen(ctx)
	if err != nil {
		return nil, err
	}
	who := a.Who(ctx)
	command := sales.DeleteDeal{Deal: sales.DealID(in.ID)}
	receipt, err := a.Ledger.Record(ctx, who, ledger.Order{Command: command, IfVersion: version})
	if err != nil {
		return nil, a.Explained(ctx, command.Subject(), err)
	}
	a.Settle(ctx, who.Workspace, receipt.Position)
	return &gone{strconv.FormatInt(receipt.Position, 10)}, nil
}
