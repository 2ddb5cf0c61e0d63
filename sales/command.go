package sales

import "encoding/json"

// Command is an intention. Deciding is pure: it reads the world and says which facts follow, or why none may. No facts
// and no error means that the world is as the command wants it already.
type Command interface {
	// Subject is the object the command is about; its version is the one that a caller may insist on.
	Subject() ID
	Decide(w World, at Instant) ([]Fact, error)
}

// Subject is the object the command is about, and so on for the others.
func (c CreateDeal) Subject() ID    { return ID(c.ID) }
func (c MoveDeal) Subject() ID      { return ID(c.Deal) }
func (c WinDeal) Subject() ID       { return ID(c.Deal) }
func (c LoseDeal) Subject() ID      { return ID(c.Deal) }
func (c ReopenDeal) Subject() ID    { return ID(c.Deal) }
func (c MoveCloseDate) Subject() ID { return ID(c.Deal) }
func (c TransferDeal) Subject() ID  { return ID(c.Deal) }
func (c ChangeDeal) Subject() ID    { return ID(c.Deal) }
func (c DeleteDeal) Subject() ID    { return ID(c.Deal) }
func (c LogActivity) Subject() ID   { return ID(c.Deal) }

// CreateDeal opens a deal. An empty stage is the pipeline's first, an empty value kind the pipeline's.
type CreateDeal struct {
	ID       DealID
	Pipeline PipelineID
	Stage    StageID
	SubStage SubStageID
	Facts    DealFacts
	Origin   Origin

	free bool // of the ways of the pipeline
}

// Decide refuses an unsound deal and an id in use.
func (c CreateDeal) Decide(w World, at Instant) ([]Fact, error) {
	if err := isNew(w, ID(c.ID), DealKind, "deal"); err != nil {
		return nil, err
	}
	p, err := taking(w, c.Pipeline)
	if err != nil {
		return nil, err
	}
	if c.Stage == "" {
		c.Stage = p.First()
	}
	if err := enterable(p, c.Stage, c.SubStage, "/stage"); err != nil {
		return nil, err
	}
	if err := p.way("", c.Stage, "/stage"); err != nil && !c.free {
		return nil, err
	}
	if c.Facts.ValueKind == "" {
		c.Facts.ValueKind = p.ValueKind
	}
	if err := c.Facts.check(w, DealFacts{}); err != nil {
		return nil, err
	}
	facts, err := c.Facts.valued(w)
	if err != nil {
		return nil, err
	}
	return []Fact{{ID(c.ID), at, DealCreated{c.Pipeline, c.Stage, c.SubStage, facts, c.Origin}}}, nil
}

// taking loads a pipeline that takes new deals.
func taking(w World, id PipelineID) (PipelineFacts, error) {
	if id == "" {
		return PipelineFacts{}, Invalid("/pipeline", "required", "a deal needs a pipeline")
	}
	if err := Refers[PipelineFacts](w, "/pipeline", "", ID(id)); err != nil {
		return PipelineFacts{}, err
	}
	p := w.Object(ID(id)).(*Pipeline).Facts
	if p.Retired {
		return p, Refused("pipeline_retired", "the pipeline %q takes no new deals", p.Name)
	}
	return p, nil
}

func enterable(p PipelineFacts, stage StageID, sub SubStageID, pointer string) error {
	if !p.Has(stage) {
		return Invalid(pointer, "unknown_stage", "the pipeline %q has no open stage %q", p.Name, string(stage))
	}
	if !p.hasSub(stage, sub) {
		return Invalid("/sub_stage", "unknown_stage", "the stage has no sub-stage %q", string(sub))
	}
	return nil
}

// dealIn loads a deal that is not deleted, with its pipeline.
func dealIn(w World, id DealID, at Instant) (*Deal, PipelineFacts, error) {
	d, err := Find[*Deal](w, ID(id))
	if err == nil {
		if err := d.StandsAlone(ID(id)); err != nil {
			return nil, PipelineFacts{}, err
		}
	}
	if err != nil || d.Deleted {
		return nil, PipelineFacts{}, Missing(ID(id))
	}
	p, err := Find[*Pipeline](w, ID(d.Pipeline))
	if err != nil {
		return nil, PipelineFacts{}, err
	}
	if at < d.CreatedAt {
		return nil, PipelineFacts{}, Invalid("/at", "before_creation", "%s is before the deal was created, %s", at, d.CreatedAt)
	}
	return d, p.Facts, nil
}

