package sales

import (
	"net/url"
	"slices"
	"strings"
)

// Evidence is a fact about the buyer that somebody can be shown: who gave what, and when.
type Evidence struct {
	ID        EvidenceID `json:"id"`
	Criterion string     `json:"criterion"`      // key of the criterion that it is for
	Note      string     `json:"note,omitempty"` // what it shows
	Link      string     `json:"link,omitempty"` // where it can be seen: a document, a mail, a recording
	File      File       `json:"file,omitzero"`  // that was handed in with it
	Contact   ContactID  `json:"contact,omitempty"`
	At        Instant    `json:"at"`           // when the buyer gave it
	By        UserID     `json:"by,omitempty"` // who attached it
}

// File is what is known of a file. Its bytes are kept beside the ledger, and the hash says which they were.
type File struct {
	Name   string `json:"name"`
	Type   string `json:"type"`   // media type, by its first bytes
	Size   int64  `json:"size"`   // bytes
	SHA256 string `json:"sha256"` // in hexadecimal digits
}

const longestName = 200

// check refuses a file whose name is none, or whose bytes cannot be told.
func (f File) check() error {
	if f == (File{}) {
		return nil
	}
	control := strings.IndexFunc(f.Name, func(r rune) bool { return r < ' ' || r == '/' || r == '\\' || r == 0x7f }) >= 0
	if strings.TrimSpace(f.Name) == "" || len(f.Name) > longestName || control {
		return Invalid("/file", "bad_file", "%q is not the name of a file", f.Name)
	}
	if f.Size <= 0 || len(f.SHA256) != 64 || f.Type == "" {
		return Invalid("/file", "bad_file", "the file %q is empty", f.Name)
	}
	return nil
}

// Dossier is what a deal's criteria are judged by besides its facts: the evidence that was attached, and how often what
// was done. It is kept with the current state; what reports ask of the past is on the board.
type Dossier struct {
	Evidence []Evidence     `json:"evidence,omitempty"`
	Done     map[string]int `json:"done,omitempty"`     // activities by kind
	Together int            `json:"together,omitempty"` // activities in which the buyer took part
	Links
}

// The events of evidence and of criteria.
type (
	// EvidenceAttached says that the buyer gave something.
	EvidenceAttached struct {
		Evidence
	}
	// EvidenceWithdrawn says that a piece of evidence does not hold any more.
	EvidenceWithdrawn struct {
		ID     EvidenceID `json:"id"`
		Reason string     `json:"reason"`
	}
	// CriteriaOverridden says that a deal goes on although it does not meet what it should, and why. The step itself is
	// the event behind it.
	CriteriaOverridden struct {
		Step   string  `json:"step"` // name of the event that was let through
		To     StageID `json:"to,omitempty"`
		Reason string  `json:"reason"`
	}
)

// Name is the event's name in the ledger, and so on for the others.
func (EvidenceAttached) Name() string   { return "deal.evidence_attached" }
func (EvidenceWithdrawn) Name() string  { return "deal.evidence_withdrawn" }
func (CriteriaOverridden) Name() string { return "deal.criteria_overridden" }

// foldDossier takes in what happens beside the facts of a deal.
func (d *Deal) foldDossier(f Fact) error {
	switch e := f.Event.(type) {
	case EvidenceAttached:
		d.Evidence = append(slices.Clip(d.Evidence), e.Evidence)
	case EvidenceWithdrawn:
		d.Evidence = slices.DeleteFunc(slices.Clone(d.Evidence), func(x Evidence) bool { return x.ID == e.ID })
	case CriteriaOverridden:
	case Merged, Unmerged:
		d.link(e)
		d.Deleted = d.Merger != nil
	case Absorbed, Released:
		d.link(e)
	default:
		return unfit(ID(d.ID), f.Event)
	}
	return nil
}

// did counts an activity.
func (d *Deal) did(e ActivityLogged) {
	done := make(map[string]int, len(d.Done)+1) // a new one: the state before may still be looked at
	for kind, n := range d.Done {
		done[kind] = n
	}
	done[e.Kind]++
	d.Done = done
	if e.Buyer {
		d.Together++
	}
}

// AttachEvidence adds a piece of buyer evidence to a deal.
type AttachEvidence struct {
	Deal     DealID
	Evidence Evidence
}

// Subject is the object the command is about.
func (c AttachEvidence) Subject() ID { return ID(c.Deal) }

