package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/body"
	"arus/api/document"
	"arus/ledger"
	"arus/report"
	"arus/sales"
)

// Which are the parameters that say which deals are meant.
type Which struct {
	Pipeline string `query:"pipeline" doc:"Id of a pipeline"`
	Owner    string `query:"owner" doc:"Id of a user"`
	Account  string `query:"account" doc:"Id of an account"`
	Text     string `query:"q" doc:"In the deal's name or its account's" maxLength:"200"`
	Filter   string `query:"filter" doc:"An expression over the deal" example:"deal.value > 100000 && deal.segment == 'enterprise'"`
}

func (w Which) selection() report.Selection {
	return report.Selection{Pipeline: sales.PipelineID(w.Pipeline), Owner: sales.UserID(w.Owner), Account: sales.AccountID(w.Account),
		Text: w.Text, Filter: w.Filter}
}

type dealsIn struct {
	Page
	When
	Which
	AtLeast
	Stage   string `query:"stage" doc:"Id of a stage"`
	Outcome string `query:"outcome" enum:"open,won,lost"`
	IDs     string `query:"ids" doc:"Ids, separated by commas; at most 200" maxLength:"8000"`
	Sort    string `query:"sort" doc:"Keys separated by commas, - for falling: name, value, close_date, created_at, stage_since, next_step"`
}

// DealList is a page of deals with the moment it is of.
type DealList struct {
	Listed[DealView]
	Moment
}

// Moment says which picture an answer was made from.
type Moment struct {
	AsOf     sales.Instant `json:"as_of"`
	KnownAt  sales.Instant `json:"known_at"`
	Position int64         `json:"position"`
}

type getDealIn struct {
	When
	AtLeast
	ID string `path:"id"`
}

type dealSourceIn struct {
	When
	AtLeast
	Source   string `path:"source"`
	SourceID string `path:"source_id"`
}

type historyIn struct {
	Page
	AtLeast
	ID string `path:"id"`
}

// HistoryEvent is one event in the life of an object.
type HistoryEvent struct {
	Position  int64           `json:"position"`
	Type      string          `json:"type" example:"deal.moved"`
	Effective sales.Instant   `json:"effective_at" doc:"When it was true"`
	Recorded  sales.Instant   `json:"recorded_at" doc:"When it was written down"`
	Version   int64           `json:"version"`
	Actor     string          `json:"actor"`
	ActorName string          `json:"actor_name"`
	Data      json.RawMessage `json:"data"`
}

