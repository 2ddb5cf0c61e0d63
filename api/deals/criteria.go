package deals

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/gate"
	"arus/sales"
)

// CriterionView is a condition on the way of a deal, and whether the deal meets it.
type CriterionView struct {
	Key       string         `json:"key"`
	Stage     string         `json:"stage"`
	StageName string         `json:"stage_name"`
	Side      string         `json:"side" enum:"entry,exit" doc:"Whether it is asked for on the way into the stage or out of it"`
	Says      string         `json:"says" doc:"What must be true, in the language asked for"`
	Met       bool           `json:"met"`
	Next      bool           `json:"next" doc:"It stands before the very next stage"`
	Rule      *string        `json:"rule" doc:"The expression that must be true"`
	Asks      *string        `json:"asks_evidence" enum:"document,mail,meeting,link,other" doc:"What the buyer is to give"`
	Facts     []string       `json:"facts" nullable:"false" doc:"Members of the deal that must be there"`
	Lacking   []string       `json:"lacking" nullable:"false" doc:"Those of them that are not"`
	Pointer   string         `json:"pointer" doc:"Where in the deal something is to be added"`
	Evidence  []EvidenceView `json:"evidence" nullable:"false"`
}

// EvidenceView is what a buyer gave.
type EvidenceView struct {
	ID        string        `json:"id"`
	Criterion string        `json:"criterion"`
	Note      string        `json:"note"`
	Link      string        `json:"link"`
	File      *sales.File   `json:"file" doc:"That was handed in with it"`
	Contact   *string       `json:"contact"`
	At        sales.Instant `json:"at"`
	By        *string       `json:"by"`
	ByName    *string       `json:"by_name"`
}

// CriteriaList is all that stands before a deal.
type CriteriaList struct {
	Data  []CriterionView `json:"data" nullable:"false"`
	Unmet int             `json:"unmet" doc:"How many of them stand before the very next stage and are not met"`
}

// NewEvidence attaches a piece of evidence to a criterion.
type NewEvidence struct {
	Criterion string        `json:"criterion" doc:"Key of a criterion of the deal's pipeline that asks for evidence"`
	Note      string        `json:"note,omitempty" doc:"What it shows" maxLength:"2000"`
	Link      string        `json:"link,omitempty" doc:"Where it can be seen" maxLength:"2000"`
	Contact   string        `json:"contact,omitempty" doc:"Id of who gave it"`
	At        sales.Instant `json:"at,omitempty" doc:"When the buyer gave it; now when left out"`
}

type evidenceIn struct {
	door.Once
	ID   string `path:"id"`
	Body body.Of[NewEvidence]
}

type withdrawIn struct {
	door.IfMatch
	ID       string `path:"id"`
	Evidence string `path:"evidence"`
	Reason   string `query:"reason" required:"true" minLength:"1" maxLength:"500" doc:"Why it does not hold any more"`
}

