package process

import (
	"encoding/json"

	"arus/sales"
)

// PlanKind is the kind of planned changes.
const PlanKind sales.Kind = "plan"

// Plan is a new definition of a pipeline that takes effect at a moment to come, with what then becomes of the open deals.
type Plan = sales.Record[PlanFacts]

// PlanFacts say what changes, when, and who wants it so.
type PlanFacts struct {
	Pipeline   sales.PipelineID                `json:"pipeline"`
	Effective  sales.Instant                   `json:"effective_at"`
	Definition json.RawMessage                 `json:"definition"` // RFC 7396 merge patch over the pipeline as it then is
	Mapping    map[sales.StageID]sales.StageID `json:"mapping,omitempty"`
	Reason     string                          `json:"reason,omitempty"`
	By         sales.UserID                    `json:"by,omitempty"`
	PlanLife
}

// PlanState is how a plan stands.
type PlanState string

// The states.
const (
	Planned    PlanState = "planned"
	CarriedOut PlanState = "carried_out"
	CalledOff  PlanState = "called_off"
	Impossible PlanState = "impossible" // when its moment came, the pipeline was one that it did not fit
)

// PlanLife is what has happened to a plan. Orders of their own change it.
type PlanLife struct {
	State PlanState `json:"state,omitempty"`
	Why   string    `json:"why,omitempty"` // it was called off, or is impossible
}

// About names the record: a plan.
func (PlanFacts) About() (sales.Kind, string) { return PlanKind, "plan" }

// Called is what people call the plan: by its reason.
func (p PlanFacts) Called() string { return p.Reason }

// Check refuses a change that could not be made today: whoever plans it learns so now and not when it is due.
func (p PlanFacts) Check(w sales.World, _ sales.ID, _ PlanFacts) error {
	if p.PlanLife != (PlanLife{State: Planned}) {
		return sales.Invalid("/state", "read_only", "what has happened to a plan is not for setting")
	}
	pipeline, err := sales.Find[*sales.Pipeline](w, sales.ID(p.Pipeline))
	if err != nil {
		return err
	}
	if p.Effective <= pipeline.CreatedAt {
		return sales.Invalid("/effective_at", "before_creation", "%s is before %s was created, %s", p.Effective, string(p.Pipeline), pipeline.CreatedAt)
	}
	_, err = p.Change(nil).Decide(w, p.Effective)
	return err
}

// Change is the order that carries the plan out, with the deals that may have to move.
func (p PlanFacts) Change(deals []sales.DealID) sales.Redefine {
	return sales.Redefine{Change: sales.Change[sales.PipelineFacts]{ID: sales.ID(p.Pipeline), Patch: p.Definition}, Mapping: p.Mapping, Deals: deals, Reason: p.Reason}
}

// Due reports whether the plan is to be carried out by now.
func (p PlanFacts) Due(at sales.Instant) bool { return p.State == Planned && p.Effective <= at }

// PlanEnded says what became of a plan.
type PlanEnded struct {
	State PlanState    `json:"state"`
	Why   string       `json:"why,omitempty"`
	By    sales.UserID `json:"by,omitempty"`
}

// Name is the event's name in the ledger.
func (PlanEnded) Name() string { return "plan.ended" }

// Take takes in what became of a plan.
func (p *PlanFacts) Take(f sales.Fact) bool {
	ended, is := f.Event.(PlanEnded)
	if is {
		p.State, p.Why = ended.State, ended.Why
	}
	return is
}

// EndPlan notes what became of a plan: it was carried out, called off, or has proved impossible.
type EndPlan struct {
	Plan sales.ID
	PlanEnded
}

// Subject is the object the command is about.
func (c EndPlan) Subject() sales.ID { return c.Plan }

// Decide refuses a plan that has come to its end before.
func (c EndPlan) Decide(w sales.World, at sales.Instant) ([]sales.Fact, error) {
	p, err := sales.Find[*Plan](w, c.Plan)
	switch {
	case err != nil:
		return nil, err
	case p.Facts.State != Planned:
		return nil, sales.Refused("plan_ended", "this plan is %s", string(p.Facts.State))
	}
	return []sales.Fact{{Object: c.Plan, At: at, Event: c.PlanEnded}}, nil
}
