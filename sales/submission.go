package sales

import "slices"

// Submission is what somebody says will be booked in a period, by them and by those below them: the number that climbs
// the tree of teams. It is frozen when it is made.
type Submission = Record[SubmissionFacts]

// SubmissionFacts keep the four layers of a submission apart, and all that they were made from.
type SubmissionFacts struct {
	User       UserID          `json:"user"`               // who says it
	Team       TeamID          `json:"team,omitempty"`     // whose number it is; empty for a person's own deals
	Period     string          `json:"period"`             // as Calendar.Period reads it
	Call       Category        `json:"call"`               // the surest category that does not count any more is the one below it
	Own        Money           `json:"own"`                // of the user's own deals: booked, and open ones down to the call
	RolledUp   Money           `json:"rolled_up"`          // what was submitted below
	Adjustment Adjustment      `json:"adjustment"`         // of the user
	Manager    Adjustment      `json:"manager_adjustment"` // of who stands above; set by ForecastAdjusted
	Basis      Basis           `json:"basis"`
	Closes     Instant         `json:"closes_at"` // from then on nothing changes any more
	State      SubmissionState `json:"state"`
}

// SubmissionState is how a submission stands.
type SubmissionState string

// The states of a submission.
const (
	Submitted SubmissionState = "submitted"
	Withdrawn SubmissionState = "withdrawn" // by the one who made it
	Adjusted  SubmissionState = "adjusted"  // somebody above has acted: it cannot be withdrawn any more
)

// Adjustment moves a number for a reason. The zero Adjustment moves nothing.
type Adjustment struct {
	Amount Money  `json:"amount,omitzero"` // added; may be below zero
	Reason string `json:"reason,omitempty"`
	By     UserID `json:"by,omitempty"`

	Correction *Correction `json:"correction,omitempty"` // of a manager's: what was offered and taken; an owner's is in the basis
}

// Correction is a number without the habit of the one who said it: offered beside it, and taken by a person or not at all.
type Correction struct {
	Bias      float64 `json:"bias"`    // Σ(submitted − booked) ÷ Σ booked
	Periods   int     `json:"periods"` // that it was learnt from
	Corrected Money   `json:"corrected"`
}

// Basis is exactly what a submission was made from.
type Basis struct {
	AsOf     Instant       `json:"as_of"`
	KnownAt  Instant       `json:"known_at"`
	Position int64         `json:"position"`
	Currency Currency      `json:"currency"`
	Deals    []BasisDeal   `json:"deals,omitempty"`   // in rising order of their ids
	Rates    []BasisRate   `json:"rates,omitempty"`   // that values were converted at
	Children []BasisReport `json:"reports,omitempty"` // submissions that were rolled up

	Correction *Correction `json:"correction,omitempty"` // that the owner's adjustment is
}

// BasisDeal is a deal as it counted.
type BasisDeal struct {
	Deal     DealID   `json:"deal"`
	Version  int64    `json:"version"`
	Category Category `json:"category,omitempty"` // empty for a booked deal
	Value    Money    `json:"value"`
}

// BasisRate is an exchange rate that was used: minor units of To for one of From.
type BasisRate struct {
	From Currency `json:"from"`
	To   Currency `json:"to"`
	Day  Day      `json:"day"`
	Rate string   `json:"rate"` // an exact fraction
}

// BasisReport is a submission of somebody below, in one version.
type BasisReport struct {
	Submission ID    `json:"submission"`
	Version    int64 `json:"version"`
	Total      Money `json:"total"`
}

// Total is the number itself: own + rolled up + the owner's adjustment + the manager's.
func (s SubmissionFacts) Total() (Money, error) {
	sum := s.Own
	for _, part := range []Money{s.RolledUp, s.Adjustment.Amount, s.Manager.Amount} {
		var err error
		if sum, err = sum.Plus(part); err != nil {
			return Money{}, err
		}
	}
	return sum, nil
}

// Said is the number as its owner holds it by themselves: without a correction that they took, and without what was moved
// from above. It is what their habits are learnt from: a correction that worked is no reason to offer none the next time.
func (s SubmissionFacts) Said() (Money, error) {
	s.Manager = Adjustment{}
	if s.Basis.Correction != nil {
		s.Adjustment = Adjustment{}
	}
	return s.Total()
}

// OwnedBy is who says it, and so who answers for it.
func (s SubmissionFacts) OwnedBy() UserID { return s.User }

// About names the record: a submission.
func (SubmissionFacts) About() (Kind, string) { return SubmissionKind, "submission" }

