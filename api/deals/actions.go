package deals

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/sales"
)

// Moved is when an action was true; now when it is left out.
type Moved struct {
	At sales.Instant `json:"at,omitempty" doc:"When it happened, for what is told later"`
}

// The bodies of the actions.
type (
	// MoveBody puts a deal into another stage.
	MoveBody struct {
		To       string `json:"to" doc:"Id of a stage"`
		SubStage string `json:"sub_stage,omitempty"`
		Pipeline string `json:"pipeline,omitempty" doc:"To move it to another pipeline"`
		Overridden
		Moved
	}
	// WinBody closes a deal as won.
	WinBody struct {
		Value sales.Money `json:"value,omitempty" doc:"What was booked, when it is not the deal's value"`
		Note  string      `json:"note,omitempty"`
		Overridden
		Moved
	}
	// LoseBody closes a deal as lost.
	LoseBody struct {
		Reason     string `json:"reason" minLength:"1"`
		Note       string `json:"note,omitempty"`
		Competitor string `json:"competitor,omitempty" doc:"Id of the competitor that won it"`
		Moved
	}
	// ReopenBody opens a closed deal again.
	ReopenBody struct {
		To     string `json:"to,omitempty" doc:"Id of a stage; the one it was closed in when left out"`
		Reason string `json:"reason" minLength:"1"`
		Overridden
		Moved
	}
	// CloseDateBody expects a deal on another day.
	CloseDateBody struct {
		CloseDate sales.Day `json:"close_date"`
		Reason    string    `json:"reason,omitempty"`
		Moved
	}
	// CategoryBody counts a deal in another forecast category.
	CategoryBody struct {
		Category string `json:"category" enum:",omitted,pipeline,best_case,most_likely,commit" doc:"Empty leaves it to the stage again"`
		Reason   string `json:"reason,omitempty" maxLength:"1000" doc:"Needed for another category than the stage says"`
		Moved
	}
	// TransferBody gives a deal to another owner.
	TransferBody struct {
		To     string `json:"to" doc:"Id of a user"`
		Reason string `json:"reason,omitempty"`
		Moved
	}
	// ActivityBody notes something that was done for a deal.
	ActivityBody struct {
		Deal     string   `json:"deal"`
		Kind     string   `json:"kind" enum:"call,email,meeting,demo,site_visit,task,note"`
		Buyer    bool     `json:"buyer,omitempty" doc:"The buyer took part: it counts as a touch"`
		Subject  string   `json:"subject,omitempty"`
		By       string   `json:"by,omitempty" doc:"Id of a user"`
		Contacts []string `json:"contacts,omitempty" nullable:"false"`
		Minutes  int      `json:"minutes,omitempty"`
		Moved
	}
)

type actionIn[B any] struct {
	door.IfMatch
	door.Once
	ID   string `path:"id"`
	Body body.Of[B]
}

// Overridden lets a step through although the deal does not meet what its pipeline asks for.
type Overridden struct {
	Override string `json:"override,omitempty" doc:"The reason to go on although criteria are not met; it stays in the deal's history" maxLength:"500"`
}

// over is the step, overridden when there is a reason.
func (o Overridden) over(step sales.Command) sales.Command {
	if o.Override == "" {
		return step
	}
	return sales.Override{Step: step, Reason: o.Override}
}

// order is what an action makes of its body.
type order struct {
	command sales.Command
	at      sales.Instant
}

