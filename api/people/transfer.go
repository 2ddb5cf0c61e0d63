package people

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/board"
	"arus/ledger"
	"arus/sales"
)

// Handover says who takes over what somebody has.
type Handover struct {
	To     string   `json:"to" doc:"Id of a user"`
	Deals  []string `json:"deals,omitempty" nullable:"false" maxItems:"1000" doc:"Only these deals and no accounts, for giving each to whom it suits; all when left out"`
	Closed bool     `json:"closed,omitempty" doc:"Won and lost deals, too; they stay with who closed them when left out"`
	Reason string   `json:"reason,omitempty" maxLength:"500"`
}

// HandedOver is what has moved.
type HandedOver struct {
	From     string `json:"from"`
	To       string `json:"to"`
	Deals    int    `json:"deals"`
	Accounts int    `json:"accounts"`
	HandedWork
}

// HandedWork is what was to be done that has moved.
type HandedWork struct {
	Leads     int `json:"leads" doc:"Open ones"`
	Tasks     int `json:"tasks" doc:"Open ones"`
	Approvals int `json:"approvals" doc:"That waited for an answer of theirs"`
	Left      int `json:"approvals_left" doc:"That the other may not answer, because they asked or the deal is theirs"`
}

func (a room) addTransfer() {
	op := document.About(document.Operation("transfer-user", http.MethodPost, "/v1/users/{id}/transfer", "Give what somebody has to another"), "transfers")
	op = document.Allowed(op, access.Write)
	op.Description = "Deals, accounts, open leads and tasks, and approvals that wait for them move in one transaction and keep their history. Again, it moves what has come since. A dry run counts them and moves nothing."
	op.Errors = append(op.Errors, http.StatusConflict)
	huma.Register(a.API, op, a.handOver)
}

type handoverIn struct {
	door.Once
	ID     string `path:"id"`
	DryRun bool   `query:"dry_run" doc:"Say what would move, move nothing"`
	Body   body.Of[Handover]
}

// handOver holds both people to the rows of the caller, and then needs no guard for each deal: who may empty somebody's
// desk need not see what lies on it.
func (a room) handOver(ctx context.Context, in *handoverIn) (*door.Reply[HandedOver], error) {
	c, from, h := door.CallerOf(ctx), sales.UserID(in.ID), in.Body.Value
	leaver, err := a.Load(ctx, sales.ID(from))
	if err != nil {
		return nil, err
	}
	if _, person := leaver.Object.(*sales.User); !person {
		return nil, sales.Missing(sales.ID(from))
	}
	receiver, err := a.Load(ctx, sales.ID(h.To))
	if _, person := receiver.Object.(*sales.User); err != nil || !person {
		return nil, sales.Invalid("/to", "unknown_reference", "there is no %s %q", "user", h.To)
	}
	s, err := a.Sight(ctx)
	if err != nil {
		return nil, err
	}
	rows := c.Rows(access.Permit{Object: "transfers", Action: access.Write})
	for _, user := range []sales.UserID{from, sales.UserID(h.To)} {
		if !s.Reaches(rows, &sales.Deal{DealFacts: sales.DealFacts{Owner: user}}) {
			return nil, sales.Refused("forbidden", "both people must be below you")
		}
	}
	if in.DryRun {
		return a.wouldMove(ctx, from, h)
	}
	who := a.Who(ctx)
	who.Guard = nil
	view := HandedOver{From: string(from), To: h.To}
	request := ledger.Request{Who: who, Plan: func(b *ledger.Book) error {
		view.Deals, view.Accounts, view.HandedWork = 0, 0, HandedWork{} // the plan may run again
		return a.hand(ctx, b, h, &view)
	}, Answer: func(ledger.Receipt, *ledger.Book) (ledger.Answer, error) {
		text, err := json.Marshal(view)
		return ledger.Answer{Status: http.StatusOK, Body: text}, err
	}}
	landed, err := a.Keyed(ctx, &request, in.Key, in.Body.Text)
	if err != nil {
		return nil, err
	}
	defer landed()
	receipt, err := a.Ledger.RecordAll(ctx, request)
	if err != nil {
		return nil, a.Explained(ctx, sales.ID(from), err)
	}
	reply := &door.Reply[HandedOver]{Status: http.StatusOK, Position: door.Moment{Position: receipt.Position}.Header(), Body: view}
	if receipt.Replayed {
		reply.Replayed = "true"
		return reply, json.Unmarshal(receipt.Answer.Body, &reply.Body)
	}
	a.Settle(ctx, c.Workspace, receipt.Position)
	return reply, nil
}

