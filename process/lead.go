package process

import (
	"net/mail"
	"reflect"
	"slices"
	"strings"

	"arus/routing"
	"arus/sales"
)

// LeadKind is the kind of leads.
const LeadKind sales.Kind = "lead"

// Lead is somebody who may become a buyer and is not qualified yet. It is no deal: nothing of it is in any figure, until the
// workspace's own rule lets it become one.
type Lead = sales.Record[LeadFacts]

// LeadFacts are what is known of a lead.
type LeadFacts struct {
	Name      string          `json:"name"` // of the person, or of the company where nobody is known
	Company   string          `json:"company,omitempty"`
	Title     string          `json:"title,omitempty"`
	Email     string          `json:"email,omitempty"`
	Phone     string          `json:"phone,omitempty"`
	Source    string          `json:"source,omitempty"` // what brought it; its deal keeps it
	Segment   string          `json:"segment,omitempty"`
	Region    string          `json:"region,omitempty"`
	Language  string          `json:"language,omitempty"` // such as id or en
	Product   sales.ProductID `json:"product,omitempty"`
	Employees int64           `json:"employees,omitempty"`
	Budget    sales.Money     `json:"budget,omitzero"`
	Need      string          `json:"need,omitempty"` // what they ask for, in their words
	LeadLife
}

// LeadState is how a lead stands.
type LeadState string

// The states.
const (
	LeadOpen         LeadState = "open"
	LeadConverted    LeadState = "converted"
	LeadDisqualified LeadState = "disqualified"
)

// LeadLife is what has happened to a lead. Orders of their own change it, and no patch does.
type LeadLife struct {
	State       LeadState       `json:"state,omitempty"`
	Owner       sales.UserID    `json:"owner,omitempty"`
	Route       sales.ID        `json:"route,omitempty"`      // that gave it to the owner
	AssignedAt  sales.Instant   `json:"assigned_at,omitzero"` // to the owner
	TouchBy     sales.Instant   `json:"touch_by,omitzero"`    // when it goes to another, untouched
	TouchedAt   sales.Instant   `json:"touched_at,omitzero"`  // first
	Missed      []sales.UserID  `json:"missed,omitempty"`     // who let that moment pass
	Reason      string          `json:"reason,omitempty"`     // why it is disqualified
	Deal        sales.DealID    `json:"deal,omitempty"`       // that it became
	Account     sales.AccountID `json:"account,omitempty"`    // and whose
	Contact     sales.ContactID `json:"contact,omitempty"`    // and with whom
	ConvertedAt sales.Instant   `json:"converted_at,omitzero"`
}

// About names the record: a lead.
func (LeadFacts) About() (sales.Kind, string) { return LeadKind, "lead" }

// Moments are those by which leads can be put in order.
func (l LeadFacts) Moments() map[string]int64 {
	return map[string]int64{"assigned_at": int64(l.AssignedAt), "touch_by": int64(l.TouchBy), "touched_at": int64(l.TouchedAt), "converted_at": int64(l.ConvertedAt)}
}

// Called is what people call the lead.
func (l LeadFacts) Called() string { return l.Name }

// OwnedBy is whose the lead is.
func (l LeadFacts) OwnedBy() sales.UserID { return l.Owner }

// Check refuses a lead without a name, and one that says more of its life than whose it is to be.
func (l LeadFacts) Check(w sales.World, _ sales.ID, before LeadFacts) error {
	life := before.LeadLife
	if life.State == "" {
		life = LeadLife{State: LeadOpen, Owner: l.Owner}
	}
	switch {
	case !reflect.DeepEqual(life, l.LeadLife):
		return sales.Invalid("/state", "read_only", "what has happened to a lead is not for setting: assign, disqualify or convert it")
	case l.Employees < 0:
		return sales.Invalid("/employees", "out_of_range", "%d employees cannot be", l.Employees)
	case l.Budget.Minor < 0:
		return sales.Invalid("/budget", "out_of_range", "a budget is 0 or more, not %s", l.Budget)
	case l.Email != "" && l.Email != before.Email && !isAddress(l.Email):
		return sales.Invalid("/email", "bad_email", "%q is not an e-mail address", l.Email)
	}
	return first(sales.Named(l.Name, "a lead"), sales.Refers[sales.ProductFacts](w, "/product", sales.ID(before.Product), sales.ID(l.Product)),
		mayTake(w, "/owner", before.Owner, l.Owner))
}

func isAddress(email string) bool {
	parsed, err := mail.ParseAddress(email)
	return err == nil && parsed.Address == email
}

