package process

import (
	"slices"

	"arus/sales"
)

// RequestApproval asks for a deal to be approved under a policy, as it stands.
type RequestApproval struct {
	Deal    sales.DealID
	Policy  string // key
	Asker   sales.UserID
	Reason  string
	Version int64 // of the deal that was looked at
}

// Subject is the object the command is about, and so on for the others.
func (c RequestApproval) Subject() sales.ID  { return ApprovalID(c.Deal, c.Policy) }
func (c AnswerApproval) Subject() sales.ID   { return c.ID }
func (c DelegateApproval) Subject() sales.ID { return c.ID }
func (c WithdrawApproval) Subject() sales.ID { return c.ID }

// Creates marks the command as one whose subject may not be there yet.
func (RequestApproval) Creates() {}

// Decide seats the people who are asked. Somebody who asked, or owns the deal, is no one to ask: in the place of a manager
// comes the next one above, and of anybody else nobody.
func (c RequestApproval) Decide(w sales.World, at sales.Instant) ([]sales.Fact, error) {
	d, known := w.Object(sales.ID(c.Deal)).(*sales.Deal)
	if !known || d.Deleted {
		return nil, sales.Invalid("/deal", "unknown_reference", "there is no %s %q", "deal", string(c.Deal))
	}
	p, known := w.Object(PolicyID(c.Policy)).(*Policy)
	switch {
	case !known || p.Archived || p.Facts.Off:
		return nil, sales.Invalid("/policy", "unknown_reference", "there is no %s %q", "policy", c.Policy)
	case d.Outcome != sales.Open:
		return nil, sales.Refused("deal_closed", "the deal %q is %s", d.Name, string(d.Outcome))
	}
	facts := ApprovalFacts{Deal: c.Deal, Policy: p.ID, Key: p.Facts.Key, Round: 1, Asker: c.Asker, Owner: d.Owner, Reason: c.Reason, Watches: p.Facts.Watches,
		Version: c.Version, State: Pending, HoldsDays: p.Facts.HoldsDays}
	if p.Facts.AnswerDays > 0 {
		facts.AnswerBy = at + sales.Instant(p.Facts.AnswerDays)*dayLong
	}
	var err error
	if facts.Saw, err = Watched(d, facts.Watches); err != nil {
		return nil, err
	}
	if facts.Steps, err = seated(w, p.Facts, facts); err != nil {
		return nil, err
	}
	before, again := w.Object(c.Subject()).(*Approval)
	if !again {
		return sales.Create[ApprovalFacts]{ID: c.Subject(), Facts: facts}.Decide(w, at)
	}
	if b := before.Facts; !b.Lapsed(at) && b.Fits(d) && (b.State == Pending || b.State == Approved) {
		return nil, sales.Refused("asked_already", "this was asked already, and nothing has changed since: it is %s", string(b.State))
	}
	facts.Round = before.Facts.Round + 1
	return []sales.Fact{{Object: c.Subject(), At: at, Event: AskedAgain{facts}}}, nil
}

// seated finds who is to be asked, each person once: a step that only they are named in who are asked before has been
// answered with that one.
func seated(w sales.World, p PolicyFacts, a ApprovalFacts) (steps []Step, err error) {
	asked := map[sales.UserID]bool{}
	for i, l := range p.Steps {
		step, before := Step{Any: l.Any}, false
		for _, who := range l.Approvers {
			seat := Seat{User: who.User, Role: who.Role}
			if who.Manager {
				seat.User = managerOf(w, a)
			}
			switch {
			case seat.User != "" && asked[seat.User]:
				before = true
				continue
			case seat.Role == "" && (seat.User == "" || a.party(seat.User) || hasLeft(w, seat.User)):
				continue
			}
			asked[seat.User] = true
			step.Seats = append(step.Seats, seat)
		}
		switch {
		case len(step.Seats) > 0:
			steps = append(steps, step)
		case !before:
			return nil, sales.Refused("nobody_to_ask", "nobody can approve step %d: whoever is named has asked, owns the deal or has left", i+1)
		}
	}
	return steps, nil
}

// party reports whether somebody has asked or owns the deal: four eyes are not two.
func (a ApprovalFacts) party(user sales.UserID) bool { return user == a.Asker || user == a.Owner }

const mostManagers = 32

// managerOf is the nearest above the deal's owner who neither asked nor owns it: up the teams, then the leader.
func managerOf(w sales.World, a ApprovalFacts) sales.UserID {
	owner, known := w.Object(sales.ID(a.Owner)).(*sales.User)
	if known {
		team := owner.Facts.Team
		for range mostManagers {
			t, is := w.Object(sales.ID(team)).(*sales.Team)
			if !is {
				break
			}
			if m := t.Facts.Manager; m != "" && !a.party(m) && !hasLeft(w, m) {
				return m
			}
			team = t.Facts.Parent
		}
	}
	return sales.Settings(w).Leader
}

// AnswerApproval is what somebody says who is asked.
type AnswerApproval struct {
	ID      sales.ID
	By      sales.UserID
	Approve bool
	Note    string
}

