package sales

import "testing"

func TestUnsoundViewsAreRefused(t *testing.T) {
	view := func(change func(*ViewFacts)) Command {
		f := ViewFacts{Name: "Mine", Page: "start", Owner: "user_1", Panels: []PanelOfView{{Title: "Open", Form: "figure", Report: "query"}}}
		change(&f)
		return Create[ViewFacts]{ID: "view_1", Facts: f}
	}
	refuse(t, map[string]refusal{
		"no name":             {nil, view(func(f *ViewFacts) { f.Name = " " }), "required", "/name"},
		"no page":             {nil, view(func(f *ViewFacts) { f.Page = "attic" }), "not_a_choice", "/page"},
		"nobody's":            {nil, view(func(f *ViewFacts) { f.Owner = "" }), "required", "/owner"},
		"somebody's and all":  {nil, view(func(f *ViewFacts) { f.Role = Rep }), "two_bearers", "/role"},
		"no such role":        {nil, view(func(f *ViewFacts) { f.Owner, f.Role = "", "root" }), "not_a_choice", "/role"},
		"unknown owner":       {nil, view(func(f *ViewFacts) { f.Owner = "user_9" }), "unknown_reference", "/owner"},
		"panels of a report":  {nil, view(func(f *ViewFacts) { f.Page = "velocity" }), "not_a_choice", "/panels"},
		"too many panels":     {nil, view(func(f *ViewFacts) { f.Panels = make([]PanelOfView, 25) }), "too_many", "/panels"},
		"panel without title": {nil, view(func(f *ViewFacts) { f.Panels[0].Title = "" }), "required", "/panels/0/title"},
		"form of a panel":     {nil, view(func(f *ViewFacts) { f.Panels[0].Form = "pie" }), "not_a_choice", "/panels/0/form"},
		"report of a panel":   {nil, view(func(f *ViewFacts) { f.Panels[0].Report = "all" }), "not_a_choice", "/panels/0/report"},
		"width of a panel":    {nil, view(func(f *ViewFacts) { f.Panels[0].Width = 13 }), "out_of_range", "/panels/0/width"},
		"rows of a panel":     {nil, view(func(f *ViewFacts) { f.Panels[0].Question.Limit = 201 }), "out_of_range", "/panels/0/question/limit"},
		"chart":               {nil, view(func(f *ViewFacts) { f.Question.Chart = "donut" }), "not_a_choice", "/question/chart"},
		"value kind":          {nil, view(func(f *ViewFacts) { f.Question.ValueKind = "x" }), "not_a_choice", "/question/value_kind"},
		"another owner": {[]Command{view(func(*ViewFacts) {})}, Change[ViewFacts]{ID: "view_1", Patch: []byte(`{"owner":null,"role":"rep"}`)},
			"fixed", "/owner"},
	})
}

func TestPeriodsMoveWithTheDay(t *testing.T) {
	c := Calendar{TimeZone: "UTC", WeekStart: "monday", FiscalYearStart: 4}
	for name, want := range map[string]string{"this_week": "2027-W01", "last_week": "2026-W53", "this_month": "2027-01", "last_month": "2026-12",
		"this_quarter": "2026-Q4", "last_quarter": "2026-Q3", "2026-Q1": "2026-Q1"} {
		if p, err := c.PeriodAt(name, day(t, "2027-01-05")); err != nil || p.Name != want {
			t.Errorf("%s is %s, %v, want %s", name, p.Name, err, want)
		}
	}
	for _, name := range []string{"", "this_year", "next_week", "this", "quarter"} {
		if _, err := c.PeriodAt(name, 20000); err == nil {
			t.Errorf("%q is a period", name)
		}
	}
}
