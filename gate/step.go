package gate

import (
	"arus/ledger"
	"arus/sales"
)

// Step is a deal about to go somewhere: the deal as it will take the step, the definition it is judged by, and the way.
type Step struct {
	Deal     *sales.Deal
	Of       sales.PipelineID // the definition's
	Pipeline sales.PipelineFacts
	From     sales.StageID // empty: from outside
	To       sales.StageID // empty: won
	At       sales.Instant
}

// stepOf reads the step from an order. Not so: the order takes no step that criteria stand before, or has a fault that
// deciding it will name.
func stepOf(w sales.World, o ledger.Order) (s Step, is bool) {
	s.At = o.At
	switch c := o.Command.(type) {
	case sales.CreateDeal:
		facts, known := pipelineOf(w, c.Pipeline)
		deal := &sales.Deal{ID: c.ID, Pipeline: c.Pipeline, Stage: c.Stage, SubStage: c.SubStage, Outcome: sales.Open, DealFacts: c.Facts,
			CreatedAt: o.At, StageSince: o.At, Origin: c.Origin}
		s.Deal, s.Of, s.Pipeline, s.To = deal, c.Pipeline, facts, c.Stage
		if s.To == "" {
			s.To = facts.First()
		}
		return s, known
	case sales.MoveDeal:
		return s.along(w, c.Deal, c.Pipeline, c.To)
	case sales.ReopenDeal:
		s, is = s.along(w, c.Deal, "", c.To)
		return s, is && c.To != "" // into the stage it was closed in: it stood there before
	case sales.WinDeal:
		s, is = s.along(w, c.Deal, "", "")
		if is && c.Value.Currency != "" { // what was approved is not to be booked as something else
			booked := *s.Deal
			booked.Value = c.Value
			s.Deal = &booked
		}
		return s, is
	}
	return s, false
}

// along completes the step of a deal that is there.
func (s Step) along(w sales.World, id sales.DealID, pipeline sales.PipelineID, to sales.StageID) (Step, bool) {
	d, ok := w.Object(sales.ID(id)).(*sales.Deal)
	if !ok {
		return s, false
	}
	s.Deal, s.From, s.To = d, d.Stage, to
	if pipeline == "" || pipeline == d.Pipeline {
		pipeline = d.Pipeline
	} else {
		s.From = "" // into another pipeline as from outside
	}
	facts, known := pipelineOf(w, pipeline)
	s.Of, s.Pipeline = pipeline, facts
	return s, known
}

// Ahead is the whole way that is left to a deal: up to being won.
func Ahead(w sales.World, id sales.DealID, at sales.Instant) (Step, bool) {
	return Step{At: at}.along(w, id, "", "")
}

func pipelineOf(w sales.World, id sales.PipelineID) (sales.PipelineFacts, bool) {
	p, ok := w.Object(sales.ID(id)).(*sales.Pipeline)
	if !ok {
		return sales.PipelineFacts{}, false
	}
	return p.Facts, true
}
