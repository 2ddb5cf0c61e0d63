package sales

import (
	"encoding/json"
	"fmt"
)

// Event says what happened, in the past tense. Its JSON is what the ledger keeps and what webhooks send.
type Event interface{ Name() string }

// Fact is an event about one object at its effective moment: when it was true, not when it was written down.
type Fact struct {
	Object ID
	At     Instant
	Event  Event
}

// The events in the life of a deal.
type (
	// DealCreated opens a deal in a stage.
	DealCreated struct {
		Pipeline PipelineID `json:"pipeline"`
		Stage    StageID    `json:"stage"`
		SubStage SubStageID `json:"sub_stage,omitempty"`
		DealFacts
		Origin Origin `json:"imported_from,omitzero"`
	}
	// DealMoved says that an open deal entered another stage or sub-stage, of its own pipeline or, when Pipeline is
	// set, of another.
	DealMoved struct {
		From     StageID    `json:"from"`
		To       StageID    `json:"to"`
		SubStage SubStageID `json:"sub_stage,omitempty"`
		Pipeline PipelineID `json:"pipeline,omitempty"`
	}
	// DealWon closes a deal as won.
	DealWon struct {
		Value Money  `json:"value,omitzero"` // what was booked, when it differs
		Note  string `json:"note,omitempty"`
	}
	// DealLost closes a deal as lost.
	DealLost struct {
		Reason     string       `json:"reason"`
		Note       string       `json:"note,omitempty"`
		Competitor CompetitorID `json:"competitor,omitempty"`
	}
	// DealReopened opens a closed deal again.
	DealReopened struct {
		To     StageID `json:"to"`
		Reason string  `json:"reason"`
	}
	// CloseDateMoved says that the deal is expected on another day. A move to a later day is a push.
	CloseDateMoved struct {
		From   Day    `json:"from,omitzero"`
		To     Day    `json:"to,omitzero"`
		Reason string `json:"reason,omitempty"`
	}
	// DealTransferred says that another person owns the deal now.
	DealTransferred struct {
		From   UserID `json:"from,omitempty"`
		To     UserID `json:"to,omitempty"`
		Reason string `json:"reason,omitempty"`
	}
	// DealChanged says that other facts of the deal changed: the smallest merge patch.
	DealChanged struct {
		Patch json.RawMessage `json:"patch"`
	}
	// DealDeleted takes the deal out of every figure from then on.
	DealDeleted struct {
		Reason string `json:"reason,omitempty"`
	}
	// ActivityLogged says that something was done for the deal.
	ActivityLogged struct {
		ID       ActivityID  `json:"id"`
		Kind     string      `json:"kind"`            // call, email, meeting, demo, site_visit, task, note
		Buyer    bool        `json:"buyer,omitempty"` // the buyer took part: it counts as a touch
		Subject  string      `json:"subject,omitempty"`
		By       UserID      `json:"by,omitempty"`
		Contacts []ContactID `json:"contacts,omitempty"`
		Minutes  int         `json:"minutes,omitempty"`
	}
)

// Name is the event's name in the ledger, and so on for the others.
func (DealCreated) Name() string     { return "deal.created" }
func (DealMoved) Name() string       { return "deal.moved" }
func (DealWon) Name() string         { return "deal.won" }
func (DealLost) Name() string        { return "deal.lost" }
func (DealReopened) Name() string    { return "deal.reopened" }
func (CloseDateMoved) Name() string  { return "deal.close_date_moved" }
func (DealTransferred) Name() string { return "deal.transferred" }
func (DealChanged) Name() string     { return "deal.changed" }
func (DealDeleted) Name() string     { return "deal.deleted" }
func (ActivityLogged) Name() string  { return "deal.activity_logged" }

// CameFrom is where an imported deal came from.
func (e DealCreated) CameFrom() Origin { return e.Origin }