// mayTake checks who is given something: a user who is still here.
func mayTake(w sales.World, pointer string, before, to sales.UserID) error {
	if err := sales.Refers[sales.UserFacts](w, pointer, sales.ID(before), sales.ID(to)); err != nil || to == "" || to == before {
		return err
	}
	if hasLeft(w, to) {
		return sales.Invalid(pointer, "inactive_owner", "%s has left and takes nothing new", string(to))
	}
	return nil
}

// hasLeft reports whether somebody is not in the workspace, or not any more.
func hasLeft(w sales.World, id sales.UserID) bool {
	u, known := w.Object(sales.ID(id)).(*sales.User)
	return !known || u.Archived || u.Facts.Inactive
}

// first is the first of several checks that failed.
func first(checks ...error) error {
	for _, err := range checks {
		if err != nil {
			return err
		}
	}
	return nil
}

// The events in the life of a lead.
type (
	// Assigned says whose the lead is now, and why it is theirs.
	Assigned struct {
		From    sales.UserID       `json:"from,omitempty"`
		To      sales.UserID       `json:"to,omitempty"`
		Reason  string             `json:"reason,omitempty"` // a person's
		Route   sales.ID           `json:"route,omitempty"`
		Choice  *routing.Allotment `json:"choice,omitempty"` // how the route came to it
		Missed  bool               `json:"missed,omitempty"` // it was not touched in time by who had it
		TouchBy sales.Instant      `json:"touch_by,omitzero"`
	}
	// Touched says that somebody has been in contact with the lead.
	Touched struct {
		Kind string       `json:"kind"` // call, email, meeting or other
		By   sales.UserID `json:"by,omitempty"`
		Note string       `json:"note,omitempty"`
	}
	// Disqualified says that the lead is no buyer, and why.
	Disqualified struct {
		Reason string `json:"reason"`
	}
	// Requalified says that a lead is open again.
	Requalified struct {
		Reason string `json:"reason"`
	}
	// Converted says what the lead became.
	Converted struct {
		Deal    sales.DealID    `json:"deal"`
		Account sales.AccountID `json:"account"`
		Contact sales.ContactID `json:"contact,omitempty"`
		By      sales.UserID    `json:"by,omitempty"`
	}
)

// Name is the event's name in the ledger, and so on for the others.
func (Assigned) Name() string     { return "lead.assigned" }
func (Touched) Name() string      { return "lead.touched" }
func (Disqualified) Name() string { return "lead.disqualified" }
func (Requalified) Name() string  { return "lead.requalified" }
func (Converted) Name() string    { return "lead.converted" }

// Take takes in what happens to a lead.
func (l *LeadFacts) Take(f sales.Fact) bool {
	at := f.At
	switch e := f.Event.(type) {
	case Assigned:
		if e.Missed {
			l.Missed = append(slices.Clip(l.Missed), e.From)
		}
		l.Owner, l.Route, l.AssignedAt, l.TouchBy = e.To, e.Route, at, e.TouchBy
	case Touched:
		if l.TouchedAt == 0 {
			l.TouchedAt, l.TouchBy = at, 0
		}
	case Disqualified:
		l.State, l.Reason, l.TouchBy = LeadDisqualified, e.Reason, 0
	case Requalified:
		l.State, l.Reason = LeadOpen, ""
	case Converted:
		l.State, l.Deal, l.Account, l.Contact, l.ConvertedAt, l.TouchBy = LeadConverted, e.Deal, e.Account, e.Contact, at, 0
	default:
		return false
	}
	return true
}

// openLead loads a lead that can still go somewhere.
func openLead(w sales.World, id sales.ID, at sales.Instant) (*Lead, error) {
	l, err := sales.Find[*Lead](w, id)
	switch {
	case err != nil:
		return nil, err
	case at < l.CreatedAt:
		return nil, sales.Invalid("/at", "before_creation", "%s is before %s was created, %s", at, string(id), l.CreatedAt)
	case l.Archived:
		return nil, sales.Refused("archived", "the %s %q is archived", "lead", l.Facts.Name)
	case l.Facts.State != LeadOpen:
		return nil, sales.Refused("lead_closed", "the lead %q is %s", l.Facts.Name, string(l.Facts.State))
	}
	return l, nil
}

// AssignLead gives a lead to somebody.
type AssignLead struct {
	Lead   sales.ID
	To     sales.UserID
	Reason string
}

