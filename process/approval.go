package process

import (
	"bytes"
	"encoding/json"
	"slices"

	"arus/sales"
)

// ApprovalKind is the kind of approvals.
const ApprovalKind sales.Kind = "appr"

// Approval is what was asked of people about a deal under a policy, and what they said. There is one for a deal and a
// policy: who asks again begins another round of it, and its events keep the rounds before.
type Approval = sales.Record[ApprovalFacts]

// ApprovalFacts are the round at hand.
type ApprovalFacts struct {
	Deal       sales.DealID    `json:"deal"`
	Policy     sales.ID        `json:"policy"`
	Key        string          `json:"key"` // of the policy
	Round      int             `json:"round"`
	Asker      sales.UserID    `json:"asker,omitempty"` // empty: a rule or a program
	Owner      sales.UserID    `json:"owner,omitempty"` // of the deal, when it was asked
	Reason     string          `json:"reason,omitempty"`
	Watches    []string        `json:"watches,omitempty"`
	Saw        json.RawMessage `json:"saw"`          // the facts that are to be approved, as they were
	Version    int64           `json:"deal_version"` // of the deal that was seen
	Steps      []Step          `json:"steps"`
	State      ApprovalState   `json:"state"`
	AnswerBy   sales.Instant   `json:"answer_by,omitzero"`
	HoldsDays  int             `json:"holds_days,omitempty"`
	HoldsUntil sales.Instant   `json:"holds_until,omitzero"`
	DecidedAt  sales.Instant   `json:"decided_at,omitzero"`
}

// ApprovalState is how an approval stands by what was said of it. Whether it has lapsed since is a matter of time, and
// whether it still holds, of the deal.
type ApprovalState string

// The states.
const (
	Pending   ApprovalState = "pending"
	Approved  ApprovalState = "approved"
	Rejected  ApprovalState = "rejected"
	Withdrawn ApprovalState = "withdrawn"
)

// Step is one level of an approval with the people who are asked.
type Step struct {
	Any   bool   `json:"any,omitempty"`
	Seats []Seat `json:"seats"`
}

// Seat is one of those who are asked.
type Seat struct {
	User     sales.UserID   `json:"user,omitempty"` // who is asked now: the deputy, where it was handed on
	Role     sales.UserRole `json:"role,omitempty"` // anybody who has it, where no user is named
	For      sales.UserID   `json:"for,omitempty"`  // who was asked first
	By       sales.UserID   `json:"by,omitempty"`   // who has answered
	Approved bool           `json:"approved,omitempty"`
	Note     string         `json:"note,omitempty"`
	At       sales.Instant  `json:"at,omitzero"`
}

// ApprovalID is that of the one approval of a deal under the policy with a key: found without looking for it.
func ApprovalID(deal sales.DealID, key string) sales.ID {
	return sales.ID(string(ApprovalKind) + "_" + after(sales.ID(deal)) + "_" + key)
}

// About names the record: an approval.
func (ApprovalFacts) About() (sales.Kind, string) { return ApprovalKind, "approval" }

// Called is what people call the approval: the key of its policy.
func (a ApprovalFacts) Called() string { return a.Key }

// Moments are those by which approvals can be put in order.
func (a ApprovalFacts) Moments() map[string]int64 {
	return map[string]int64{"answer_by": int64(a.AnswerBy), "holds_until": int64(a.HoldsUntil), "decided_at": int64(a.DecidedAt)}
}

// OwnedBy is whose deal it is about: an approval is seen by who sees the deal, and by who is asked.
func (a ApprovalFacts) OwnedBy() sales.UserID { return a.Owner }

// Concerns reports whether somebody has a seat in it, or has asked.
func (a ApprovalFacts) Concerns(user sales.UserID) bool {
	if user == "" {
		return false
	}
	return user == a.Asker || slices.ContainsFunc(a.seats(), func(s Seat) bool { return s.User == user || s.By == user })
}

// Check refuses an approval that nobody asked for in the way it is asked for.
func (a ApprovalFacts) Check(_ sales.World, id sales.ID, before ApprovalFacts) error {
	if before.Round != 0 || id != ApprovalID(a.Deal, a.Key) || a.State != Pending || a.Round != 1 {
		return sales.Invalid("", "read_only", "an approval is asked for and answered, not set")
	}
	return nil
}

func (a ApprovalFacts) seats() (all []Seat) {
	for _, s := range a.Steps {
		all = append(all, s.Seats...)
	}
	return all
}