// wouldMove counts what there is to hand over. It says no more than the answer to the deed, and to whom that would be given.
func (a room) wouldMove(ctx context.Context, from sales.UserID, h Handover) (*door.Reply[HandedOver], error) {
	current, err := a.Boards.Of(ctx, door.CallerOf(ctx).Workspace)
	if err != nil {
		return nil, err
	}
	snapshot := current.Snapshot()
	picture := snapshot.At(0, 0)
	view := HandedOver{From: string(from), To: h.To}
	for _, id := range h.of(picture, from) {
		if d, known := picture.Deal(sales.DealID(id)); known && d.Owner() == from && (h.Closed || d.Outcome() == sales.Open) {
			view.Deals++
		}
	}
	for r := range picture.Accounts() {
		if len(h.Deals) == 0 && r.Facts.Owner == from && !r.Archived {
			view.Accounts++
		}
	}
	return &door.Reply[HandedOver]{Status: http.StatusOK, Position: door.Moment{Position: snapshot.Position()}.Header(), Body: view}, nil
}

// of are the deals that may have to move: those that were named, or all that somebody owns.
func (h Handover) of(p *board.Picture, from sales.UserID) []string {
	if len(h.Deals) > 0 {
		return h.Deals
	}
	var ids []string
	for d := range p.Deals() {
		if d.Owner() == from {
			ids = append(ids, string(d.ID()))
		}
	}
	return ids
}

// hand orders each move. The board says what there is to look at, and the book, under the lock, whose it is.
func (a room) hand(ctx context.Context, b *ledger.Book, h Handover, view *HandedOver) error {
	current, err := a.Boards.Of(ctx, sales.WorkspaceID(b.Workspace()))
	if err != nil {
		return err
	}
	picture := current.Snapshot().At(0, 0)
	from, to := sales.UserID(view.From), sales.UserID(h.To)
	for _, id := range h.of(picture, from) {
		deal, known := b.Object(sales.ID(id)).(*sales.Deal)
		if !known || deal.Owner != from || deal.Deleted || deal.Outcome != sales.Open && !h.Closed {
			continue
		}
		if _, err := b.Do(ledger.Order{Command: sales.TransferDeal{Deal: sales.DealID(id), To: to, Reason: h.Reason}}); err != nil {
			return placed(err)
		}
		view.Deals++
	}
	if len(h.Deals) > 0 {
		return nil
	}
	owner, err := json.Marshal(map[string]sales.UserID{"owner": to})
	for r := range picture.Accounts() {
		account, known := b.Object(r.ID).(*sales.Account)
		if !known || account.Facts.Owner != from || account.Archived || err != nil {
			continue
		}
		if _, err := b.Do(ledger.Order{Command: sales.Change[sales.AccountFacts]{ID: r.ID, Patch: owner}}); err != nil {
			return placed(err)
		}
		view.Accounts++
	}
	if err != nil {
		return err
	}
	view.HandedWork, err = handWork(b, picture, move{from, to, h.Reason})
	return err
}

// placed: whoever cannot take over is named in the body's to.
func placed(err error) error {
	var problem *sales.Problem
	if errors.As(err, &problem) && problem.Pointer == "/owner" {
		moved := *problem
		moved.Pointer = "/to"
		return &moved
	}
	return err
}