const mostEvidence = 200

// Decide wants a criterion of the deal's pipeline, and something that can be looked at.
func (c AttachEvidence) Decide(w World, at Instant) ([]Fact, error) {
	d, p, err := openDeal(w, c.Deal, at)
	if err != nil {
		return nil, err
	}
	e := c.Evidence
	if e.At == 0 {
		e.At = at
	}
	gate, known := p.Criterion(e.Criterion)
	switch {
	case !EvidenceKind.Well(string(e.ID)):
		return nil, Invalid("/id", "bad_id", "%q is not an id of %s", string(e.ID), "a piece of evidence")
	case !known:
		return nil, Invalid("/criterion", "unknown_reference", "the pipeline %q has no criterion %q", p.Name, e.Criterion)
	case gate.Evidence == "":
		return nil, Invalid("/criterion", "needs_no_evidence", "the criterion %q is met by facts, not by evidence", e.Criterion)
	case strings.TrimSpace(e.Note) == "" && e.Link == "" && e.File == (File{}):
		return nil, Invalid("/note", "required", "evidence is a note, a link or a file that somebody can look at")
	case e.At > at:
		return nil, Invalid("/at", "in_future", "%s has not come yet", e.At)
	case len(d.Evidence) >= mostEvidence:
		return nil, Invalid("", "too_many", "a deal has at most %d pieces of evidence", mostEvidence)
	}
	if err := first(checkLink(e.Link), e.File.check(), Refers[ContactFacts](w, "/contact", "", ID(e.Contact))); err != nil {
		return nil, err
	}
	return []Fact{{ID(c.Deal), at, EvidenceAttached{e}}}, nil
}

// checkLink takes addresses that a browser opens, and nothing that it would run.
func checkLink(link string) error {
	if link == "" {
		return nil
	}
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(link) > 2000 {
		return Invalid("/link", "bad_link", "%q is not a link such as https://example.com/contract", link)
	}
	return nil
}

// WithdrawEvidence says that a piece of evidence does not hold any more. What was decided on it stands.
type WithdrawEvidence struct {
	Deal   DealID
	ID     EvidenceID
	Reason string
}

// Subject is the object the command is about.
func (c WithdrawEvidence) Subject() ID { return ID(c.Deal) }

// Decide wants to know why.
func (c WithdrawEvidence) Decide(w World, at Instant) ([]Fact, error) {
	d, _, err := dealIn(w, c.Deal, at)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(d.Evidence, func(e Evidence) bool { return e.ID == c.ID }) {
		return nil, Missing(ID(c.ID))
	}
	if strings.TrimSpace(c.Reason) == "" {
		return nil, Invalid("/reason", "required", "evidence is withdrawn for a reason")
	}
	return []Fact{{ID(c.Deal), at, EvidenceWithdrawn{c.ID, c.Reason}}}, nil
}

// Override gives an order about a deal although the deal does not meet what it should. Who may do so is decided above.
type Override struct {
	Step   Command // that puts a deal into a stage, or wins it
	Reason string
}

// Subject is that of the step.
func (c Override) Subject() ID { return c.Step.Subject() }

// Decide puts the reason before the step, and lets the step pass over the ways of the pipeline.
func (c Override) Decide(w World, at Instant) ([]Fact, error) {
	if strings.TrimSpace(c.Reason) == "" {
		return nil, Invalid("/override", "required", "criteria are overridden for a reason")
	}
	facts, err := freed(c.Step).Decide(w, at)
	if err != nil || len(facts) == 0 {
		return nil, err
	}
	over := CriteriaOverridden{Step: facts[0].Event.Name(), Reason: c.Reason}
	switch e := facts[0].Event.(type) {
	case DealMoved:
		over.To = e.To
	case DealReopened:
		over.To = e.To
	case DealCreated:
		over.To = e.Stage
		return append(facts, Fact{facts[0].Object, at, over}), nil // nothing is said of a deal before it is there
	case DealWon:
	default:
		return nil, Invalid("", "nothing_to_override", "this needs no criteria to be overridden")
	}
	return append([]Fact{{facts[0].Object, at, over}}, facts...), nil
}

// freed is the command without the ways of its pipeline.
func freed(c Command) Command {
	switch c := c.(type) {
	case MoveDeal:
		c.free = true
		return c
	case CreateDeal:
		c.free = true
		return c
	case ReopenDeal:
		c.free = true
		return c
	}
	return c
}
