package work

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/board"
	"arus/ledger"
	"arus/process"
	"arus/report/lists"
	"arus/sales"
)

// ApprovalView is an approval on the wire.
type ApprovalView struct {
	Head
	process.ApprovalFacts
	Lapsed bool `json:"lapsed" doc:"It was not answered in time, or holds no more by its age"`
	Holds  bool `json:"holds" doc:"It is given, has not lapsed, and the deal is as it was approved"`
}

// The bodies of approvals.
type (
	// AskApprovalBody asks for a deal to be approved as it stands.
	AskApprovalBody struct {
		Deal    string `json:"deal" doc:"Id of a deal"`
		Policy  string `json:"policy" doc:"Key of a policy" example:"discount"`
		Reason  string `json:"reason,omitempty" maxLength:"2000"`
		Version int64  `json:"deal_version,omitempty" doc:"Of the deal that was looked at: another one is refused"`
	}
	// AnswerApprovalBody is what somebody says who is asked.
	AnswerApprovalBody struct {
		Note string `json:"note,omitempty" maxLength:"2000"`
	}
	// DelegateApprovalBody hands a seat on.
	DelegateApprovalBody struct {
		To     string `json:"to" doc:"Id of a user who neither asked, nor owns the deal, nor is asked already"`
		Reason string `json:"reason,omitempty" maxLength:"500"`
	}
	// WithdrawApprovalBody takes a question back.
	WithdrawApprovalBody struct {
		Reason string `json:"reason,omitempty" maxLength:"500"`
	}
)

type approvalsIn struct {
	door.Page
	door.AtLeast
	Deal  string `query:"deal" doc:"Id of a deal"`
	State string `query:"state" enum:"pending,approved,rejected,withdrawn"`
	Mine  bool   `query:"mine" doc:"Only those that wait for an answer of the caller's"`
	Text  string `query:"q" doc:"In the key of the policy" maxLength:"200"`
	Expr  string `query:"filter" doc:"An expression over the approval" example:"approval.key == 'discount' && approval.round > 1"`
	Sort  string `query:"sort" doc:"created_at, answer_by, holds_until or decided_at, - for falling"`
}

func (a room) addApprovals() {
	huma.Register(a.API, document.Operation("list-approvals", http.MethodGet, "/v1/approvals", "List approvals"), a.approvals)
	huma.Register(a.API, document.Operation("get-approval", http.MethodGet, "/v1/approvals/{id}", "One approval"), a.approval)
	ask := document.Answering(document.Operation("ask-approval", http.MethodPost, "/v1/approvals", "Ask for a deal to be approved under a policy, as it stands"), http.StatusCreated)
	ask.Errors = append(ask.Errors, http.StatusConflict, http.StatusPreconditionFailed)
	huma.Register(a.API, ask, a.ask)
	answer := func(yes bool) func(context.Context, sales.ID, AnswerApprovalBody) (sales.Command, error) {
		return func(ctx context.Context, id sales.ID, b AnswerApprovalBody) (sales.Command, error) {
			return process.AnswerApproval{ID: id, By: door.CallerOf(ctx).User, Approve: yes, Note: b.Note}, nil
		}
	}
	action[AnswerApprovalBody, ApprovalView]{"approve", "/v1/approvals/{id}/approve", "Say yes, where the caller is asked now", process.ApprovalKind, answer(true), approvalIn}.add(a)
	action[AnswerApprovalBody, ApprovalView]{"reject", "/v1/approvals/{id}/reject", "Say no, and why, where the caller is asked now", process.ApprovalKind, answer(false), approvalIn}.add(a)
	action[DelegateApprovalBody, ApprovalView]{"delegate-approval", "/v1/approvals/{id}/delegate", "Hand the caller's seat on", process.ApprovalKind,
		func(ctx context.Context, id sales.ID, b DelegateApprovalBody) (sales.Command, error) {
			return process.DelegateApproval{ID: id, From: door.CallerOf(ctx).User, To: sales.UserID(b.To), Reason: b.Reason}, nil
		}, approvalIn}.add(a)
	action[WithdrawApprovalBody, ApprovalView]{"withdraw-approval", "/v1/approvals/{id}/withdraw", "Take the question back: who asked, or owns the deal", process.ApprovalKind,
		func(ctx context.Context, id sales.ID, b WithdrawApprovalBody) (sales.Command, error) {
			return process.WithdrawApproval{ID: id, By: door.CallerOf(ctx).User, Reason: b.Reason}, nil
		}, approvalIn}.add(a)
}