// Fold takes one fact into the deal.
func (d *Deal) Fold(f Fact) error {
	switch e := f.Event.(type) {
	case DealCreated:
		*d = Deal{ID: DealID(f.Object), Pipeline: e.Pipeline, Stage: e.Stage, SubStage: e.SubStage, Outcome: Open,
			DealFacts: e.DealFacts, Origin: e.Origin, CreatedAt: f.At, StageSince: f.At}
	case DealMoved:
		d.enter(e.To, f.At)
		d.SubStage = e.SubStage
		if e.Pipeline != "" {
			d.Pipeline = e.Pipeline
		}
	case DealWon:
		d.Outcome, d.ClosedAt = Won, f.At
		if e.Value.Currency != "" {
			d.Value = e.Value
		}
	case DealLost:
		d.Outcome, d.ClosedAt, d.LostReason, d.LostTo = Lost, f.At, e.Reason, ID(e.Competitor)
	case DealReopened:
		d.Outcome, d.ClosedAt, d.LostReason, d.LostTo, d.Opinion = Open, 0, "", "", Opinion{}
		d.enter(e.To, f.At)
	default:
		return d.foldFacts(f)
	}
	return nil
}

func (d *Deal) enter(stage StageID, at Instant) {
	if stage != d.Stage {
		d.Stage, d.SubStage, d.StageSince = stage, "", at
	}
}

func (d *Deal) foldFacts(f Fact) (err error) {
	switch e := f.Event.(type) {
	case CloseDateMoved:
		if e.From != 0 && e.To > e.From {
			d.Pushes++
		}
		d.CloseDate = e.To
	case DealTransferred:
		d.Owner = e.To
	case DealChanged:
		d.DealFacts, err = patched(d.DealFacts, e.Patch)
	case DealDeleted:
		d.Deleted = true
	case ActivityLogged:
		d.did(e)
		if e.Buyer {
			d.LastTouch = max(d.LastTouch, f.At)
		}
	default:
		return d.foldOpinion(f)
	}
	return err
}

func unfit(id ID, e Event) error {
	return fmt.Errorf("sales: the event %s does not belong to %s", e.Name(), id)
}

// NewObject is an empty object of a kind of this room, ready to be folded or decoded; nil for any other kind.
func NewObject(kind Kind) Object {
	switch kind {
	case DealKind:
		return new(Deal)
	case ImportKind:
		return new(Import)
	case WorkspaceKind:
		return new(Workspace)
	case PipelineKind:
		return new(Pipeline)
	case AccountKind:
		return new(Account)
	case ContactKind:
		return new(Contact)
	case ProductKind:
		return new(Product)
	case CompetitorKind:
		return new(Competitor)
	case UserKind:
		return new(User)
	case TeamKind:
		return new(Team)
	case RateKind:
		return new(Rate)
	case TargetKind:
		return new(Target)
	case SubmissionKind:
		return new(Submission)
	case CallKind:
		return new(Call)
	case ViewKind:
		return new(View)
	}
	return nil
}

// Events lists one value of every event of this room, in no particular order.
func Events() []Event {
	list := []Event{DealCreated{}, DealMoved{}, DealWon{}, DealLost{}, DealReopened{}, CloseDateMoved{}, DealTransferred{},
		DealChanged{}, DealDeleted{}, ActivityLogged{}, EvidenceAttached{}, EvidenceWithdrawn{}, CriteriaOverridden{},
		ProbabilityOverridden{}, ProbabilityRestored{}, CategoryMoved{}, RateSet{}, RateRemoved{},
		ImportRequested{}, ImportApplied{}, ImportFailed{}, ImportUndone{}}
	list = append(list, recordEvents[WorkspaceFacts]()...)
	list = append(list, recordEvents[PipelineFacts]()...)
	list = append(list, recordEvents[AccountFacts]()...)
	list = append(list, recordEvents[ContactFacts]()...)
	list = append(list, recordEvents[ProductFacts]()...)
	list = append(list, recordEvents[CompetitorFacts]()...)
	list = append(list, recordEvents[UserFacts]()...)
	list = append(list, recordEvents[TeamFacts]()...)
	list = append(list, recordEvents[RateFacts]()...)
	list = append(list, recordEvents[TargetFacts]()...)
	list = append(list, ForecastWithdrawn{}, ForecastAdjusted{})
	list = append(list, recordEvents[SubmissionFacts]()...)
	list = append(list, recordEvents[CallFacts]()...)
	list = append(list, recordEvents[ViewFacts]()...)
	return append(list, mergeEvents()...)
}

func recordEvents[F Facts[F]]() []Event { return []Event{Created[F]{}, Changed[F]{}, Archived[F]{}} }
