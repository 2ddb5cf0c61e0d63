package board

import (
	"fmt"

	"arus/board/past"
	"arus/sales"
)

// said writes down what an event says by itself. What the deal is after it, derive works out from the version before;
// hint is the newest version, whose pipeline is most likely the right one.
func (d *draft) said(f sales.Fact, hint *row) (r row, err error) {
	w := d.words
	switch e := f.Event.(type) {
	case sales.DealCreated:
		r = row{did: created, state: stateOf(Open, 0), place: w.place(Place{e.Pipeline, e.Stage, e.SubStage})}
		wide, err := d.factsOf(e.DealFacts, e.Origin, &r, &facts{})
		r.facts = d.keepFacts(wide)
		return r, err
	case sales.DealMoved:
		r.did, r.place = moved, w.place(Place{w.pipelineOf(hint), e.To, e.SubStage})
		if e.Pipeline != "" {
			r.did, r.place = movedAcross, w.place(Place{e.Pipeline, e.To, e.SubStage})
		}
	case sales.DealWon:
		r.did = won
		if e.Value.Currency != "" {
			r.did, r.value, r.currency = wonFor, e.Value.Minor, w.currency(e.Value.Currency)
		}
	case sales.DealLost:
		r.did, r.arg = lost, w.loss(loss{e.Reason, e.Competitor})
	case sales.DealReopened:
		r.did, r.place = reopened, w.place(Place{w.pipelineOf(hint), e.To, ""})
	default:
		return d.saidOfFacts(f)
	}
	return r, nil
}

func (d *draft) saidOfFacts(f sales.Fact) (r row, err error) {
	switch e := f.Event.(type) {
	case sales.CloseDateMoved:
		r.did, r.close = closeMoved, e.To
		if e.From != 0 && e.To > e.From {
			r.did = pushed
		}
	case sales.DealTransferred:
		r.did, r.owner = transferred, d.words.code(string(e.To))
	case sales.DealChanged:
		r.did, r.arg = changed, d.keepPatch(e.Patch)
	case sales.DealDeleted:
		r.did = deleted
	case sales.ActivityLogged:
		r.did = acted
		if e.Buyer {
			r.did = touched
		}
	case sales.ProbabilityOverridden:
		r.did = overridden
		r.arg, err = d.keepEvent(e)
	case sales.ProbabilityRestored:
		r.did = restored
	case sales.CategoryMoved:
		r.did = recategorised
		r.arg, err = d.keepEvent(e)
	case sales.Merged:
		r.did = merged
	case sales.Unmerged:
		r.did = unmerged
	case sales.EvidenceAttached, sales.EvidenceWithdrawn, sales.CriteriaOverridden, sales.Absorbed, sales.Released:
		r.did, r.arg = beside, d.words.code(f.Event.Name())
	default:
		err = fmt.Errorf("board: the event %s does not belong to %s", f.Event.Name(), f.Object)
	}
	return r, err
}

func (w *words) pipelineOf(r *row) sales.PipelineID {
	if r == nil {
		return ""
	}
	return w.places[r.place].Pipeline
}

// derive makes the row of v, which holds at least what its event said, into what the deal is after the event on the version before.
// It mirrors sales.Deal.Fold, field by field, and is held against it by the tests.
func (d *draft) derive(before *row, v *past.Version[row]) error {
	r, own := &v.Is, v.Is
	if own.did == created {
		r.state = stateOf(Open, own.state.Category())
		return nil
	}
	if before == nil || before.state.Outcome() == Absent {
		r.state = 0 // nothing happens to a deal that is not there; what was said is kept
		return nil
	}
	*r = *before
	r.did, r.arg = own.did, own.arg
	w := d.words
	to, was := w.places[own.place], w.places[before.place]
	switch own.did {
	case moved:
		r.place = own.place
		if to.Pipeline != was.Pipeline {
			r.place = w.place(Place{was.Pipeline, to.Stage, to.SubStage})
		}
	case movedAcross:
		r.place = own.place
	case won, wonFor:
		r.state = r.state.with(Won)
		if own.did == wonFor {
			r.value, r.currency = own.value, own.currency
		}
	case lost:
		r.state = r.state.with(Lost)
	case reopened:
		r.state = r.state.with(Open) &^ opinionBit
		if to.Stage != was.Stage {
			r.place = w.place(Place{was.Pipeline, to.Stage, ""})
		}
	case closeMoved, pushed:
		r.close = own.close
	case transferred:
		r.owner = own.owner
	case changed:
		return d.change(r)
	case overridden, restored, recategorised:
		return d.opine(r)
	case deleted, merged:
		r.state |= deletedBit
	case unmerged:
		r.state &^= deletedBit
	}
	return nil
}