func (a *API) addDeals() {
	huma.Register(a.huma, document.Operation("list-deals", http.MethodGet, "/v1/deals", "List deals as of any moment"), a.listDeals)
	huma.Register(a.huma, document.Operation("get-deal", http.MethodGet, "/v1/deals/{id}", "One deal as of any moment"), a.getDeal)
	huma.Register(a.huma, document.Operation("get-deal-by-source", http.MethodGet, "/v1/deals/by-source/{source}/{source_id}",
		"The deal that another system's object became"),
		func(ctx context.Context, in *dealSourceIn) (*Reply[DealView], error) {
			id, err := a.bySource(ctx, sales.DealKind, &sourceIn{in.Source, in.SourceID})
			if err != nil {
				return nil, err
			}
			return a.getDeal(ctx, &getDealIn{When: in.When, AtLeast: in.AtLeast, ID: string(id)})
		})
	huma.Register(a.huma, document.Operation("get-deal-history", http.MethodGet, "/v1/deals/{id}/history", "All that happened to a deal, newest first"), a.history)
	create := document.Answering(document.Operation("create-deal", http.MethodPost, "/v1/deals", "Open a deal"), http.StatusCreated)
	create.Errors = append(create.Errors, http.StatusConflict)
	huma.Register(a.huma, create, a.createDeal)
	change := document.Operation("change-deal", http.MethodPatch, "/v1/deals/{id}", "Change facts of a deal")
	change.Description = "A new owner and a new close date become events of their own. Stage and outcome have their own operations."
	change.Errors = append(change.Errors, http.StatusConflict, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	huma.Register(a.huma, change, a.changeDeal)
	document.Patch[sales.DealFacts](a.huma.OpenAPI(), change.Path)
	remove := document.Answering(document.Operation("delete-deal", http.MethodDelete, "/v1/deals/{id}", "Take a deal out of every figure from now on"), http.StatusNoContent)
	remove.Errors = append(remove.Errors, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	huma.Register(a.huma, remove, a.deleteDeal)
}

// reader is the picture that a request asks for, at the position it demands.
func (a *API) reader(ctx context.Context, when When, least AtLeast) (*report.Reader, error) {
	b, err := a.boards.Of(ctx, callerOf(ctx).Workspace)
	if err != nil {
		return nil, err
	}
	if least.Position > b.Position() {
		waiting, cancel := context.WithTimeout(ctx, settleTime)
		defer cancel()
		if err := b.WaitFor(waiting, least.Position); err != nil {
			return nil, behind(b.Position(), least)
		}
	}
	if when == (When{}) {
		return a.desk.Now(b), nil
	}
	zone := b.Snapshot().At(0, 0).Workspace().Calendar.Location()
	asOf, err := instant("#as_of", when.AsOf, zone, 0)
	if err != nil {
		return nil, err
	}
	knownAt, err := instant("#known_at", when.KnownAt, zone, 0)
	if err != nil {
		return nil, err
	}
	return a.desk.At(b, asOf, knownAt), nil
}

func momentOf(r *report.Reader) Moment {
	known := r.Picture.KnownAt()
	if known == 0 {
		known = r.Picture.Snapshot().Recorded()
	}
	return Moment{AsOf: r.Now, KnownAt: known, Position: r.Picture.Snapshot().Position()}
}

func (m Moment) header() string { return strconv.FormatInt(m.Position, 10) }

func (a *API) listDeals(ctx context.Context, in *dealsIn) (*Reply[DealList], error) {
	r, err := a.reader(ctx, in.When, in.AtLeast)
	if err != nil {
		return nil, err
	}
	s := in.selection()
	s.Stage, s.Outcome = sales.StageID(in.Stage), sales.Outcome(in.Outcome)
	if in.IDs != "" {
		for id := range strings.SplitSeq(in.IDs, ",") {
			s.IDs = append(s.IDs, sales.DealID(strings.TrimSpace(id)))
		}
		if len(s.IDs) > 200 {
			return nil, sales.Invalid("#ids", "too_many", "at most %d ids can be asked for at once", 200)
		}
	}
	asked := question("deals", in.Pipeline, in.Owner, in.Account, in.Text, in.Filter, in.Stage, in.Outcome, in.IDs, in.Sort, in.AsOf, in.KnownAt)
	from, err := in.after(asked)
	if err != nil {
		return nil, err
	}
	page, more, err := r.List(report.Listing{Selection: s, Sort: in.Sort, After: sales.DealID(from.After), Limit: in.Limit})
	if err != nil {
		return nil, pointing("#", err)
	}
	rows := make([]DealView, len(page))
	for i, d := range page {
		state := d.State()
		rows[i] = viewDeal(&state, d.Version(), r, fromPicture(r.Picture))
	}
	var next *cursor
	if more {
		next = &cursor{After: string(page[len(page)-1].ID()), Question: asked}
	}
	body := DealList{listed(rows, next), momentOf(r)}
	return &Reply[DealList]{Status: http.StatusOK, Body: body, Position: body.header(), Link: link(ctx, body.NextCursor)}, nil
}

func (a *API) getDeal(ctx context.Context, in *getDealIn) (*Reply[DealView], error) {
	r, err := a.reader(ctx, in.When, in.AtLeast)
	if err != nil {
		return nil, err
	}
	d, ok := r.Deal(sales.DealID(in.ID))
	if !ok {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	state := d.State()
	return &Reply[DealView]{Status: http.StatusOK, ETag: etag(d.Version()), Position: momentOf(r).header(), Body: viewDeal(&state, d.Version(), r, fromPicture(r.Picture))}, nil
}

func (a *API) history(ctx context.Context, in *historyIn) (*Reply[Listed[HistoryEvent]], error) {
	asked := question("history", in.ID)
	from, err := in.after(asked)
	if err != nil {
		return nil, err
	}
	before, _ := strconv.ParseInt(from.After, 10, 64) // empty is 0: from the newest
	position, err := a.standing(ctx, in.AtLeast)
	if err != nil {
		return nil, err
	}
	events, err := a.ledger.History(ctx, callerOf(ctx).Workspace, sales.ID(in.ID), before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	if len(events) == 0 && from.After == "" || sales.ID(in.ID).Kind() != sales.DealKind {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	var rows []HistoryEvent
	actors := a.names(callerOf(ctx).Workspace)
	for _, v := range events[:min(in.Limit, len(events))] {
		data, err := json.Marshal(v.Fact.Event)
		if err != nil {
			return nil, err
		}
		rows = append(rows, HistoryEvent{v.Position, v.Fact.Event.Name(), v.At, v.Recorded, v.Version, v.Actor, actors.of(ctx, v.Actor), data})
	}
	var next *cursor
	if len(events) > in.Limit {
		next = &cursor{After: strconv.FormatInt(rows[len(rows)-1].Position, 10), Question: asked}
	}
	body := listed(rows, next)
	return &Reply[Listed[HistoryEvent]]{Status: http.StatusOK, Body: body, Position: position, Link: link(ctx, body.NextCursor)}, nil
}

// gone answers the end of an object.
type gone struct {
	Position string `header:"Arus-Position" doc:"The ledger position this answer was made at"`
}

type createDealIn struct {
	Once
	Body body.Of[NewDeal]
}

// NewDeal opens a deal.
type NewDeal struct {
	Pipeline string `json:"pipeline"`
	Stage    string `json:"stage,omitempty" doc:"The pipeline's first when left out"`
	SubStage string `json:"sub_stage,omitempty"`
	sales.DealFacts
	CreatedAt sales.Instant `json:"created_at,omitempty" doc:"For deals that began earlier: the instant; now when left out"`
	Origin    *sales.Origin `json:"imported_from,omitempty" doc:"Where it came from; refused when a deal came from there already"`
}

func (a *API) createDeal(ctx context.Context, in *createDealIn) (*Reply[DealView], error) {
	r, err := a.reader(ctx, When{}, AtLeast{})
	if err != nil {
		return nil, err
	}
	id := sales.DealID(a.mint(sales.DealKind))
	b := in.Body.Value
	command := sales.CreateDeal{ID: id, Pipeline: sales.PipelineID(b.Pipeline), Stage: sales.StageID(b.Stage), SubStage: sales.SubStageID(b.SubStage), Facts: b.DealFacts}
	if b.Origin != nil {
		command.Origin = *b.Origin
	}
	return record(ctx, a, write[DealView]{command: command, at: b.CreatedAt, key: in.Key, body: in.Body.Text, status: http.StatusCreated,
		location: "/v1/deals/" + string(id), view: dealIn(id, r), place: placedAtCreation})
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

func (a *API) changeDeal(ctx context.Context, in *patchIn[sales.DealFacts]) (*Reply[DealView], error) {
	return a.act(ctx, in.ID, in.IfMatch, write[DealView]{place: in.Body.Place,
		command: sales.ChangeDeal{Deal: sales.DealID(in.ID), Patch: in.Body.Text}})
}

// act gives an order about an existing deal and answers with the deal.
func (a *API) act(ctx context.Context, id string, match IfMatch, w write[DealView]) (*Reply[DealView], error) {
	version, err := match.version(ctx)
	if err != nil {
		return nil, err
	}
	if sales.ID(id).Kind() != sales.DealKind {
		return nil, sales.Missing(sales.ID(id))
	}
	r, err := a.reader(ctx, When{}, AtLeast{})
	if err != nil {
		return nil, err
	}
	w.version, w.status, w.view = version, http.StatusOK, dealIn(sales.DealID(id), r)
	return record(ctx, a, w)
}

func (a *API) deleteDeal(ctx context.Context, in *deleteIn) (*gone, error) {
	version, err := in.version(ctx)
	if err != nil {
		return nil, err
	}
	who := a.who(ctx)
	command := sales.DeleteDeal{Deal: sales.DealID(in.ID)}
	receipt, err := a.ledger.Record(ctx, who, ledger.Order{Command: command, IfVersion: version})
	if err != nil {
		return nil, a.explained(ctx, command.Subject(), err)
	}
	a.settle(ctx, who.Workspace, receipt.Position)
	return &gone{strconv.FormatInt(receipt.Position, 10)}, nil
}
