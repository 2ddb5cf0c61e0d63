package sales

import (
	"errors"
	"strings"
)

// What a person says of a deal against what is worked out or what the stage says: always for a reason, always beside the
// other and never in its place.
type (
	// ProbabilityOverridden says how likely a person holds the deal to be won.
	ProbabilityOverridden struct {
		P       float64 `json:"p"`
		Reason  string  `json:"reason"`
		By      UserID  `json:"by,omitempty"`
		Instead Worked  `json:"instead,omitzero"`
	}
	// ProbabilityRestored says that what is worked out counts again.
	ProbabilityRestored struct {
		Reason string `json:"reason,omitempty"`
	}
	// CategoryMoved says that the deal counts in a forecast as a person says; an empty To as its stage does.
	CategoryMoved struct {
		From   Category `json:"from,omitempty"`
		To     Category `json:"to,omitempty"`
		Reason string   `json:"reason,omitempty"`
		By     UserID   `json:"by,omitempty"`
	}
)

// Worked is the probability that a person's stands in for, as it was at that moment: the two are scored against each
// other once the deal is closed. Zero where none was known.
type Worked struct {
	P      float64 `json:"p"`
	Source string  `json:"source"`
}

// Opinion is a probability that a person gave a deal, and when.
type Opinion struct {
	ProbabilityOverridden
	At Instant `json:"at"`
}

// Name is the event's name in the ledger, and so on for the others.
func (ProbabilityOverridden) Name() string { return "deal.probability_overridden" }
func (ProbabilityRestored) Name() string   { return "deal.probability_restored" }
func (CategoryMoved) Name() string         { return "deal.category_moved" }

// OverrideProbability sets a probability in the place of the worked-out one, until the deal is closed or it is restored.
type OverrideProbability struct {
	Deal    DealID
	P       float64
	Reason  string
	By      UserID
	Instead Worked
}

// RestoreProbability takes a person's probability away.
type RestoreProbability struct {
	Deal   DealID
	Reason string
}

// MoveCategory counts a deal in another forecast category than its stage says; the empty one leaves it to the stage again.
type MoveCategory struct {
	Deal   DealID
	To     Category
	Reason string
	By     UserID
}

// Subject is the object the command is about, and so on for the others.
func (c OverrideProbability) Subject() ID { return ID(c.Deal) }
func (c RestoreProbability) Subject() ID  { return ID(c.Deal) }
func (c MoveCategory) Subject() ID        { return ID(c.Deal) }

// A person's probability lies strictly between an outcome and the other: beyond a thousandth nobody knows the difference.
const (
	leastSaid = .001
	mostSaid  = .999
)

// Decide refuses a closed deal, certainty, and an opinion without a reason.
func (c OverrideProbability) Decide(w World, at Instant) ([]Fact, error) {
	d, _, err := openDeal(w, c.Deal, at)
	switch {
	case err != nil:
		return nil, err
	case !(c.P >= leastSaid && c.P <= mostSaid): // nor anything that is no number
		return nil, Invalid("/p", "out_of_range", "a probability lies between %g and %g: won and lost are outcomes", leastSaid, mostSaid)
	case strings.TrimSpace(c.Reason) == "":
		return nil, Invalid("/reason", "required", "a probability is overridden for a reason")
	case d.Opinion.P == c.P && d.Opinion.Reason == c.Reason && d.Opinion.By == c.By:
		return nil, nil
	}
	return []Fact{{ID(c.Deal), at, ProbabilityOverridden{c.P, c.Reason, c.By, c.Instead}}}, nil
}

// Decide does nothing where no person has said anything.
func (c RestoreProbability) Decide(w World, at Instant) ([]Fact, error) {
	d, _, err := openDeal(w, c.Deal, at)
	if err != nil || d.Opinion.P == 0 {
		return nil, err
	}
	return []Fact{{ID(c.Deal), at, ProbabilityRestored{c.Reason}}}, nil
}

// Decide wants a reason wherever the deal is to count otherwise than its stage says.
func (c MoveCategory) Decide(w World, at Instant) ([]Fact, error) {
	d, p, err := openDeal(w, c.Deal, at)
	if err != nil || c.To == d.Category {
		return nil, err
	}
	if err := c.To.check(); err != nil {
		return nil, err
	}
	_, stage := p.Stage(d.Stage)
	usual := c.To == "" || stage != nil && c.To == stage.Category
	if !usual && strings.TrimSpace(c.Reason) == "" {
		return nil, Invalid("/reason", "required", "a deal counts in another category than its stage says for a reason")
	}
	return []Fact{{ID(c.Deal), at, CategoryMoved{d.Category, c.To, c.Reason, c.By}}}, nil
}

// pointed is the problem with its pointer elsewhere, where the field that lacks something has another name.
func pointed(pointer string, err error) error {
	var p *Problem
	if !errors.As(err, &p) {
		return err
	}
	moved := *p
	moved.Pointer = pointer
	return &moved
}

// foldOpinion takes in what people say of a deal.
func (d *Deal) foldOpinion(f Fact) error {
	switch e := f.Event.(type) {
	case ProbabilityOverridden:
		d.Opinion = Opinion{e, f.At}
	case ProbabilityRestored:
		d.Opinion = Opinion{}
	case CategoryMoved:
		d.Category = e.To
	default:
		return d.foldDossier(f)
	}
	return nil
}
