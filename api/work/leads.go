package work

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/api/records"
	"arus/ledger"
	"arus/process"
	"arus/sales"
)

// LeadView is a lead on the wire.
type LeadView = records.View[process.LeadFacts]

var leadIn = records.In[process.LeadFacts]

// The bodies of the actions on leads.
type (
	// AssignLeadBody gives a lead to somebody.
	AssignLeadBody struct {
		To     string `json:"to" doc:"Id of a user"`
		Reason string `json:"reason,omitempty" maxLength:"500"`
	}
	// TouchLeadBody notes that somebody was in contact with a lead.
	TouchLeadBody struct {
		Kind string `json:"kind" enum:"call,email,meeting,other"`
		Note string `json:"note,omitempty" maxLength:"2000"`
	}
	// RouteLeadBody says nothing: the routes do.
	RouteLeadBody struct{}
	// ConvertLeadBody says what a lead becomes. The account and contact are made of it where none are named.
	ConvertLeadBody struct {
		Pipeline  string      `json:"pipeline" doc:"Id of a pipeline"`
		Name      string      `json:"name,omitempty" doc:"Of the deal; the company's when left out" maxLength:"300"`
		Account   string      `json:"account,omitempty" doc:"Id of an account that is there already"`
		Contact   string      `json:"contact,omitempty" doc:"Id of a contact that is there already"`
		Value     sales.Money `json:"value,omitempty" doc:"The lead's budget when left out"`
		CloseDate sales.Day   `json:"close_date,omitempty"`
	}
)