// Subject is the object the command is about, and so on for the others.
func (c AssignLead) Subject() sales.ID     { return c.Lead }
func (c TouchLead) Subject() sales.ID      { return c.Lead }
func (c DisqualifyLead) Subject() sales.ID { return c.Lead }
func (c RequalifyLead) Subject() sales.ID  { return c.Lead }
func (c ConvertLead) Subject() sales.ID    { return c.Lead }

// Decide refuses somebody who is not here. Giving it to who has it is not news.
func (c AssignLead) Decide(w sales.World, at sales.Instant) ([]sales.Fact, error) {
	l, err := openLead(w, c.Lead, at)
	if err != nil || l.Facts.Owner == c.To {
		return nil, err
	}
	if err := mayTake(w, "/to", l.Facts.Owner, c.To); err != nil {
		return nil, err
	}
	return []sales.Fact{{Object: c.Lead, At: at, Event: Assigned{From: l.Facts.Owner, To: c.To, Reason: c.Reason}}}, nil
}

// TouchLead notes that somebody was in contact with the lead.
type TouchLead struct {
	Lead sales.ID
	Touched
}

// Decide wants to know how.
func (c TouchLead) Decide(w sales.World, at sales.Instant) ([]sales.Fact, error) {
	if _, err := openLead(w, c.Lead, at); err != nil {
		return nil, err
	}
	err := first(sales.OneOf("/kind", c.Kind, "call", "email", "meeting", "other"), sales.Refers[sales.UserFacts](w, "/by", "", sales.ID(c.By)))
	if err != nil {
		return nil, err
	}
	return []sales.Fact{{Object: c.Lead, At: at, Event: c.Touched}}, nil
}

// DisqualifyLead says that a lead is no buyer.
type DisqualifyLead struct {
	Lead   sales.ID
	Reason string
}

// Decide wants to know why.
func (c DisqualifyLead) Decide(w sales.World, at sales.Instant) ([]sales.Fact, error) {
	if _, err := openLead(w, c.Lead, at); err != nil {
		return nil, err
	}
	if strings.TrimSpace(c.Reason) == "" {
		return nil, sales.Invalid("/reason", "required", "a lead is disqualified for a reason")
	}
	return []sales.Fact{{Object: c.Lead, At: at, Event: Disqualified{c.Reason}}}, nil
}

// RequalifyLead opens a disqualified lead again.
type RequalifyLead struct {
	Lead   sales.ID
	Reason string
}

// Decide refuses a lead that is open or has become a deal.
func (c RequalifyLead) Decide(w sales.World, at sales.Instant) ([]sales.Fact, error) {
	l, err := sales.Find[*Lead](w, c.Lead)
	switch {
	case err != nil:
		return nil, err
	case l.Facts.State != LeadDisqualified || l.Archived:
		return nil, sales.Refused("lead_not_disqualified", "the lead %q is %s", l.Facts.Name, string(l.Facts.State))
	case strings.TrimSpace(c.Reason) == "":
		return nil, sales.Invalid("/reason", "required", "a lead is opened again for a reason")
	}
	return []sales.Fact{{Object: c.Lead, At: at, Event: Requalified{c.Reason}}}, nil
}

// ConvertLead says what a lead has become. The deal, its account and contact are there already, made in the same
// transaction or before. Whether the lead qualifies is judged by the gate, which knows the workspace's rule.
type ConvertLead struct {
	Lead    sales.ID
	Deal    sales.DealID
	Account sales.AccountID
	Contact sales.ContactID
	By      sales.UserID
}

// Decide refuses a lead that is closed, and a deal that is not of the account.
func (c ConvertLead) Decide(w sales.World, at sales.Instant) ([]sales.Fact, error) {
	if _, err := openLead(w, c.Lead, at); err != nil {
		return nil, err
	}
	deal, known := w.Object(sales.ID(c.Deal)).(*sales.Deal)
	if !known || deal.Deleted {
		return nil, sales.Invalid("/deal", "unknown_reference", "there is no %s %q", "deal", string(c.Deal))
	}
	if deal.Account != c.Account {
		return nil, sales.Invalid("/account", "other_account", "the deal %q is another company's", deal.Name)
	}
	err := first(sales.Refers[sales.AccountFacts](w, "/account", "", sales.ID(c.Account)), sales.Refers[sales.ContactFacts](w, "/contact", "", sales.ID(c.Contact)))
	if err != nil {
		return nil, err
	}
	return []sales.Fact{{Object: c.Lead, At: at, Event: Converted{c.Deal, c.Account, c.Contact, c.By}}}, nil
}
