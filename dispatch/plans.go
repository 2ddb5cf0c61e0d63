package dispatch

import (
	"context"
	"errors"

	"arus/board"
	"arus/ledger"
	"arus/process"
	"arus/sales"
)

// CarryOut makes the changes of definitions whose moment has come, each as of that moment and in the name of who planned it.
// Where a deal has taken a step since, the change is as of now: that step was judged by the definition before.
// A change that its pipeline does not take any more is noted as impossible, with the reason. It may be done as often as one
// likes, and by several nodes.
func (d Desk) CarryOut(ctx context.Context, b *board.Board, at sales.Instant) (done int, failed error) {
	for plan := range board.All[process.PlanFacts](b.Snapshot().At(0, 0)) {
		if !plan.Facts.Due(at) {
			continue
		}
		receipt, err := d.carryOut(ctx, b, plan)
		var refused *sales.Problem
		switch {
		case errors.As(err, &refused) && refused.Code == "plan_ended": // another node was first
		case err != nil:
			failed = errors.Join(failed, err)
		default:
			done++
			failed = errors.Join(failed, b.WaitFor(ctx, receipt.Position))
		}
	}
	return done, failed
}

// carryOut makes one change and notes its end, in one transaction.
func (d Desk) carryOut(ctx context.Context, b *board.Board, plan *process.Plan) (ledger.Receipt, error) {
	f := plan.Facts
	who := ledger.Who{Workspace: b.Snapshot().Workspace(), Actor: string(f.By), Cause: "sweep"}
	if who.Actor == "" {
		who.Actor = "routing"
	}
	end := func(state process.PlanState, why string) ledger.Order {
		return ledger.Order{Command: process.EndPlan{Plan: plan.ID, PlanEnded: process.PlanEnded{State: state, Why: why}}}
	}
	var deals []sales.DealID
	since := f.Effective
	for deal := range b.Snapshot().At(0, 0).Deals() {
		if deal.Pipeline() != f.Pipeline {
			continue
		}
		if max(deal.CreatedAt(), deal.StageSince(), deal.ClosedAt()) >= f.Effective {
			since = 0
		}
		if deal.Outcome() == sales.Open && f.Mapping[deal.Stage()] != "" {
			deals = append(deals, deal.ID())
		}
	}
	receipt, err := d.Ledger.RecordAll(ctx, ledger.Request{Who: who,
		Orders: []ledger.Order{end(process.CarriedOut, ""), {Command: f.Change(deals), At: since}}})
	var refused *sales.Problem
	if !errors.As(err, &refused) || refused.Code == "plan_ended" {
		return receipt, err
	}
	return d.Ledger.RecordAll(ctx, ledger.Request{Who: who, Orders: []ledger.Order{end(process.Impossible, refused.Error())}})
}