// openDeal loads a deal that can still go somewhere.
func openDeal(w World, id DealID, at Instant) (*Deal, PipelineFacts, error) {
	d, p, err := dealIn(w, id, at)
	if err == nil && d.Outcome != Open {
		err = Refused("deal_closed", "the deal %q is %s", d.Name, string(d.Outcome))
	}
	return d, p, err
}

// MoveDeal puts an open deal into another stage. Pipeline, when set, moves it to another pipeline.
type MoveDeal struct {
	Deal     DealID
	To       StageID
	SubStage SubStageID
	Pipeline PipelineID

	free bool // of the ways of the pipeline
}

// Decide refuses to move a closed deal. Moving nowhere is not news.
func (c MoveDeal) Decide(w World, at Instant) ([]Fact, error) {
	d, p, err := openDeal(w, c.Deal, at)
	if err != nil {
		return nil, err
	}
	if c.Pipeline == d.Pipeline {
		c.Pipeline = ""
	}
	if c.Pipeline != "" {
		if p, err = taking(w, c.Pipeline); err != nil {
			return nil, err
		}
	}
	if c.Pipeline == "" && c.To == d.Stage && c.SubStage == d.SubStage {
		return nil, nil
	}
	if err := enterable(p, c.To, c.SubStage, "/to"); err != nil {
		return nil, err
	}
	from := d.Stage
	if c.Pipeline != "" {
		from = "" // into another pipeline as from outside
	}
	if err := p.way(from, c.To, "/to"); err != nil && !c.free {
		return nil, err
	}
	return []Fact{{ID(c.Deal), at, DealMoved{d.Stage, c.To, c.SubStage, c.Pipeline}}}, nil
}

// WinDeal closes a deal as won. Value is what was booked, when it is not the deal's value.
type WinDeal struct {
	Deal  DealID
	Value Money
	Note  string
}

// Decide refuses a deal that is closed already.
func (c WinDeal) Decide(w World, at Instant) ([]Fact, error) {
	d, _, err := openDeal(w, c.Deal, at)
	if err != nil {
		return nil, err
	}
	if c.Value.Minor < 0 {
		return nil, Invalid("/value", "out_of_range", "the value of a deal is 0 or more, not %s", c.Value)
	}
	if c.Value == d.Value {
		c.Value = Money{}
	}
	return []Fact{{ID(c.Deal), at, DealWon{c.Value, c.Note}}}, nil
}

// LoseDeal closes a deal as lost; the reason is required on every way in.
type LoseDeal struct {
	Deal       DealID
	Reason     string
	Note       string
	Competitor CompetitorID
}

// Decide refuses a deal that is closed already and a reason that the pipeline does not know.
func (c LoseDeal) Decide(w World, at Instant) ([]Fact, error) {
	_, p, err := openDeal(w, c.Deal, at)
	if err != nil {
		return nil, err
	}
	if err := first(p.takesReason(c.Reason), Refers[CompetitorFacts](w, "/competitor", "", ID(c.Competitor))); err != nil {
		return nil, err
	}
	return []Fact{{ID(c.Deal), at, DealLost{c.Reason, c.Note, c.Competitor}}}, nil
}

// ReopenDeal opens a closed deal again, in the stage it was closed in unless To says another.
type ReopenDeal struct {
	Deal   DealID
	To     StageID
	Reason string

	free bool // of the ways of the pipeline
}

// Decide refuses a deal that is open, and wants to know why.
func (c ReopenDeal) Decide(w World, at Instant) ([]Fact, error) {
	d, p, err := dealIn(w, c.Deal, at)
	switch {
	case err != nil:
		return nil, err
	case d.Outcome == Open:
		return nil, Refused("deal_open", "the deal %q is open", d.Name)
	case at < d.ClosedAt:
		return nil, Invalid("/at", "before_closing", "%s is before the deal was closed, %s", at, d.ClosedAt)
	case c.Reason == "":
		return nil, Invalid("/reason", "required", "a deal is reopened for a reason")
	}
	if c.To == "" {
		c.To = d.Stage
	}
	if err := enterable(p, c.To, "", "/to"); err != nil {
		return nil, err
	}
	if err := p.way(d.Stage, c.To, "/to"); err != nil && !c.free {
		return nil, err
	}
	return []Fact{{ID(c.Deal), at, DealReopened{c.To, c.Reason}}}, nil
}

// MoveCloseDate expects the deal on another day; the zero day on none.
type MoveCloseDate struct {
	Deal   DealID
	To     Day
	Reason string
}