func (a room) addLeads() {
	action[AssignLeadBody, LeadView]{"assign-lead", "/v1/leads/{id}/assign", "Give a lead to somebody", process.LeadKind,
		func(_ context.Context, id sales.ID, b AssignLeadBody) (sales.Command, error) {
			return process.AssignLead{Lead: id, To: sales.UserID(b.To), Reason: b.Reason}, nil
		}, leadIn}.add(a)
	action[TouchLeadBody, LeadView]{"touch-lead", "/v1/leads/{id}/touch", "Note that somebody was in contact with a lead", process.LeadKind,
		func(ctx context.Context, id sales.ID, b TouchLeadBody) (sales.Command, error) {
			return process.TouchLead{Lead: id, Touched: process.Touched{Kind: b.Kind, Note: b.Note, By: door.CallerOf(ctx).User}}, nil
		}, leadIn}.add(a)
	action[Reasoned, LeadView]{"disqualify-lead", "/v1/leads/{id}/disqualify", "Say that a lead is no buyer, and why", process.LeadKind,
		func(_ context.Context, id sales.ID, b Reasoned) (sales.Command, error) {
			return process.DisqualifyLead{Lead: id, Reason: b.Reason}, nil
		}, leadIn}.add(a)
	action[Reasoned, LeadView]{"requalify-lead", "/v1/leads/{id}/requalify", "Open a disqualified lead again", process.LeadKind,
		func(_ context.Context, id sales.ID, b Reasoned) (sales.Command, error) {
			return process.RequalifyLead{Lead: id, Reason: b.Reason}, nil
		}, leadIn}.add(a)
	action[RouteLeadBody, LeadView]{"route-lead", "/v1/leads/{id}/route", "Give a lead to whose turn it is", process.LeadKind, a.routed, leadIn}.add(a)
	convert := document.Operation("convert-lead", http.MethodPost, "/v1/leads/{id}/convert", "Make a deal of a lead, with its account and contact")
	convert.Description = "In one transaction, and only when the lead meets what the workspace counts as an opportunity. The deal keeps the lead's source."
	convert.Errors = append(convert.Errors, http.StatusConflict, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	huma.Register(a.API, convert, a.convert)
	huma.Register(a.API, document.Operation("get-lead-history", http.MethodGet, "/v1/leads/{id}/history", "All that happened to a lead, newest first"), a.History(process.LeadKind))
	huma.Register(a.API, document.Operation("get-lead-turn", http.MethodGet, "/v1/leads/{id}/turn", "Whose turn it would be for a lead as it stands, and why; nothing is given out"), a.turn)
	huma.Register(a.API, document.Operation("get-lead-qualification", http.MethodGet, "/v1/leads/{id}/qualification", "What a lead lacks of being an opportunity"), a.qualification)
}

// routed is the order to give a lead to whose turn it is.
func (a room) routed(ctx context.Context, id sales.ID, _ RouteLeadBody) (sales.Command, error) {
	r, err := a.Reader(ctx, door.When{}, door.AtLeast{})
	if err != nil {
		return nil, err
	}
	lead, _, err := current[*process.Lead](ctx, a, id)
	if err != nil {
		return nil, err
	}
	order, found := a.desk.Order(r.Picture, lead, sales.InstantOf(a.Clock()))
	if !found {
		return nil, sales.Refused("no_route", "no route is for this lead")
	}
	return order, nil
}

// convert gives the orders for what is not there yet, and then says what the lead became: all of it or nothing.
func (a room) convert(ctx context.Context, in *actIn[ConvertLeadBody]) (*door.Reply[LeadView], error) {
	version, err := in.Seen(ctx)
	if err != nil {
		return nil, err
	}
	id := sales.ID(in.ID)
	lead, _, err := current[*process.Lead](ctx, a, id)
	if err != nil {
		return nil, err
	}
	request := ledger.Request{Who: a.Who(ctx), Orders: a.become(ctx, lead, in.Body.Value, version)}
	reply := &door.Reply[LeadView]{Status: http.StatusOK}
	landed, err := a.Keyed(ctx, &request, in.Key, in.Body.Text)
	if err != nil {
		return nil, err
	}
	defer landed()
	request.Answer = func(_ ledger.Receipt, b *ledger.Book) (ledger.Answer, error) {
		var v int64
		reply.Body, v = leadIn(b, id)
		reply.ETag = door.ETag(v)
		text, err := json.Marshal(reply.Body)
		return ledger.Answer{Status: http.StatusOK, Body: text, Headers: reply.ETag}, err
	}
	receipt, err := a.Ledger.RecordAll(ctx, request)
	if err != nil {
		return nil, a.Explained(ctx, id, err)
	}
	reply.Position = strconv.FormatInt(receipt.Position, 10)
	if receipt.Replayed {
		reply.Replayed, reply.ETag = "true", receipt.Answer.Headers
		return reply, json.Unmarshal(receipt.Answer.Body, &reply.Body)
	}
	a.Settle(ctx, request.Workspace, receipt.Position)
	return reply, nil
}

// become are the orders that make of a lead what the body says.
func (a room) become(ctx context.Context, lead *process.Lead, b ConvertLeadBody, version int64) (orders []ledger.Order) {
	l := lead.Facts
	owner := l.Owner
	if owner == "" {
		owner = door.CallerOf(ctx).User
	}
	account, contact := sales.AccountID(b.Account), sales.ContactID(b.Contact)
	if account == "" {
		account = sales.AccountID(a.Mint(sales.AccountKind))
		name := l.Company
		if name == "" {
			name = l.Name
		}
		orders = append(orders, ledger.Order{Command: sales.Create[sales.AccountFacts]{ID: sales.ID(account),
			Facts: sales.AccountFacts{Name: name, Segment: l.Segment, Region: l.Region, Employees: l.Employees, Owner: owner}}})
	}
	if contact == "" && (l.Email != "" || l.Phone != "" || l.Company != "") {
		contact = sales.ContactID(a.Mint(sales.ContactKind))
		orders = append(orders, ledger.Order{Command: sales.Create[sales.ContactFacts]{ID: sales.ID(contact),
			Facts: sales.ContactFacts{Name: l.Name, Title: l.Title, Email: l.Email, Phone: l.Phone, Account: account}}})
	}
	deal := sales.DealID(a.Mint(sales.DealKind))
	facts := sales.DealFacts{Name: b.Name, Owner: owner, Account: account, Value: b.Value, CloseDate: b.CloseDate, Segment: l.Segment, Region: l.Region, Source: l.Source}
	if facts.Name == "" {
		if facts.Name = l.Company; l.Company == "" {
			facts.Name = l.Name
		}
	}
	if facts.Value.Currency == "" {
		facts.Value = l.Budget
	}
	if contact != "" {
		facts.Contacts = []sales.Stakeholder{{Contact: contact, Role: "other"}}
	}
	return append(orders, ledger.Order{Command: sales.CreateDeal{ID: deal, Pipeline: sales.PipelineID(b.Pipeline), Facts: facts}},
		ledger.Order{Command: process.ConvertLead{Lead: lead.ID, Deal: deal, Account: account, Contact: contact, By: door.CallerOf(ctx).User}, IfVersion: version})
}

// Lacking is one thing that a lead does not meet.
type Lacking struct {
	Key  string      `json:"key"`
	Says sales.Words `json:"says"`
}

// LeadCriterion is one thing that is asked of a lead.
type LeadCriterion struct {
	Lacking
	Met bool `json:"met"`
}

// Readiness says whether a lead counts as an opportunity.
type Readiness struct {
	Qualifies bool            `json:"qualifies"`
	Criteria  []LeadCriterion `json:"criteria" nullable:"false" doc:"All that is asked: by the workspace first, and then by the pipeline"`
	Lacking   []Lacking       `json:"lacking" nullable:"false" doc:"Those of them that are not met"`
}

func (a room) qualification(ctx context.Context, in *struct {
	door.AtLeast
	ID       string `path:"id"`
	Pipeline string `query:"pipeline" doc:"Id of the pipeline that the deal would be in"`
}) (*door.Reply[Readiness], error) {
	position, err := a.Standing(ctx, in.AtLeast)
	if err != nil {
		return nil, err
	}
	lead, _, err := current[*process.Lead](ctx, a, sales.ID(in.ID))
	if err != nil {
		return nil, err
	}
	w := a.World(ctx)
	view := Readiness{Criteria: []LeadCriterion{}, Lacking: []Lacking{}}
	for _, c := range a.Gate.Answers(w, lead, sales.PipelineID(in.Pipeline), sales.InstantOf(a.Clock())) {
		asked := Lacking{c.Key, c.Says}
		view.Criteria = append(view.Criteria, LeadCriterion{asked, c.Met})
		if !c.Met {
			view.Lacking = append(view.Lacking, asked)
		}
	}
	view.Qualifies = len(view.Lacking) == 0
	return &door.Reply[Readiness]{Status: http.StatusOK, Position: position, Body: view}, w.Err
}