// Check refuses facts that are not sound.
func (s SubmissionFacts) Check(w World, _ ID, before SubmissionFacts) error {
	if s.User == "" {
		return Invalid("/user", "required", "a submission is somebody's: act as a person")
	}
	if _, err := Settings(w).Calendar.Period(s.Period); err != nil {
		return err
	}
	if err := s.Adjustment.check("/adjustment"); err != nil {
		return err
	}
	if err := s.sound("/adjustment/amount"); err != nil {
		return err
	}
	if s.Team != "" && !leads(w, s.User, s.Team) {
		return Refused("not_leading", "%s does not lead this team", string(s.User))
	}
	return first(OneOf("/call", s.Call, Commit, MostLikely, BestCase),
		Refers[UserFacts](w, "/user", ID(before.User), ID(s.User)), Refers[TeamFacts](w, "/team", ID(before.Team), ID(s.Team)))
}

// sound refuses a number that cannot be added up, and at pointer what takes it below zero: nobody books less than nothing.
func (s SubmissionFacts) sound(pointer string) error {
	sum, err := s.Total()
	if err == nil && sum.Minor < 0 {
		return Invalid(pointer, "below_zero", "this takes the number below zero, to %s", sum.String())
	}
	return err
}

func (a Adjustment) check(pointer string) error {
	if a.Amount.Minor != 0 && a.Reason == "" {
		return Invalid(pointer+"/reason", "required", "an adjustment needs a reason")
	}
	return nil
}

// leads reports whether the user manages the team or one above it, or the workspace.
func leads(w World, user UserID, team TeamID) bool {
	if Settings(w).Leader == user {
		return true
	}
	for range mostLevels {
		t, ok := w.Object(ID(team)).(*Team)
		if !ok {
			return false
		}
		if t.Facts.Manager == user {
			return true
		}
		team = t.Facts.Parent
	}
	return false
}

// above reports whether by stands above the one who made a submission: leads the team they are in, or one above the team
// they submitted for.
func above(w World, by UserID, s SubmissionFacts) bool {
	if by == s.User {
		return false
	}
	if Settings(w).Leader == by {
		return true
	}
	team := s.Team
	if team == "" {
		if u, ok := w.Object(ID(s.User)).(*User); ok {
			team = u.Facts.Team
		}
	}
	return team != "" && leads(w, by, team)
}

// The events in the life of a submission, after it was made.
type (
	// ForecastWithdrawn says that its owner took it back.
	ForecastWithdrawn struct {
		Reason string `json:"reason,omitempty"`
	}
	// ForecastAdjusted says that somebody above moved it. A second adjustment takes the place of the first.
	ForecastAdjusted Adjustment
)

// Name is the event's name in the ledger, and so on for the other.
func (ForecastWithdrawn) Name() string { return "submission.withdrawn" }
func (ForecastAdjusted) Name() string  { return "submission.adjusted" }

// Take folds what happened to a submission besides.
func (s *SubmissionFacts) Take(f Fact) bool {
	switch e := f.Event.(type) {
	case ForecastWithdrawn:
		s.State = Withdrawn
	case ForecastAdjusted:
		s.State, s.Manager = Adjusted, Adjustment(e)
	default:
		return false
	}
	return true
}

// Submit freezes what somebody says.
type Submit struct {
	ID    ID
	Facts SubmissionFacts
}

// Subject is the object the command is about, and so on for the others.
func (c Submit) Subject() ID           { return c.ID }
func (c WithdrawForecast) Subject() ID { return c.ID }
func (c AdjustForecast) Subject() ID   { return c.ID }

// Creates marks the command as one whose subject is not there yet.
func (Submit) Creates() {}

// Decide refuses a submission after its window, and one that says more of its life than that it begins.
func (c Submit) Decide(w World, at Instant) ([]Fact, error) {
	if c.Facts.Closes <= at {
		return nil, Refused("window_closed", "the window for this submission closed at %s", c.Facts.Closes)
	}
	c.Facts.State, c.Facts.Manager, c.Facts.Adjustment.By = Submitted, Adjustment{}, ""
	if c.Facts.Adjustment.Amount.Minor != 0 {
		c.Facts.Adjustment.By = c.Facts.User
	}
	return Create[SubmissionFacts]{ID: c.ID, Facts: c.Facts}.Decide(w, at)
}

// WithdrawForecast takes a submission back: its owner may, until somebody above has acted or the window has closed.
type WithdrawForecast struct {
	ID     ID
	By     UserID
	Reason string
}

