package ledger_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"arus/ledger"
	"arus/ledger/ledgertest"
	"arus/process"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"

	"github.com/anishathalye/porcupine"
)

// Sixteen clients race on fifty deals, each of which has an approval that two people may answer. What each was told fits
// one order of events per object, in which nothing happens before it was asked for or after it was answered.
func TestRacesAreLinearizablePerDeal(t *testing.T) {
	const clients, deals, each = 16, 50, 60
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := &race{World: ledgertest.New(t, db, nil), t: t, began: time.Now()}
		r.prepare(deals)
		var running sync.WaitGroup
		for client := range clients {
			running.Go(func() {
				random := rand.New(rand.NewPCG(uint64(client), 16))
				for range each {
					r.turn(client, random)
				}
			})
		}
		running.Wait()
		refused := 0
		for _, op := range r.history {
			if op.Output.(told).code != "" {
				refused++
			}
		}
		t.Logf("%d operations by %d clients on %d deals, %d of them refused", len(r.history), clients, deals, refused)
		if got := porcupine.CheckOperationsTimeout(oneOrder, r.history, 5*time.Minute); got != porcupine.Ok {
			t.Errorf("what the clients were told fits no one order: %v", got)
		}
		if refused == 0 {
			t.Error("nobody was in anybody's way")
		}
	})
}

// race is a world that notes what clients asked for and were told.
type race struct {
	*ledgertest.World
	t     *testing.T
	began time.Time
	deals []sales.DealID

	mu      sync.Mutex
	history []porcupine.Operation
}

// asked is what a client asks: to read, move, win, reopen or approve.
type asked struct {
	object  sales.ID
	do      string
	to      int // stage
	version int64
}

// told is what came back: how the object stands, as far as the operation says, or the code of a refusal.
type told struct {
	code    string
	version int64
	stage   int
	open    bool
}

func (r *race) prepare(deals int) {
	r.Do(sales.Create[process.PolicyFacts]{ID: process.PolicyID("discount"), Facts: process.PolicyFacts{Key: "discount", Name: "Discounts", Says: sales.Words{"en": "the discount"},
		Watches: []string{"region"}, Steps: []process.Level{{Any: true, Approvers: []process.Approver{{User: r.Users[1]}, {Role: sales.Finance}}}}}})
	for n := range deals {
		d := r.Deal(fmt.Sprint("Deal ", n))
		r.deals = append(r.deals, d)
		r.Do(process.RequestApproval{Deal: d, Policy: "discount", Reason: "race", Version: 1})
	}
}

// turn asks one thing of one object.
func (r *race) turn(client int, random *rand.Rand) {
	d := r.deals[random.IntN(len(r.deals))]
	in := asked{object: sales.ID(d), do: []string{"read", "move", "move", "win", "reopen", "approve", "read"}[random.IntN(7)], to: random.IntN(len(r.Stages))}
	if in.do == "approve" || in.do == "read" && random.IntN(3) == 0 {
		in.object = process.ApprovalID(d, "discount")
	}
	if in.do == "move" && random.IntN(2) == 0 {
		c, err := r.Ledger.Load(r.t.Context(), r.Who.Workspace, in.object)
		if err != nil {
			r.t.Error(err)
		}
		in.version = c.Version
	}
	call := time.Since(r.began)
	out := r.tell(in)
	op := porcupine.Operation{ClientId: client, Input: in, Call: call.Nanoseconds(), Output: out, Return: time.Since(r.began).Nanoseconds()}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.history = append(r.history, op)
}

func (r *race) tell(in asked) told {
	deal := sales.DealID(in.object)
	var command sales.Command
	switch in.do {
	case "read":
		c, err := r.Ledger.Load(r.t.Context(), r.Who.Workspace, in.object)
		if err != nil {
			r.t.Error(err)
			return told{}
		}
		return r.seen(c.Object, c.Version)
	case "move":
		command = sales.MoveDeal{Deal: deal, To: r.Stages[in.to]}
	case "win":
		command = sales.WinDeal{Deal: deal}
	case "reopen":
		command = sales.ReopenDeal{Deal: deal, Reason: "back"}
	case "approve":
		command = process.AnswerApproval{ID: in.object, By: r.Users[1], Approve: true}
	}
	var out told
	_, err := r.RecordAll(r.t.Context(), ledger.Request{Who: r.Who, Orders: []ledger.Order{{Command: command, IfVersion: in.version}},
		Answer: func(_ ledger.Receipt, b *ledger.Book) (ledger.Answer, error) {
			out = r.seen(b.Object(in.object), b.Version(in.object))
			return ledger.Answer{}, nil
		}})
	var p *sales.Problem
	switch {
	case errors.As(err, &p):
		return told{code: p.Code}
	case err != nil:
		r.t.Error(err)
	}
	return out
}

// seen is how an object stands.
func (r *race) seen(object sales.Object, version int64) told {
	switch o := object.(type) {
	case *sales.Deal:
		for i, stage := range r.Stages {
			if stage == o.Stage {
				return told{version: version, stage: i, open: o.Outcome == sales.Open}
			}
		}
	case *process.Approval:
		return told{version: version, open: o.Facts.State == process.Pending}
	}
	r.t.Errorf("%T stands nowhere", object)
	return told{}
}

// oneOrder is what one deal or approval does when everybody waits for everybody else.
var oneOrder = porcupine.Model{
	Partition: func(history []porcupine.Operation) (parts [][]porcupine.Operation) {
		place := map[sales.ID]int{}
		for _, op := range history {
			id := op.Input.(asked).object
			at, known := place[id]
			if !known {
				at = len(parts)
				place[id] = at
				parts = append(parts, nil)
			}
			parts[at] = append(parts[at], op)
		}
		return parts
	},
	Init: func() any { return told{version: 1, open: true} },
	Step: func(state, input, output any) (bool, any) {
		was, in, out := state.(told), input.(asked), output.(told)
		is, code := next(was, in)
		if code != "" {
			return out.code == code, was
		}
		return out == is, is
	},
}

// next is how an object stands after an operation, or why that is refused.
func next(was told, in asked) (is told, code string) {
	is = was
	switch {
	case in.version != 0 && in.version != was.version:
		return was, "stale"
	case in.do == "read":
		return was, ""
	case in.do == "approve" && !was.open:
		return was, "approval_closed"
	case in.do == "reopen" && was.open:
		return was, "deal_open"
	case in.do == "reopen":
		is.open = true
	case in.do != "approve" && !was.open:
		return was, "deal_closed"
	case in.do == "move" && in.to == was.stage:
		return was, ""
	case in.do == "move":
		is.stage = in.to
	default: // win, approve
		is.open = false
	}
	is.version++
	return is, ""
}