func viewOf(r *process.Approval, version int64, d *sales.Deal, at sales.Instant) ApprovalView {
	lapsed := r.Facts.Lapsed(at)
	return ApprovalView{Head{string(r.ID), version, r.CreatedAt}, r.Facts, lapsed, r.Facts.State == process.Approved && !lapsed && d != nil && r.Facts.Fits(d)}
}

func approvalIn(b *ledger.Book, id sales.ID) (ApprovalView, int64) {
	r := b.Object(id).(*process.Approval)
	d, _ := b.Object(sales.ID(r.Facts.Deal)).(*sales.Deal)
	return viewOf(r, b.Version(id), d, b.Now()), b.Version(id)
}

func (a room) ask(ctx context.Context, in *struct {
	door.Once
	Body body.Of[AskApprovalBody]
}) (*door.Reply[ApprovalView], error) {
	b := in.Body.Value
	version := b.Version
	current, err := a.Load(ctx, sales.ID(b.Deal))
	switch {
	case err != nil && !sales.IsMissing(err):
		return nil, err
	case err == nil && version != 0 && version != current.Version:
		return nil, a.Explained(ctx, sales.ID(b.Deal), sales.Stale(sales.ID(b.Deal), current.Version, version))
	case err == nil:
		version = current.Version
	}
	command := process.RequestApproval{Deal: sales.DealID(b.Deal), Policy: b.Policy, Asker: door.CallerOf(ctx).User, Reason: b.Reason, Version: version}
	id := command.Subject()
	return door.Record(ctx, a.Door, door.Write[ApprovalView]{Command: command, Key: in.Key, Body: in.Body.Text, Status: http.StatusCreated,
		Location: "/v1/approvals/" + string(id), View: func(b *ledger.Book) (ApprovalView, int64) { return approvalIn(b, id) }})
}

func (a room) approval(ctx context.Context, in *door.Get) (*door.Reply[ApprovalView], error) {
	position, err := a.Standing(ctx, in.AtLeast)
	if err != nil {
		return nil, err
	}
	r, version, err := current[*process.Approval](ctx, a, sales.ID(in.ID))
	if err != nil {
		return nil, err
	}
	w := a.World(ctx)
	d, _ := w.Object(sales.ID(r.Facts.Deal)).(*sales.Deal)
	return &door.Reply[ApprovalView]{Status: http.StatusOK, ETag: door.ETag(version), Position: position,
		Body: viewOf(r, version, d, sales.InstantOf(a.Clock()))}, w.Err
}

func (a room) approvals(ctx context.Context, in *approvalsIn) (*door.Reply[door.Listed[ApprovalView]], error) {
	r, err := a.Reader(ctx, door.When{}, in.AtLeast)
	if err != nil {
		return nil, err
	}
	asked := door.Question(ctx, "approvals", in.Deal, in.State, map[bool]string{true: "mine"}[in.Mine], in.Text, in.Expr, in.Sort)
	from, err := in.From(asked)
	if err != nil {
		return nil, err
	}
	s, err := a.Sight(ctx)
	if err != nil {
		return nil, err
	}
	meant := func(yield func(*process.Approval) bool) {
		for x := range board.All[process.ApprovalFacts](r.Picture) {
			f := x.Facts
			other := in.Deal != "" && in.Deal != string(f.Deal) || in.State != "" && in.State != string(f.State) ||
				in.Mine && !f.Asks(a.World(ctx), door.CallerOf(ctx).User)
			if !s.Sees(x) || other && string(x.ID) != from.After { // the last of the page before is needed, whatever was said of it since
				continue
			}
			if !yield(x) {
				return
			}
		}
	}
	found, more, err := lists.Of(r, meant, lists.Listing{Kind: process.ApprovalKind, Filter: in.Expr, Text: in.Text, Sort: in.Sort, After: sales.ID(from.After), Limit: in.Limit})
	if err != nil {
		return nil, door.Pointing("#", err)
	}
	var next *door.Cursor
	if more {
		next = &door.Cursor{After: string(found[len(found)-1].ID), Question: asked}
	}
	rows := make([]ApprovalView, len(found))
	for i, x := range found {
		var deal *sales.Deal
		if d, there := r.Picture.Deal(x.Facts.Deal); there {
			state := d.State()
			deal = &state
		}
		rows[i] = viewOf(x, r.Picture.Version(x.ID), deal, r.Now)
	}
	body := door.ListOf(rows, next)
	return &door.Reply[door.Listed[ApprovalView]]{Status: http.StatusOK, Body: body, Position: door.MomentOf(r).Header(), Link: door.Link(ctx, body.NextCursor)}, nil
}