// Decide refuses everybody but the owner.
func (c WithdrawForecast) Decide(w World, at Instant) ([]Fact, error) {
	s, err := openSubmission(w, c.ID, at)
	switch {
	case err != nil:
		return nil, err
	case s.User != c.By:
		return nil, Refused("not_yours", "only who made a submission may withdraw it")
	case s.State == Adjusted:
		return nil, Refused("acted_on", "somebody above has acted on this submission already")
	}
	return []Fact{{c.ID, at, ForecastWithdrawn{c.Reason}}}, nil
}

// AdjustForecast moves a submission from above, for a reason.
type AdjustForecast struct {
	ID     ID
	By     UserID
	Amount Money
	Reason string

	Correction *Correction // that the amount is, where it is one
}

// Decide refuses everybody who does not stand above the owner.
func (c AdjustForecast) Decide(w World, at Instant) ([]Fact, error) {
	s, err := openSubmission(w, c.ID, at)
	if err != nil {
		return nil, err
	}
	if c.Reason == "" {
		return nil, Invalid("/reason", "required", "an adjustment needs a reason")
	}
	if !above(w, c.By, s) {
		return nil, Refused("not_above", "only who stands above its owner may adjust a submission")
	}
	s.Manager = Adjustment{c.Amount, c.Reason, c.By, c.Correction}
	if err := s.sound(""); err != nil {
		return nil, Under("/amount", err)
	}
	return []Fact{{c.ID, at, ForecastAdjusted(s.Manager)}}, nil
}

// openSubmission loads a submission of which something can still change.
func openSubmission(w World, id ID, at Instant) (SubmissionFacts, error) {
	r, err := recordIn[SubmissionFacts](w, id, at)
	if err != nil {
		return SubmissionFacts{}, err
	}
	s := r.Facts
	switch {
	case s.State == Withdrawn:
		return s, Refused("withdrawn", "the submission was withdrawn")
	case s.Closes <= at:
		return s, Refused("window_closed", "the window for this submission closed at %s", s.Closes)
	}
	return s, nil
}

// Counts reports whether deals of a category count in a call: those as sure as it, or surer.
func (c Category) Counts(call Category) bool {
	order := []Category{Commit, MostLikely, BestCase}
	at, most := slices.Index(order, c), slices.Index(order, call)
	return at >= 0 && at <= most
}

// Call is the number that a workspace or a team has published for a period: everybody may rely on it until the next one.
type Call = Record[CallFacts]

// CallFacts are a published distribution.
type CallFacts struct {
	Team     TeamID  `json:"team,omitempty"` // empty: the workspace
	Period   string  `json:"period"`
	P10      Money   `json:"p10"`
	P25      Money   `json:"p25"`
	P50      Money   `json:"p50"`
	P75      Money   `json:"p75"`
	P90      Money   `json:"p90"`
	AsOf     Instant `json:"as_of"`
	Position int64   `json:"position"`
	By       UserID  `json:"by,omitempty"` // empty: it moved by itself, because it left the band of the one before
	Reason   string  `json:"reason,omitempty"`
	Before   ID      `json:"before,omitempty"` // the call that this one follows
}

// About names the record: a call.
func (CallFacts) About() (Kind, string) { return CallKind, "call" }

// Check refuses facts that are not sound.
func (c CallFacts) Check(w World, _ ID, before CallFacts) error {
	if _, err := Settings(w).Calendar.Period(c.Period); err != nil {
		return err
	}
	return first(Refers[TeamFacts](w, "/team", ID(before.Team), ID(c.Team)), Refers[UserFacts](w, "/by", ID(before.By), ID(c.By)),
		Refers[CallFacts](w, "/before", before.Before, c.Before))
}

// Holds reports whether the call still holds: the new median lies within its middle half.
func (c CallFacts) Holds(p50 Money) bool {
	return c.P50.Currency == p50.Currency && c.P25.Minor <= p50.Minor && p50.Minor <= c.P75.Minor
}

// PublishCall publishes a number. One that nobody publishes moves only when the one before does not hold any more.
type PublishCall struct {
	ID    ID
	Facts CallFacts
}

// Subject is the object the command is about.
func (c PublishCall) Subject() ID { return c.ID }

// Creates marks the command as one whose subject is not there yet.
func (PublishCall) Creates() {}

// Decide does nothing when nobody publishes and the call before holds.
func (c PublishCall) Decide(w World, at Instant) ([]Fact, error) {
	if before, ok := w.Object(c.Facts.Before).(*Call); ok && c.Facts.By == "" && before.Facts.Holds(c.Facts.P50) {
		return nil, nil
	}
	return Create[CallFacts]{ID: c.ID, Facts: c.Facts}.Decide(w, at)
}
