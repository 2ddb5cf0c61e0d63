package forecasts

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/board"
	"arus/forecast/submit"
	"arus/ledger"
	"arus/report"
	"arus/sales"
)

// SubmissionView is a submission on the wire.
type SubmissionView struct {
	ID        string        `json:"id"`
	Version   int64         `json:"version" doc:"Rises with every change; the ETag is this number in quotes"`
	CreatedAt sales.Instant `json:"created_at"`
	Total     sales.Money   `json:"total" doc:"own + rolled_up + adjustment + manager_adjustment"`
	sales.SubmissionFacts
}

func submissionView(r *sales.Submission, version int64) SubmissionView {
	total, _ := r.Facts.Total() // it was added up before it was written
	return SubmissionView{string(r.ID), version, r.CreatedAt, total, r.Facts}
}

// SubmitForecastBody is what somebody submits.
type SubmitForecastBody struct {
	Period     string              `json:"period" example:"2026-Q4"`
	Team       string              `json:"team,omitempty" doc:"Id of a team that the caller leads: its number, from what was submitted below. Left out: the caller's own deals"`
	Call       string              `json:"call,omitempty" enum:"commit,most_likely,best_case" doc:"How sure what counts has to be; commit when left out"`
	Adjustment *AdjustForecastBody `json:"adjustment,omitempty"`
}

// AdjustForecastBody moves a number for a reason.
type AdjustForecastBody struct {
	Amount     sales.Money `json:"amount" doc:"Added; may be below zero"`
	Reason     string      `json:"reason" minLength:"1" maxLength:"1000"`
	Correction bool        `json:"correction,omitempty" doc:"The amount is the correction that was offered, and is named so; refused where another is offered by now"`
}

// WithdrawForecastBody says why a submission is withdrawn.
type WithdrawForecastBody struct {
	Reason string `json:"reason,omitempty" maxLength:"1000"`
}

type (
	submitIn struct {
		door.Once
		Body body.Of[SubmitForecastBody]
	}
	draftIn struct {
		door.AtLeast
		Period string `query:"period" required:"true" example:"2026-Q4"`
		Team   string `query:"team" doc:"Id of a team"`
		Call   string `query:"call" enum:"commit,most_likely,best_case" default:"commit"`
	}
	submissionsIn struct {
		door.Page
		door.When
		door.AtLeast
		Period string `query:"period" example:"2026-Q4"`
		Team   string `query:"team" doc:"Id of a team: its own submissions and those of its members"`
		User   string `query:"user" doc:"Id of a user"`
		Newest bool   `query:"newest" doc:"Only those that hold: of each user, team and call the last that was not withdrawn. Needs a period"`
	}
	withdrawIn struct {
		door.IfMatch
		door.Once
		ID   string `path:"id"`
		Body body.Of[WithdrawForecastBody]
	}
	adjustIn struct {
		door.IfMatch
		door.Once
		ID   string `path:"id"`
		Body body.Of[AdjustForecastBody]
	}
)

// Draft is what would be submitted, and what is known of how such numbers came out.
type Draft struct {
	SubmissionView
	Bias *BiasView `json:"bias" doc:"null while nothing is known"`
}

// VerdictView says whether a submission can be made again from what it was made from.
type VerdictView struct {
	Same       bool           `json:"same" doc:"Byte by byte"`
	Submitted  SubmissionView `json:"submitted"`
	Recomputed SubmissionView `json:"recomputed"`
}

