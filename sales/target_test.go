package sales

import "testing"

func TestUnsoundTargetsAreRefused(t *testing.T) {
	target := func(change func(*TargetFacts)) Command {
		f := TargetFacts{Period: "2026-Q4", Amount: usd(100)}
		change(&f)
		return Create[TargetFacts]{ID: "target_1", Facts: f}
	}
	refuse(t, map[string]refusal{
		"two bearers":      {nil, target(func(f *TargetFacts) { f.User, f.Team = "user_1", "team_1" }), "two_bearers", "/team"},
		"no period":        {nil, target(func(f *TargetFacts) { f.Period = "" }), "bad_period", "/period"},
		"period of five":   {nil, target(func(f *TargetFacts) { f.Period = "2026-Q5" }), "bad_period", "/period"},
		"no amount":        {nil, target(func(f *TargetFacts) { f.Amount = Money{} }), "required", "/amount"},
		"below nothing":    {nil, target(func(f *TargetFacts) { f.Amount = usd(-1) }), "out_of_range", "/amount"},
		"value kind":       {nil, target(func(f *TargetFacts) { f.ValueKind = "x" }), "not_a_choice", "/value_kind"},
		"unknown user":     {nil, target(func(f *TargetFacts) { f.User = "user_9" }), "unknown_reference", "/user"},
		"unknown team":     {nil, target(func(f *TargetFacts) { f.Team = "team_9" }), "unknown_reference", "/team"},
		"unknown product":  {nil, target(func(f *TargetFacts) { f.Product = "prod_9" }), "unknown_reference", "/product"},
		"unknown pipeline": {nil, target(func(f *TargetFacts) { f.Pipeline = "pipe_9" }), "unknown_reference", "/pipeline"},
		"id":               {nil, Create[TargetFacts]{ID: "user_5", Facts: TargetFacts{Period: "2026-Q4", Amount: usd(1)}}, "bad_id", "/id"},
	})
}

func TestTargetsOfOneAimDifferOnlyInTheirAmount(t *testing.T) {
	a := TargetFacts{User: "user_1", Period: "2026-Q4", Amount: usd(100)}
	b, c := a, a
	b.Amount, c.Period = usd(200), "2026-Q3"
	if a.Aim() != b.Aim() || a.Aim() == c.Aim() {
		t.Error("the aim is all but the amount")
	}
}