func (a room) addCriteria() {
	list := document.Operation("list-deal-criteria", http.MethodGet, "/v1/deals/{id}/criteria", "What stands before a deal, and what of it is met")
	huma.Register(a.API, list, a.listCriteria)
	attach := document.Answering(document.Operation("attach-evidence", http.MethodPost, "/v1/deals/{id}/evidence", "Attach what the buyer gave"), http.StatusCreated)
	attach.Errors = append(attach.Errors, http.StatusConflict)
	huma.Register(a.API, attach, a.attachEvidence)
	withdraw := document.Operation("withdraw-evidence", http.MethodDelete, "/v1/deals/{id}/evidence/{evidence}", "Say that a piece of evidence does not hold any more")
	withdraw.Errors = append(withdraw.Errors, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	huma.Register(a.API, withdraw, a.withdrawEvidence)
	a.addFiles()
}

func (a room) listCriteria(ctx context.Context, in *door.Get) (*door.Reply[CriteriaList], error) {
	position, err := a.Standing(ctx, in.AtLeast)
	if err != nil {
		return nil, err
	}
	if err := a.visible(ctx, in.ID); err != nil {
		return nil, err
	}
	w := a.World(ctx)
	step, known := gate.Ahead(w, sales.DealID(in.ID), sales.InstantOf(a.Clock()))
	if w.Err != nil {
		return nil, w.Err
	}
	if !known || step.Deal.Deleted {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	names := a.Names(door.CallerOf(ctx).Workspace)
	list := CriteriaList{Data: []CriterionView{}}
	next := nextGates(step)
	for _, j := range a.Gate.Judge(w, step) {
		v := viewCriterion(door.VisitOf(ctx).Language, step.Pipeline, j)
		v.Next = next[j.Key]
		if v.Next && !v.Met {
			list.Unmet++
		}
		for _, e := range step.Deal.Evidence {
			if e.Criterion == j.Key {
				v.Evidence = append(v.Evidence, viewEvidence(ctx, names, e))
			}
		}
		list.Data = append(list.Data, v)
	}
	return &door.Reply[CriteriaList]{Status: http.StatusOK, Position: position, Body: list}, w.Err
}

// visible refuses a deal that the caller may not know of, as if there were none.
func (a room) visible(ctx context.Context, id string) error {
	r, err := a.Reader(ctx, door.When{}, door.AtLeast{})
	if err != nil {
		return err
	}
	if _, found := r.Deal(sales.DealID(id)); !found {
		return sales.Missing(sales.ID(id))
	}
	return nil
}

// nextGates are the keys of what stands before the stage after the deal's own.
func nextGates(s gate.Step) map[string]bool {
	at, _ := s.Pipeline.Stage(s.From)
	to := sales.StageID("")
	for _, stage := range s.Pipeline.Stages[at+1:] {
		if !stage.Retired {
			to = stage.ID
			break
		}
	}
	next := map[string]bool{}
	for _, g := range s.Pipeline.Gates(s.From, to) {
		next[g.Key] = true
	}
	return next
}

func viewCriterion(language string, p sales.PipelineFacts, j gate.Judged) CriterionView {
	v := CriterionView{Key: j.Key, Stage: string(j.Stage), Side: string(j.Side), Says: j.Says.In(language), Met: j.Met, Rule: door.OrNull(j.Rule),
		Asks: door.OrNull(j.Gate.Evidence), Facts: door.OrEmpty(j.Facts), Lacking: door.OrEmpty(j.Lacking), Pointer: j.Pointer(), Evidence: []EvidenceView{}}
	if _, s := p.Stage(j.Stage); s != nil {
		v.StageName = s.Name
	}
	return v
}

func viewEvidence(ctx context.Context, n door.Names, e sales.Evidence) EvidenceView {
	v := EvidenceView{ID: string(e.ID), Criterion: e.Criterion, Note: e.Note, Link: e.Link, Contact: door.OrNull(string(e.Contact)), At: e.At,
		By: door.OrNull(string(e.By))}
	if e.File != (sales.File{}) {
		v.File = &e.File
	}
	if e.By != "" {
		name := n.Of(ctx, string(e.By))
		v.ByName = &name
	}
	return v
}

func (a room) attachEvidence(ctx context.Context, in *evidenceIn) (*door.Reply[DealView], error) {
	if sales.ID(in.ID).Kind() != sales.DealKind {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	r, err := a.Reader(ctx, door.When{}, door.AtLeast{})
	if err != nil {
		return nil, err
	}
	b := in.Body.Value
	e := sales.Evidence{ID: sales.EvidenceID(a.Mint(sales.EvidenceKind)), Criterion: b.Criterion, Note: b.Note, Link: b.Link,
		Contact: sales.ContactID(b.Contact), At: b.At, By: door.CallerOf(ctx).User}
	id := sales.DealID(in.ID)
	return door.Record(ctx, a.Door, door.Write[DealView]{Command: sales.AttachEvidence{Deal: id, Evidence: e}, Key: in.Key, Body: in.Body.Text,
		Status: http.StatusCreated, Location: "/v1/deals/" + in.ID + "/criteria", View: dealIn(ctx, id, r)})
}

func (a room) withdrawEvidence(ctx context.Context, in *withdrawIn) (*door.Reply[DealView], error) {
	if sales.ID(in.ID).Kind() != sales.DealKind {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	r, err := a.Reader(ctx, door.When{}, door.AtLeast{})
	if err != nil {
		return nil, err
	}
	version, err := in.Seen(ctx)
	if err != nil {
		return nil, err
	}
	id := sales.DealID(in.ID)
	return door.Record(ctx, a.Door, door.Write[DealView]{Command: sales.WithdrawEvidence{Deal: id, ID: sales.EvidenceID(in.Evidence), Reason: in.Reason},
		Version: version, Status: http.StatusOK, View: dealIn(ctx, id, r)})
}
