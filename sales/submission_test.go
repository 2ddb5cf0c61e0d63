package sales

import "testing"

const closes = Instant(1000)

// company has a rep, their manager, and the leader above both, in a tree of two teams.
func orgWorld(t *testing.T) world {
	t.Helper()
	w := newWorld(t)
	w.do(t, 1, Create[UserFacts]{ID: "user_boss", Facts: UserFacts{Name: "Boss"}})
	w.do(t, 2, Create[TeamFacts]{ID: "team_top", Facts: TeamFacts{Name: "Top", Manager: "user_boss"}})
	w.do(t, 2, Create[TeamFacts]{ID: "team_1", Facts: TeamFacts{Name: "One", Parent: "team_top", Manager: "user_2"}})
	for _, user := range []ID{"user_1", "user_2"} {
		w.do(t, 3, Change[UserFacts]{user, []byte(`{"team":"team_1"}`)})
	}
	return w
}

func submission(change ...func(*SubmissionFacts)) Submit {
	s := Submit{ID: "subm_1", Facts: SubmissionFacts{User: "user_1", Period: "2026-Q4", Call: Commit, Own: usd(100), RolledUp: usd(20), Closes: closes}}
	for _, f := range change {
		f(&s.Facts)
	}
	return s
}

func TestASubmissionKeepsItsFourLayersApart(t *testing.T) {
	w := orgWorld(t)
	w.do(t, 10, submission(func(s *SubmissionFacts) {
		s.Adjustment = Adjustment{Amount: usd(-30), Reason: "the tender slips"}
		s.Manager = Adjustment{Amount: usd(5), Reason: "not mine to say"} // left out
	}))
	s := &w["subm_1"].(*Submission).Facts
	if total, err := s.Total(); err != nil || total != usd(90) || s.State != Submitted || s.Manager != (Adjustment{}) || s.Adjustment.By != "user_1" {
		t.Errorf("%+v, total %v, %v", s, total, err)
	}
	w.do(t, 20, AdjustForecast{ID: "subm_1", By: "user_2", Amount: usd(-10), Reason: "seen this before"})
	w.do(t, 30, AdjustForecast{ID: "subm_1", By: "user_boss", Amount: usd(7), Reason: "the customer called me"})
	if total, _ := s.Total(); total != usd(97) || s.State != Adjusted || s.Manager.By != "user_boss" || s.Own != usd(100) || s.RolledUp != usd(20) {
		t.Errorf("%+v, total %v", s, total)
	}
}

func TestAHabitIsLearntFromWhatSomebodyHoldsThemselves(t *testing.T) {
	s := submission(func(s *SubmissionFacts) {
		s.Adjustment, s.Manager = Adjustment{Amount: usd(-30), Reason: "x"}, Adjustment{Amount: usd(7), Reason: "y"}
	}).Facts
	if said, err := s.Said(); err != nil || said != usd(90) {
		t.Errorf("%v, %v", said, err)
	}
	s.Basis.Correction = &Correction{Bias: .2, Periods: 3, Corrected: usd(90)}
	if said, err := s.Said(); err != nil || said != usd(120) {
		t.Errorf("with a correction taken: %v, %v", said, err)
	}
}