// Met reports whether a step has the approval that it needs.
func (s Step) Met() bool {
	given := 0
	for _, seat := range s.Seats {
		if seat.Approved {
			given++
		}
	}
	return given == len(s.Seats) || s.Any && given > 0
}

// Waits reports whether a step waits for the answer of somebody by name.
func (s Step) Waits(user sales.UserID) bool {
	return user != "" && slices.ContainsFunc(s.Seats, func(x Seat) bool { return x.User == user && x.By == "" })
}

// Current is the step that is being asked; the number of steps when there is none.
func (a ApprovalFacts) Current() int {
	for i, s := range a.Steps {
		if !s.Met() {
			return i
		}
	}
	return len(a.Steps)
}

// Lapsed reports whether a question was not answered in time, or an approval holds no more by its age.
func (a ApprovalFacts) Lapsed(at sales.Instant) bool {
	return a.State == Pending && a.AnswerBy != 0 && a.AnswerBy <= at || a.State == Approved && a.HoldsUntil != 0 && a.HoldsUntil <= at
}

// Fits reports whether the facts of a deal are those that the approval saw.
func (a ApprovalFacts) Fits(d *sales.Deal) bool {
	now, err := Watched(d, a.Watches)
	return err == nil && bytes.Equal(now, a.Saw)
}

// Holds reports whether a deal has a valid approval under the policy with a key: given, not lapsed, and for the very facts
// that the deal has.
func Holds(w sales.World, d *sales.Deal, key string, at sales.Instant) bool {
	a, known := w.Object(ApprovalID(d.ID, key)).(*Approval)
	return known && a.Facts.State == Approved && !a.Facts.Lapsed(at) && a.Facts.Fits(d)
}

// The events in the life of an approval, after it was asked for the first time.
type (
	// AskedAgain begins another round.
	AskedAgain struct {
		Facts ApprovalFacts `json:"facts"`
	}
	// Answered is what somebody said.
	Answered struct {
		Step     int          `json:"step"`
		Seat     int          `json:"seat"`
		By       sales.UserID `json:"by"`
		Approved bool         `json:"approved"`
		Note     string       `json:"note,omitempty"`
	}
	// Delegated hands a seat on.
	Delegated struct {
		Step   int          `json:"step"`
		Seat   int          `json:"seat"`
		From   sales.UserID `json:"from"`
		To     sales.UserID `json:"to"`
		Reason string       `json:"reason,omitempty"`
	}
	// AskingWithdrawn takes the question back.
	AskingWithdrawn struct {
		Reason string `json:"reason,omitempty"`
	}
)

// Name is the event's name in the ledger, and so on for the others.
func (AskedAgain) Name() string      { return "approval.asked_again" }
func (Answered) Name() string        { return "approval.answered" }
func (Delegated) Name() string       { return "approval.delegated" }
func (AskingWithdrawn) Name() string { return "approval.withdrawn" }

// Take takes in what happens to an approval.
func (a *ApprovalFacts) Take(f sales.Fact) bool {
	switch e := f.Event.(type) {
	case AskedAgain:
		*a = e.Facts
	case Answered:
		a.reseat(e.Step, e.Seat, func(s *Seat) { s.By, s.Approved, s.Note, s.At = e.By, e.Approved, e.Note, f.At })
		switch {
		case !e.Approved:
			a.State, a.DecidedAt = Rejected, f.At
		case a.Current() == len(a.Steps):
			a.State, a.DecidedAt = Approved, f.At
			if a.HoldsDays > 0 {
				a.HoldsUntil = f.At + sales.Instant(a.HoldsDays)*dayLong
			}
		}
	case Delegated:
		a.reseat(e.Step, e.Seat, func(s *Seat) {
			if s.For == "" {
				s.For = e.From
			}
			s.User = e.To
		})
	case AskingWithdrawn:
		a.State, a.DecidedAt = Withdrawn, f.At
	default:
		return false
	}
	return true
}

const dayLong sales.Instant = 86_400_000_000

// reseat changes a seat in a copy of the steps: versions before still look at theirs.
func (a *ApprovalFacts) reseat(step, seat int, change func(*Seat)) {
	if step >= len(a.Steps) || seat >= len(a.Steps[step].Seats) {
		return
	}
	a.Steps = slices.Clone(a.Steps)
	a.Steps[step].Seats = slices.Clone(a.Steps[step].Seats)
	change(&a.Steps[step].Seats[seat])
}