func (a room) addSubmissions() {
	huma.Register(a.API, document.Operation("list-submissions", http.MethodGet, "/v1/submissions", "List submissions"), a.submissions)
	huma.Register(a.API, document.Operation("draft-submission", http.MethodGet, "/v1/submissions/draft", "What would be submitted now"), a.draft)
	huma.Register(a.API, document.Operation("list-biases", http.MethodGet, "/v1/submissions/bias", "Who is optimistic, and by how much"), a.biases)
	huma.Register(a.API, document.Operation("get-submission", http.MethodGet, "/v1/submissions/{id}", "One submission"), a.submission)
	huma.Register(a.API, document.Operation("verify-submission", http.MethodGet, "/v1/submissions/{id}/verify", "Make a submission again from its basis, and compare"), a.verify)
	huma.Register(a.API, document.Operation("submission-correction", http.MethodGet, "/v1/submissions/{id}/correction", "How the numbers of who submitted came out until now, and their number without that habit"), a.correction)
	create := document.Answering(document.Operation("create-submission", http.MethodPost, "/v1/submissions", "Submit a forecast"), http.StatusCreated)
	create.Errors = append(create.Errors, http.StatusConflict)
	huma.Register(a.API, create, a.submit)
	for _, op := range []huma.Operation{document.Operation("withdraw-submission", http.MethodPost, "/v1/submissions/{id}/withdraw", "Withdraw a submission, until somebody above has acted"),
		document.Operation("adjust-submission", http.MethodPost, "/v1/submissions/{id}/adjust", "Adjust a submission from above")} {
		op.Errors = append(op.Errors, http.StatusConflict, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
		if strings.HasSuffix(op.Path, "withdraw") {
			huma.Register(a.API, op, a.withdraw)
		} else {
			huma.Register(a.API, op, a.adjust)
		}
	}
}

// drafted works a submission out from the newest picture, as of this very moment.
func (a room) drafted(ctx context.Context, least door.AtLeast, s submit.Scope) (sales.SubmissionFacts, *report.Reader, error) {
	r, err := a.Reader(ctx, door.When{}, least)
	if err != nil {
		return sales.SubmissionFacts{}, nil, err
	}
	snapshot := r.Picture.Snapshot()
	now := max(sales.InstantOf(a.Clock()), snapshot.Recorded())
	p := snapshot.At(now, max(snapshot.Recorded(), 1))
	if s.User = door.CallerOf(ctx).User; s.User == "" {
		return sales.SubmissionFacts{}, nil, sales.Invalid("/user", "required", "a submission is somebody's: act as a person")
	}
	facts, err := submit.Draft(p, s, func(id sales.ID) (int64, error) { return p.Version(id), nil })
	facts.Basis.Position = snapshot.Position()
	return facts, r, err
}

func (a room) draft(ctx context.Context, in *draftIn) (*door.Reply[Draft], error) {
	facts, r, err := a.drafted(ctx, in.AtLeast, submit.Scope{Team: sales.TeamID(in.Team), Period: in.Period, Call: sales.Category(in.Call)})
	if err != nil {
		return nil, door.Pointing("#", err)
	}
	d := Draft{SubmissionView: submissionView(&sales.Submission{Facts: facts, CreatedAt: facts.Basis.AsOf}, 0)}
	o, err := offer(r.Picture.Snapshot().At(facts.Basis.AsOf, facts.Basis.KnownAt), facts)
	if err != nil {
		return nil, err
	}
	d.Bias = o.view()
	return &door.Reply[Draft]{Status: http.StatusOK, Body: d, Position: door.MomentOf(r).Header()}, nil
}

func (a room) submit(ctx context.Context, in *submitIn) (*door.Reply[SubmissionView], error) {
	b := in.Body.Value
	facts, r, err := a.drafted(ctx, door.AtLeast{}, submit.Scope{Team: sales.TeamID(b.Team), Period: b.Period, Call: sales.Category(b.Call)})
	if err != nil {
		return nil, err
	}
	if b.Adjustment != nil {
		if b.Adjustment.Correction {
			if facts.Basis.Correction, err = taken(r.Picture.Snapshot().At(facts.Basis.AsOf, facts.Basis.KnownAt), facts, b.Adjustment.Amount); err != nil {
				return nil, err
			}
		}
		facts.Adjustment = sales.Adjustment{Amount: b.Adjustment.Amount, Reason: b.Adjustment.Reason}
	}
	id := a.Mint(sales.SubmissionKind)
	return door.Record(ctx, a.Door, door.Write[SubmissionView]{Command: sales.Submit{ID: id, Facts: facts}, Key: in.Key, Body: in.Body.Text,
		Status: http.StatusCreated, Location: "/v1/submissions/" + string(id), View: submissionIn(id)})
}

func submissionIn(id sales.ID) func(*ledger.Book) (SubmissionView, int64) {
	return func(b *ledger.Book) (SubmissionView, int64) {
		return submissionView(b.Object(id).(*sales.Submission), b.Version(id)), b.Version(id)
	}
}

// seen finds a submission of somebody whom the caller sees.
func (a room) seen(ctx context.Context, least door.AtLeast, id string) (*report.Reader, *sales.Submission, error) {
	r, err := a.Reader(ctx, door.When{}, least)
	if err != nil {
		return nil, nil, err
	}
	s, found := r.Picture.Submission(sales.ID(id))
	if !found || !sees(ctx, r, s) {
		return nil, nil, sales.Missing(sales.ID(id))
	}
	return r, s, nil
}

// sees reports whether the caller sees the deals that a submission is about; their own they always see.
func sees(ctx context.Context, r *report.Reader, s *sales.Submission) bool {
	return s.Facts.User == door.CallerOf(ctx).User || r.SeesOwner(s.Facts.User)
}

func (a room) submission(ctx context.Context, in *door.Get) (*door.Reply[SubmissionView], error) {
	r, s, err := a.seen(ctx, in.AtLeast, in.ID)
	if err != nil {
		return nil, err
	}
	version := r.Picture.Version(s.ID)
	return &door.Reply[SubmissionView]{Status: http.StatusOK, ETag: door.ETag(version), Body: submissionView(s, version), Position: door.MomentOf(r).Header()}, nil
}

func (a room) submissions(ctx context.Context, in *submissionsIn) (*door.Reply[door.Listed[SubmissionView]], error) {
	r, err := a.Reader(ctx, in.When, in.AtLeast)
	if err != nil {
		return nil, err
	}
	asked := door.Question(ctx, "submissions", in.Period, in.Team, in.User, in.AsOf, in.KnownAt, map[bool]string{true: "newest"}[in.Newest])
	from, err := in.From(asked)
	if err != nil {
		return nil, err
	}
	list, err := submissionsOf(r.Picture, in.Period, in.Newest)
	if err != nil {
		return nil, door.Pointing("#", err)
	}
	var rows []SubmissionView
	var next *door.Cursor
	for _, s := range list {
		f := &s.Facts
		home, _ := r.Picture.User(f.User)
		switch {
		case string(s.ID) <= from.After || !sees(ctx, r, s) || in.User != "" && in.User != string(f.User):
			continue
		case in.Team != "" && in.Team != string(f.Team) && (f.Team != "" || home == nil || in.Team != string(home.Facts.Team)):
			continue
		}
		if len(rows) == in.Limit {
			next = &door.Cursor{After: rows[len(rows)-1].ID, Question: asked}
			break
		}
		rows = append(rows, submissionView(s, r.Picture.Version(s.ID)))
	}
	body := door.ListOf(rows, next)
	return &door.Reply[door.Listed[SubmissionView]]{Status: http.StatusOK, Body: body, Position: door.MomentOf(r).Header(), Link: door.Link(ctx, body.NextCursor)}, nil
}

// submissionsOf lists those of a period, or all, in the order of their ids.
func submissionsOf(p *board.Picture, name string, newest bool) (list []*sales.Submission, err error) {
	var period sales.Period
	if name != "" || newest {
		if period, err = p.Workspace().Calendar.Period(name); err != nil {
			return nil, err
		}
	}
	if newest {
		return submit.Newest(p, period), nil
	}
	for s := range p.Submissions() {
		of, err := p.Workspace().Calendar.Period(s.Facts.Period)
		if name == "" || err == nil && of.From == period.From && of.To == period.To {
			list = append(list, s)
		}
	}
	return list, nil
}

func (a room) withdraw(ctx context.Context, in *withdrawIn) (*door.Reply[SubmissionView], error) {
	return a.act(ctx, in.ID, in.IfMatch, door.Write[SubmissionView]{Key: in.Key, Body: in.Body.Text,
		Command: sales.WithdrawForecast{ID: sales.ID(in.ID), By: door.CallerOf(ctx).User, Reason: in.Body.Value.Reason}})
}

// act records a command about a submission that the caller sees.
func (a room) act(ctx context.Context, id string, match door.IfMatch, w door.Write[SubmissionView]) (*door.Reply[SubmissionView], error) {
	version, err := match.Seen(ctx)
	if err != nil {
		return nil, err
	}
	if _, _, err := a.seen(ctx, door.AtLeast{}, id); err != nil {
		return nil, err
	}
	w.Version, w.Status, w.View = version, http.StatusOK, submissionIn(sales.ID(id))
	return door.Record(ctx, a.Door, w)
}

func (a room) verify(ctx context.Context, in *door.Get) (*door.Reply[VerdictView], error) {
	r, s, err := a.seen(ctx, in.AtLeast, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := submit.Verify(r.Picture.Snapshot(), s.Facts, submit.VersionsAt(ctx, a.Ledger, door.CallerOf(ctx).Workspace, s.Facts.Basis.Position))
	if err != nil {
		return nil, err
	}
	view := func(f sales.SubmissionFacts) SubmissionView {
		return submissionView(&sales.Submission{ID: s.ID, CreatedAt: s.CreatedAt, Facts: f}, 1)
	}
	return &door.Reply[VerdictView]{Status: http.StatusOK, Body: VerdictView{v.Same, view(v.Submitted), view(v.Recomputed)}, Position: door.MomentOf(r).Header()}, nil
}