func TestUnsoundSubmissionsAreRefused(t *testing.T) {
	submitted := func(w world) { w.do(t, 10, submission()) }
	adjusted := func(w world) {
		submitted(w)
		w.do(t, 11, AdjustForecast{ID: "subm_1", By: "user_2", Amount: usd(1), Reason: "x"})
	}
	gone := func(w world) {
		submitted(w)
		w.do(t, 11, WithdrawForecast{"subm_1", "user_1", ""})
	}
	for name, c := range map[string]struct {
		before        func(world)
		at            Instant
		command       Command
		code, pointer string
	}{
		"nobody's":       {nil, 10, submission(func(s *SubmissionFacts) { s.User = "" }), "required", "/user"},
		"period":         {nil, 10, submission(func(s *SubmissionFacts) { s.Period = "soon" }), "bad_period", "/period"},
		"call":           {nil, 10, submission(func(s *SubmissionFacts) { s.Call = Omitted }), "not_a_choice", "/call"},
		"no reason":      {nil, 10, submission(func(s *SubmissionFacts) { s.Adjustment.Amount = usd(1) }), "required", "/adjustment/reason"},
		"two currencies": {nil, 10, submission(func(s *SubmissionFacts) { s.RolledUp = Money{1, "IDR"} }), "mixed_currencies", "/currency"},
		"less than nothing": {nil, 10, submission(func(s *SubmissionFacts) {
			s.Adjustment = Adjustment{Amount: usd(-121), Reason: "all of it slips"}
		}), "below_zero", "/adjustment/amount"},
		"adjusted to less":     {submitted, 20, AdjustForecast{ID: "subm_1", By: "user_2", Amount: usd(-121), Reason: "x"}, "below_zero", "/amount"},
		"a team led by others": {nil, 10, submission(func(s *SubmissionFacts) { s.Team = "team_1" }), "not_leading", ""},
		"after the window":     {nil, closes, submission(), "window_closed", ""},
		"withdrawn by another": {submitted, 20, WithdrawForecast{"subm_1", "user_2", ""}, "not_yours", ""},
		"withdrawn too late":   {submitted, closes, WithdrawForecast{"subm_1", "user_1", ""}, "window_closed", ""},
		"withdrawn when acted": {adjusted, 20, WithdrawForecast{"subm_1", "user_1", ""}, "acted_on", ""},
		"withdrawn twice":      {gone, 20, WithdrawForecast{"subm_1", "user_1", ""}, "withdrawn", ""},
		"adjusted from below":  {submitted, 20, AdjustForecast{ID: "subm_1", By: "user_1", Amount: usd(1), Reason: "x"}, "not_above", ""},
		"adjusted from beside": {submitted, 20, AdjustForecast{ID: "subm_1", By: "user_gone", Amount: usd(1), Reason: "x"}, "not_above", ""},
		"adjusted for nothing": {submitted, 20, AdjustForecast{ID: "subm_1", By: "user_2", Amount: usd(1), Reason: ""}, "required", "/reason"},
		"adjusted in yen":      {submitted, 20, AdjustForecast{ID: "subm_1", By: "user_2", Amount: Money{1, "JPY"}, Reason: "x"}, "mixed_currencies", "/amount/currency"},
		"adjusted too late":    {submitted, closes, AdjustForecast{ID: "subm_1", By: "user_2", Amount: usd(1), Reason: "x"}, "window_closed", ""},
		"adjusted when gone":   {gone, 20, AdjustForecast{ID: "subm_1", By: "user_2", Amount: usd(1), Reason: "x"}, "withdrawn", ""},
		"adjusted nothing":     {nil, 20, AdjustForecast{ID: "subm_1", By: "user_2", Amount: usd(1), Reason: "x"}, "not_found", ""},
	} {
		w := orgWorld(t)
		if c.before != nil {
			c.before(w)
		}
		_, err := c.command.Decide(w, c.at)
		t.Run(name, func(t *testing.T) { wantProblem(t, err, c.code, c.pointer) })
	}
}

func TestACallMovesOnlyWhenItDoesNotHoldOrSomebodyPublishes(t *testing.T) {
	w := orgWorld(t)
	call := func(id ID, p50 int64, by UserID, before ID) PublishCall {
		return PublishCall{id, CallFacts{Period: "2026-Q4", P10: usd(p50 - 20), P25: usd(p50 - 10), P50: usd(p50), P75: usd(p50 + 10), P90: usd(p50 + 20), By: by, Before: before}}
	}
	w.do(t, 10, call("call_1", 100, "user_boss", ""))
	for _, p50 := range []int64{90, 100, 110} {
		if facts := w.do(t, 11, call("call_2", p50, "", "call_1")); facts != nil {
			t.Errorf("a median of %d moved a call of 90 to 110", p50)
		}
	}
	if facts := w.do(t, 12, call("call_2", 111, "", "call_1")); len(facts) != 1 {
		t.Error("a median outside the band did not move the call")
	}
	if facts := w.do(t, 13, call("call_3", 111, "user_boss", "call_2")); len(facts) != 1 {
		t.Error("somebody published, and the call did not move")
	}
	if (CallFacts{P25: usd(1), P50: usd(2), P75: usd(3)}).Holds(Money{2, "IDR"}) {
		t.Error("a call holds in its own currency only")
	}
	_, err := call("call_4", 1, "user_boss", "call_9").Decide(w, 14)
	wantProblem(t, err, "unknown_reference", "/before")
}

func TestACallCountsWhatIsAsSureAsIt(t *testing.T) {
	if !Commit.Counts(Commit) || !Commit.Counts(BestCase) || !MostLikely.Counts(BestCase) || MostLikely.Counts(Commit) || BestCase.Counts(MostLikely) || InPipeline.Counts(BestCase) || Omitted.Counts(BestCase) {
		t.Error("commit < most likely < best case")
	}
}
