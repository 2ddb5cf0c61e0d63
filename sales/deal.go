package sales

import (
	"slices"
	"strconv"
)

// Outcome is how a deal stands. It is state; a probability never is.
type Outcome string

// The outcomes.
const (
	Open Outcome = "open"
	Won  Outcome = "won"
	Lost Outcome = "lost"
)

// Deal is one potential revenue event, tracked individually.
type Deal struct {
	ID       DealID     `json:"id"`
	Pipeline PipelineID `json:"pipeline"`
	Stage    StageID    `json:"stage"` // of a closed deal: the stage it was closed in
	SubStage SubStageID `json:"sub_stage,omitempty"`
	Outcome  Outcome    `json:"outcome"`
	DealFacts
	LostReason string  `json:"lost_reason,omitempty"`
	LostTo     ID      `json:"lost_to,omitempty"` // the competitor that won it
	CreatedAt  Instant `json:"created_at"`
	StageSince Instant `json:"stage_since"` // when it entered its stage
	ClosedAt   Instant `json:"closed_at,omitzero"`
	LastTouch  Instant `json:"last_touch,omitzero"` // the latest activity in which the buyer took part
	Pushes     int     `json:"pushes,omitempty"`    // how often the close date was moved to a later day
	Opinion    Opinion `json:"opinion,omitzero"`    // a person's probability, until it is restored or the deal reopened
	Deleted    bool    `json:"deleted,omitempty"`
	Dossier
	Origin Origin `json:"imported_from,omitzero"`
}

// DealFacts are what people set on a deal at any time; its way through the stages is not among them.
type DealFacts struct {
	Name        string         `json:"name"`
	Owner       UserID         `json:"owner,omitempty"`
	Account     AccountID      `json:"account,omitempty"`
	Value       Money          `json:"value,omitzero"` // of kind ValueKind; worked out when there are line items
	ValueKind   ValueKind      `json:"value_kind,omitempty"`
	LineItems   []LineItem     `json:"line_items,omitempty"`
	CloseDate   Day            `json:"close_date,omitzero"` // expected
	Category    Category       `json:"category,omitempty"`  // a person's; the stage's default when empty
	NextStep    NextStep       `json:"next_step,omitzero"`
	Segment     string         `json:"segment,omitempty"`
	Region      string         `json:"region,omitempty"`
	Channel     string         `json:"channel,omitempty"`
	Source      string         `json:"source,omitempty"` // what brought the deal: a referral, an event, …
	Contacts    []Stakeholder  `json:"contacts,omitempty"`
	Competitors []CompetitorID `json:"competitors,omitempty"`
	Custom      Custom         `json:"custom,omitempty"`
}

// NextStep is what happens next, and on which day.
type NextStep struct {
	Text string `json:"text"`
	Day  Day    `json:"day,omitzero"`
}

// Stakeholder is a contact and the part they play in a deal.
type Stakeholder struct {
	Contact ContactID `json:"contact"`
	Role    Role      `json:"role"`
}

// check judges the facts of a deal in its pipeline. before is what stood there, so that a reference to somebody who has
// left since does not block an unrelated change.
func (d DealFacts) check(w World, before DealFacts) error {
	if err := first(Named(d.Name, "a deal"), d.ValueKind.check(), d.Category.check()); err != nil {
		return err
	}
	if d.Value.Minor < 0 {
		return Invalid("/value", "out_of_range", "the value of a deal is 0 or more, not %s", d.Value)
	}
	if len(d.LineItems) > lineItemMost {
		return Invalid("/line_items", "too_many", "a deal has at most %d line items", lineItemMost)
	}
	if err := d.checkReferences(w, before); err != nil || len(d.Custom) == 0 {
		return err
	}
	return Settings(w).checkCustom(DealKind, before.Custom, d.Custom)
}

func (d DealFacts) checkReferences(w World, before DealFacts) error {
	err := first(Refers[AccountFacts](w, "/account", ID(before.Account), ID(d.Account)), MayOwn(w, "/owner", before.Owner, d.Owner))
	if err != nil {
		return err
	}
	for i, item := range d.LineItems {
		at := "/line_items/" + strconv.Itoa(i)
		if err := item.check(); err != nil {
			return Under(at, err)
		}
		had := slices.ContainsFunc(before.LineItems, func(x LineItem) bool { return x.Product == item.Product })
		if err := Refers[ProductFacts](w, at+"/product", keep(had, item.Product), ID(item.Product)); err != nil {
			return err
		}
	}
	for i, s := range d.Contacts {
		at := "/contacts/" + strconv.Itoa(i)
		if err := s.Role.check(); err != nil {
			return Under(at, err)
		}
		had := slices.ContainsFunc(before.Contacts, func(x Stakeholder) bool { return x.Contact == s.Contact })
		if err := Refers[ContactFacts](w, at+"/contact", keep(had, s.Contact), ID(s.Contact)); err != nil {
			return err
		}
	}
	for i, c := range d.Competitors {
		had := keep(slices.Contains(before.Competitors, c), c)
		if err := Refers[CompetitorFacts](w, "/competitors/"+strconv.Itoa(i), had, ID(c)); err != nil {
			return err
		}
	}
	return nil
}

// keep gives the id as one that stood there before, or none.
func keep[T ~string](had bool, id T) ID {
	if had {
		return ID(id)
	}
	return ""
}

// MayOwn checks a new owner: a user who is still here.
func MayOwn(w World, pointer string, before, owner UserID) error {
	if err := Refers[UserFacts](w, pointer, ID(before), ID(owner)); err != nil || owner == "" || owner == before {
		return err
	}
	if w.Object(ID(owner)).(*User).Facts.Inactive {
		return Refused("inactive_owner", "%s has left and takes no new deals", string(owner))
	}
	return nil
}

// revalued works the value out anew only when what it is made of has changed: what a won deal was booked at is not to be
// lost over another field.
func (d DealFacts) revalued(w World, before DealFacts) (DealFacts, error) {
	if len(d.LineItems) > 0 && d.ValueKind == before.ValueKind && slices.Equal(d.LineItems, before.LineItems) {
		d.Value = before.Value
		return d, nil
	}
	return d.valued(w)
}

// valued works out the value of a deal with line items; one without keeps the value a person gave it.
func (d DealFacts) valued(w World) (DealFacts, error) {
	if len(d.LineItems) == 0 {
		return d, nil
	}
	value, err := ValueOf(d.LineItems, d.ValueKind, func(id ProductID) (Economics, bool) {
		if p, ok := w.Object(ID(id)).(*Product); ok {
			return p.Facts.Economics, true
		}
		return Economics{}, false
	})
	d.Value = value
	return d, err
}