// Decide refuses whoever asked or owns the deal, whoever is not asked now, and an answer to what the deal is no more.
func (c AnswerApproval) Decide(w sales.World, at sales.Instant) ([]sales.Fact, error) {
	a, d, err := pendingApproval(w, c.ID, at)
	if err != nil {
		return nil, err
	}
	switch {
	case a.party(c.By) || c.By == d.Owner:
		return nil, sales.Refused("four_eyes", "nobody approves what they asked for or what is theirs")
	case !a.Fits(d):
		return nil, sales.Refused("approved_fact_changed", "the deal has changed since this was asked: it has to be asked again")
	case !c.Approve && c.Note == "":
		return nil, sales.Invalid("/note", "required", "who says no says why")
	}
	step := a.Current()
	seat, found := a.seatOf(w, step, c.By)
	if !found {
		return nil, sales.Refused("not_asked", "you are not asked for this now")
	}
	return []sales.Fact{{Object: c.ID, At: at, Event: Answered{step, seat, c.By, c.Approve, c.Note}}}, nil
}

// seatOf finds an empty seat of a step that somebody may answer for: their own, or one of their role if they have not
// answered yet.
func (a ApprovalFacts) seatOf(w sales.World, step int, user sales.UserID) (int, bool) {
	empty := func(s Seat) bool { return s.By == "" }
	seats := a.Steps[step].Seats
	if own := slices.IndexFunc(seats, func(s Seat) bool { return empty(s) && s.User == user }); own >= 0 && user != "" {
		return own, true
	}
	u, known := w.Object(sales.ID(user)).(*sales.User)
	if !known || slices.ContainsFunc(a.seats(), func(s Seat) bool { return s.By == user }) {
		return 0, false
	}
	i := slices.IndexFunc(seats, func(s Seat) bool { return empty(s) && s.User == "" && slices.Contains(u.Facts.Roles(), s.Role) })
	return i, i >= 0
}

// pendingApproval loads an approval that waits for an answer, with its deal.
func pendingApproval(w sales.World, id sales.ID, at sales.Instant) (ApprovalFacts, *sales.Deal, error) {
	a, err := sales.Find[*Approval](w, id)
	if err != nil {
		return ApprovalFacts{}, nil, err
	}
	d, known := w.Object(sales.ID(a.Facts.Deal)).(*sales.Deal)
	switch {
	case !known || d.Deleted:
		return a.Facts, nil, sales.Missing(sales.ID(a.Facts.Deal))
	case a.Facts.State != Pending:
		return a.Facts, nil, sales.Refused("approval_closed", "this is %s already", string(a.Facts.State))
	case a.Facts.Lapsed(at):
		return a.Facts, nil, sales.Refused("approval_lapsed", "this was to be answered until %s: it has to be asked again", a.Facts.AnswerBy)
	}
	return a.Facts, d, nil
}

// DelegateApproval hands a seat on.
type DelegateApproval struct {
	ID     sales.ID
	From   sales.UserID // who has the seat
	To     sales.UserID
	Reason string
}

// Decide refuses to hand a seat to whoever asked, owns the deal, or is asked already: a delegation must not make of four
// eyes two.
func (c DelegateApproval) Decide(w sales.World, at sales.Instant) ([]sales.Fact, error) {
	a, d, err := pendingApproval(w, c.ID, at)
	if err != nil {
		return nil, err
	}
	if c.To == "" {
		return nil, sales.Invalid("/to", "required", "a seat is handed to somebody")
	}
	if err := mayTake(w, "/to", "", c.To); err != nil {
		return nil, err
	}
	if a.party(c.To) || c.To == d.Owner || a.Concerns(c.To) {
		return nil, sales.Refused("four_eyes", "who asked, owns the deal or is asked already cannot answer for another")
	}
	step := slices.IndexFunc(a.Steps, func(s Step) bool { return s.Waits(c.From) })
	if step < 0 {
		return nil, sales.Refused("not_asked", "you are not asked for this now")
	}
	seat := slices.IndexFunc(a.Steps[step].Seats, func(s Seat) bool { return s.User == c.From && s.By == "" })
	return []sales.Fact{{Object: c.ID, At: at, Event: Delegated{step, seat, c.From, c.To, c.Reason}}}, nil
}

// WithdrawApproval takes a question back.
type WithdrawApproval struct {
	ID     sales.ID
	By     sales.UserID
	Reason string
}

// Decide lets only whoever asked, or owns the deal.
func (c WithdrawApproval) Decide(w sales.World, at sales.Instant) ([]sales.Fact, error) {
	a, d, err := pendingApproval(w, c.ID, at)
	switch {
	case err != nil:
		return nil, err
	case c.By == "" || !a.party(c.By) && c.By != d.Owner:
		return nil, sales.Refused("not_yours", "only who asked, or owns the deal, takes the question back")
	}
	return []sales.Fact{{Object: c.ID, At: at, Event: AskingWithdrawn{c.Reason}}}, nil
}

// Asks reports whether an approval waits for an answer of somebody's.
func (a ApprovalFacts) Asks(w sales.World, user sales.UserID) bool {
	step := a.Current()
	if a.State != Pending || step == len(a.Steps) || a.party(user) {
		return false
	}
	_, found := a.seatOf(w, step, user)
	return found
}
