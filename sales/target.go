package sales

// Target is what is to be booked in a period.
type Target = Record[TargetFacts]

// TargetFacts are how much a user, a team or, when neither is named, the whole workspace is to book in a period, of a
// product and in a pipeline where these are named. The target of a team counts whatever the teams and people below it
// book. Where several say the same but for the amount, the one that was made last holds; the others stay readable as
// what was aimed at before.
type TargetFacts struct {
	User      UserID     `json:"user,omitempty"`
	Team      TeamID     `json:"team,omitempty"`
	Product   ProductID  `json:"product,omitempty"`
	Pipeline  PipelineID `json:"pipeline,omitempty"`
	Period    string     `json:"period"` // as Calendar.Period reads it
	Amount    Money      `json:"amount"`
	ValueKind ValueKind  `json:"value_kind,omitempty"` // empty: each pipeline's own
}

// About names the record: a target.
func (TargetFacts) About() (Kind, string) { return TargetKind, "target" }

// Check refuses facts that are not sound.
func (t TargetFacts) Check(w World, _ ID, before TargetFacts) error {
	if t.User != "" && t.Team != "" {
		return Invalid("/team", "two_bearers", "a target is a user's, a team's or the workspace's, not both a user's and a team's")
	}
	if _, err := Settings(w).Calendar.Period(t.Period); err != nil {
		return err
	}
	if !t.Amount.Currency.Known() {
		return Invalid("/amount", "required", "a target needs an amount of money")
	}
	if t.Amount.Minor < 0 {
		return Invalid("/amount", "out_of_range", "a target is 0 or more, not %s", t.Amount)
	}
	if t.ValueKind != "" {
		if err := t.ValueKind.check(); err != nil {
			return err
		}
	}
	return first(Refers[UserFacts](w, "/user", ID(before.User), ID(t.User)), Refers[TeamFacts](w, "/team", ID(before.Team), ID(t.Team)),
		Refers[ProductFacts](w, "/product", ID(before.Product), ID(t.Product)),
		Refers[PipelineFacts](w, "/pipeline", ID(before.Pipeline), ID(t.Pipeline)))
}

// Aim is all of a target but its amount: what it is a target of. The latest target with an aim is the one that holds.
func (t TargetFacts) Aim() TargetFacts {
	t.Amount = Money{}
	return t
}
