package automation

import (
	"context"
	"errors"
	"slices"

	"arus/gate"
	"arus/ledger"
	"arus/sales"
)

// Revision is a definition of a pipeline that is tried on what has happened.
type Revision struct {
	Pipeline sales.PipelineID
	Facts    sales.PipelineFacts
	From, To sales.Instant // when it would have held; half open
}

// Block is a step that a deal took and would not have been let take.
type Block struct {
	Deal     sales.DealID
	At       sales.Instant
	Step     string // name of the event
	From, To sales.StageID
	Unmet    []gate.Unmet   // criteria; none where the way itself is not there
	Why      *sales.Problem // the way is not there
}

// Hindsight is what a revision would have done.
type Hindsight struct {
	Steps  int // that deals of the pipeline took in that time
	Blocks []Block
}

// TryDefinition says which steps of deals a definition would not have let happen. The orders that people gave are given again, in
// the order in which things were true, to what the ones before have left; what is refused does not happen, and so a deal that
// was held up stays where it was. Overrides still override. What the pipeline was changed to in that time is left out: it is the
// definition on trial that holds. Nothing is written.
//
// It reads the whole ledger of a workspace: some ten seconds for a million events.
func TryDefinition(ctx context.Context, l *ledger.Ledger, keeper *gate.Keeper, ws sales.WorkspaceID, r Revision) (Hindsight, error) {
	history, err := lived(ctx, l, ws)
	if err != nil {
		return Hindsight{}, err
	}
	x := retrial{keeper: keeper, hand: newRehearsal(ws), Revision: r}
	begun := false
	for i, v := range history {
		if err := ctx.Err(); err != nil {
			return Hindsight{}, err
		}
		if v.At >= r.To {
			break
		}
		if v.At < r.From {
			if err := x.hand.take(v.Fact); err != nil {
				return Hindsight{}, err
			}
			continue
		}
		if !begun {
			begun = true
			x.define()
		}
		if err := x.relive(history, i); err != nil {
			return Hindsight{}, err
		}
	}
	return x.said, nil
}

// retrial is history gone through anew under a definition.
type retrial struct {
	Revision
	keeper *gate.Keeper
	hand   *rehearsal
	said   Hindsight
}

// define puts the definition in force, where the pipeline is there already.
func (x *retrial) define() {
	if p, there := x.hand.Object(sales.ID(x.Pipeline)).(*sales.Pipeline); there {
		p.Facts = x.Facts
	}
}

// relive lets the event at a place of history happen again.
func (x *retrial) relive(history []ledger.Event, i int) error {
	v := history[i]
	x.hand.at, x.hand.actor, x.hand.cause = v.At, v.Actor, v.Cause
	switch v.Fact.Event.(type) {
	case sales.Created[sales.PipelineFacts]:
		err := x.hand.take(v.Fact)
		if v.Object == sales.ID(x.Pipeline) {
			x.define()
		}
		return err
	case sales.Changed[sales.PipelineFacts]:
		if v.Object == sales.ID(x.Pipeline) {
			return nil
		}
	case sales.CriteriaOverridden:
		return nil // comes with its step
	}
	_, creates := v.Fact.Event.(sales.DealCreated)
	if v.Object.Kind() == sales.DealKind && !creates && x.hand.Object(v.Object) == nil {
		return nil // it was not let begin
	}
	command, is := anew(v.Fact)
	if !is {
		return x.hand.take(v.Fact)
	}
	if reason, over := overridden(history, i); over {
		command = sales.Override{Step: command, Reason: reason}
	}
	return x.give(command, v)
}

// give gives an order, and notes where it is blocked.
func (x *retrial) give(command sales.Command, v ledger.Event) error {
	order := ledger.Order{Command: command, At: v.At}
	step, unmet, stepping := x.keeper.Before(x.hand, order)
	if over, is := command.(sales.Override); is {
		step, _, stepping = x.keeper.Before(x.hand, ledger.Order{Command: over.Step, At: v.At})
	}
	ours := stepping && step.Of == x.Pipeline
	if ours {
		x.said.Steps++
	}
	block := Block{Deal: sales.DealID(v.Object), At: v.At, Step: v.Fact.Event.Name(), From: step.From, To: step.To, Unmet: unmet}
	if len(unmet) > 0 {
		if ours {
			x.said.Blocks = append(x.said.Blocks, block)
		}
		return nil
	}
	_, err := x.hand.Do(order)
	var p *sales.Problem
	if !errors.As(err, &p) {
		return err
	}
	if ours && slices.Contains(noWay, p.Code) {
		block.Why = p
		x.said.Blocks = append(x.said.Blocks, block)
	}
	return nil
}

// noWay are the codes of refusals because a pipeline has no such way. Others follow from what was blocked before.
var noWay = []string{"stage_skipped", "no_way_back", "unknown_stage", "pipeline_retired"}

// overridden is the reason for which the step at a place of history was let through, if it was. It stands before a step, and
// behind a creation.
func overridden(history []ledger.Event, i int) (reason string, over bool) {
	beside := i - 1
	if _, creates := history[i].Fact.Event.(sales.DealCreated); creates {
		beside = i + 1
	}
	if beside < 0 || beside >= len(history) || history[beside].Object != history[i].Object || history[beside].Recorded != history[i].Recorded {
		return "", false
	}
	e, over := history[beside].Fact.Event.(sales.CriteriaOverridden)
	return e.Reason, over
}

// anew is the order of which a fact of a deal came, its creation and what criteria are judged by among them.
func anew(f sales.Fact) (c sales.Command, is bool) {
	deal := sales.DealID(f.Object)
	switch e := f.Event.(type) {
	case sales.DealCreated:
		return sales.CreateDeal{ID: deal, Pipeline: e.Pipeline, Stage: e.Stage, SubStage: e.SubStage, Facts: e.DealFacts, Origin: e.Origin}, true
	case sales.EvidenceAttached:
		return sales.AttachEvidence{Deal: deal, Evidence: e.Evidence}, true
	case sales.EvidenceWithdrawn:
		return sales.WithdrawEvidence{Deal: deal, ID: e.ID, Reason: e.Reason}, true
	case sales.ActivityLogged:
		return sales.LogActivity{Deal: deal, Activity: e}, true
	}
	return again(f)
}