// Decide refuses a closed deal.
func (c MoveCloseDate) Decide(w World, at Instant) ([]Fact, error) {
	d, _, err := openDeal(w, c.Deal, at)
	if err != nil || d.CloseDate == c.To {
		return nil, err
	}
	return []Fact{{ID(c.Deal), at, CloseDateMoved{d.CloseDate, c.To, c.Reason}}}, nil
}

// TransferDeal gives the deal to another owner.
type TransferDeal struct {
	Deal   DealID
	To     UserID
	Reason string
}

// Decide refuses an owner who is not here.
func (c TransferDeal) Decide(w World, at Instant) ([]Fact, error) {
	d, _, err := dealIn(w, c.Deal, at)
	if err != nil || d.Owner == c.To {
		return nil, err
	}
	if err := MayOwn(w, "/to", d.Owner, c.To); err != nil {
		return nil, err
	}
	return []Fact{{ID(c.Deal), at, DealTransferred{d.Owner, c.To, c.Reason}}}, nil
}

// ChangeDeal patches the facts of a deal. A new owner, a new close date and another category of an open deal become events
// of their own, since reports ask for them by name.
type ChangeDeal struct {
	Deal   DealID
	Patch  json.RawMessage // RFC 7396 over DealFacts
	Reason string          // for another category than the stage says; a person gives it by MoveCategory
}

// Decide keeps only what really changes.
func (c ChangeDeal) Decide(w World, at Instant) ([]Fact, error) {
	d, _, err := dealIn(w, c.Deal, at)
	if err != nil {
		return nil, err
	}
	after, err := asked(d.DealFacts, c.Patch)
	if err != nil {
		return nil, err
	}
	if err := after.check(w, d.DealFacts); err != nil {
		return nil, err
	}
	if after, err = after.revalued(w, d.DealFacts); err != nil {
		return nil, err
	}
	var facts []Fact
	if after.Owner != d.Owner {
		facts = append(facts, Fact{ID(c.Deal), at, DealTransferred{From: d.Owner, To: after.Owner}})
		after.Owner = d.Owner
	}
	if after.CloseDate != d.CloseDate {
		if d.Outcome != Open {
			return nil, Refused("deal_closed", "the deal %q is %s", d.Name, string(d.Outcome))
		}
		facts = append(facts, Fact{ID(c.Deal), at, CloseDateMoved{From: d.CloseDate, To: after.CloseDate}})
		after.CloseDate = d.CloseDate
	}
	if after.Category != d.Category && d.Outcome == Open {
		moved, err := MoveCategory{Deal: c.Deal, To: after.Category, Reason: c.Reason}.Decide(w, at)
		if err != nil {
			return nil, pointed("/category", err)
		}
		facts = append(facts, moved...)
		after.Category = d.Category
	}
	patch, err := difference(d.DealFacts, after)
	if err != nil || patch == nil {
		return facts, err
	}
	return append(facts, Fact{ID(c.Deal), at, DealChanged{patch}}), nil
}

// DeleteDeal takes a deal out of every figure from now on.
type DeleteDeal struct {
	Deal   DealID
	Reason string
}

// Decide refuses a deal that is not there.
func (c DeleteDeal) Decide(w World, at Instant) ([]Fact, error) {
	if _, _, err := dealIn(w, c.Deal, at); err != nil {
		return nil, err
	}
	return []Fact{{ID(c.Deal), at, DealDeleted{c.Reason}}}, nil
}

// LogActivity notes something that was done for a deal.
type LogActivity struct {
	Deal     DealID
	Activity ActivityLogged
}

// Decide refuses an activity of no known kind, by nobody or with unknown contacts.
func (c LogActivity) Decide(w World, at Instant) ([]Fact, error) {
	if _, _, err := dealIn(w, c.Deal, at); err != nil {
		return nil, err
	}
	a := c.Activity
	if a.Minutes < 0 {
		return nil, Invalid("/minutes", "out_of_range", "%d minutes cannot be", a.Minutes)
	}
	kind := OneOf("/kind", a.Kind, "call", "email", "meeting", "demo", "site_visit", "task", "note")
	if err := first(kind, Refers[UserFacts](w, "/by", "", ID(a.By))); err != nil {
		return nil, err
	}
	for _, contact := range a.Contacts {
		if err := Refers[ContactFacts](w, "/contacts", "", ID(contact)); err != nil {
			return nil, err
		}
	}
	return []Fact{{ID(c.Deal), at, a}}, nil
}