func (a room) addActions() {
	addAction(a, "move", "Put a deal into another stage", func(id sales.DealID, b MoveBody) order {
		return order{b.over(sales.MoveDeal{Deal: id, To: sales.StageID(b.To), SubStage: sales.SubStageID(b.SubStage), Pipeline: sales.PipelineID(b.Pipeline)}), b.At}
	})
	addAction(a, "win", "Close a deal as won", func(id sales.DealID, b WinBody) order {
		return order{b.over(sales.WinDeal{Deal: id, Value: b.Value, Note: b.Note}), b.At}
	})
	addAction(a, "lose", "Close a deal as lost, with the reason", func(id sales.DealID, b LoseBody) order {
		return order{sales.LoseDeal{Deal: id, Reason: b.Reason, Note: b.Note, Competitor: sales.CompetitorID(b.Competitor)}, b.At}
	})
	addAction(a, "reopen", "Open a closed deal again", func(id sales.DealID, b ReopenBody) order {
		return order{b.over(sales.ReopenDeal{Deal: id, To: sales.StageID(b.To), Reason: b.Reason}), b.At}
	})
	addAction(a, "close-date", "Expect a deal on another day", func(id sales.DealID, b CloseDateBody) order {
		return order{sales.MoveCloseDate{Deal: id, To: b.CloseDate, Reason: b.Reason}, b.At}
	})
	addPersonal(a, "category", "Count a deal in another forecast category than its stage says", func(ctx context.Context, id sales.DealID, b CategoryBody) order {
		return order{sales.MoveCategory{Deal: id, To: sales.Category(b.Category), Reason: b.Reason, By: door.CallerOf(ctx).User}, b.At}
	})
	addAction(a, "transfer", "Give a deal to another owner", func(id sales.DealID, b TransferBody) order {
		return order{sales.TransferDeal{Deal: id, To: sales.UserID(b.To), Reason: b.Reason}, b.At}
	})
}

func addAction[B any](a room, name, summary string, of func(sales.DealID, B) order) {
	addPersonal(a, name, summary, func(_ context.Context, id sales.DealID, b B) order { return of(id, b) })
}

// addPersonal adds an action that keeps who asked for it.
func addPersonal[B any](a room, name, summary string, of func(context.Context, sales.DealID, B) order) {
	op := document.Operation(name+"-deal", http.MethodPost, "/v1/deals/{id}/"+name, summary)
	op.Errors = append(op.Errors, http.StatusConflict, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	if _, over := any(*new(B)).(interface {
		over(sales.Command) sales.Command
	}); over {
		op = document.Holding(op, "override", "overrides")
	}
	huma.Register(a.API, op, func(ctx context.Context, in *actionIn[B]) (*door.Reply[DealView], error) {
		o := of(ctx, sales.DealID(in.ID), in.Body.Value)
		return a.act(ctx, in.ID, in.IfMatch, door.Write[DealView]{Command: o.command, At: o.at, Key: in.Key, Body: in.Body.Text})
	})
}

type activityIn struct {
	door.Once
	Body body.Of[ActivityBody]
}

func (a room) addActivities() {
	op := document.Answering(document.Operation("log-activity", http.MethodPost, "/v1/activities", "Note something that was done for a deal"), http.StatusCreated)
	op.Errors = append(op.Errors, http.StatusConflict)
	huma.Register(a.API, op, func(ctx context.Context, in *activityIn) (*door.Reply[DealView], error) {
		r, err := a.Reader(ctx, door.When{}, door.AtLeast{})
		if err != nil {
			return nil, err
		}
		b, id := in.Body.Value, sales.DealID(in.Body.Value.Deal)
		activity := sales.ActivityLogged{ID: sales.ActivityID(a.Mint(sales.ActivityKind)), Kind: b.Kind, Buyer: b.Buyer, Subject: b.Subject,
			By: sales.UserID(b.By), Minutes: b.Minutes}
		for _, c := range b.Contacts {
			activity.Contacts = append(activity.Contacts, sales.ContactID(c))
		}
		return door.Record(ctx, a.Door, door.Write[DealView]{Command: sales.LogActivity{Deal: id, Activity: activity}, At: b.At, Key: in.Key, Body: in.Body.Text,
			Status: http.StatusCreated, Location: "/v1/deals/" + b.Deal, View: dealIn(ctx, id, r)})
	})
}
