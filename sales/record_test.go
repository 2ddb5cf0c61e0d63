package sales

import (
	"fmt"
	"slices"
	"testing"
)

func TestUnsoundPartiesAreRefused(t *testing.T) {
	refuse(t, map[string]refusal{
		"id of another kind":          {nil, Create[AccountFacts]{ID: "deal_5", Facts: AccountFacts{Name: "A"}}, "bad_id", "/id"},
		"id in use":                   {nil, Create[AccountFacts]{ID: "acct_1", Facts: AccountFacts{Name: "A"}}, "exists", ""},
		"change of what is not there": {nil, Change[AccountFacts]{"acct_9", []byte(`{}`)}, "not_found", ""},
		"change of another kind":      {nil, Change[AccountFacts]{"cont_1", []byte(`{}`)}, "not_found", ""},
		"archive of nothing":          {nil, Archive[AccountFacts]{"acct_9"}, "not_found", ""},
		"unknown field":               {nil, Change[AccountFacts]{"acct_1", []byte(`{"nmae":"x"}`)}, "unknown_field", "/nmae"},
		"account: name":               {nil, Change[AccountFacts]{"acct_1", []byte(`{"name":null}`)}, "required", "/name"},
		"account: employees":          {nil, Change[AccountFacts]{"acct_1", []byte(`{"employees":-1}`)}, "out_of_range", "/employees"},
		"account: parent":             {nil, Change[AccountFacts]{"acct_1", []byte(`{"parent":"acct_old"}`)}, "archived", "/parent"},
		"contact: email":              {nil, Change[ContactFacts]{"cont_1", []byte(`{"email":"Dewi <d@example.com>"}`)}, "bad_email", "/email"},
		"contact: account":            {nil, Change[ContactFacts]{"cont_1", []byte(`{"account":"acct_9"}`)}, "unknown_reference", "/account"},
		"product: margin":             {nil, Change[ProductFacts]{"prod_1", []byte(`{"gross_margin":1.5}`)}, "out_of_range", "/gross_margin"},
		"product: churn":              {nil, Change[ProductFacts]{"prod_1", []byte(`{"monthly_churn":"-0.1"}`)}, "out_of_range", "/monthly_churn"},
		"competitor: name":            {nil, Create[CompetitorFacts]{ID: "comp_2"}, "required", "/name"},
		"user: email":                 {nil, Change[UserFacts]{"user_1", []byte(`{"email":"nobody"}`)}, "bad_email", "/email"},
		"user: team":                  {nil, Change[UserFacts]{"user_1", []byte(`{"team":"team_9"}`)}, "unknown_reference", "/team"},
	})
}

func TestUnsoundDefinitionsAreRefused(t *testing.T) {
	stages := []Stage{{ID: stageA, Name: "A", Canonical: "qualify"}}
	settings := func(change func(*WorkspaceFacts)) Command {
		f := NewWorkspace("W")
		change(&f)
		return Create[WorkspaceFacts]{ID: "ws_2", Facts: f}
	}
	pipeline := func(change func(*PipelineFacts)) Command {
		f := PipelineFacts{Name: "P", ValueKind: TCV, Stages: slices.Clone(stages)}
		change(&f)
		return Create[PipelineFacts]{ID: "pipe_3", Facts: f}
	}
	refuse(t, map[string]refusal{
		"workspace: name":           {nil, settings(func(f *WorkspaceFacts) { f.Name = "" }), "required", "/name"},
		"workspace: currency":       {nil, settings(func(f *WorkspaceFacts) { f.Currency = "EURO" }), "unknown_currency", "/currency"},
		"workspace: week":           {nil, settings(func(f *WorkspaceFacts) { f.Calendar.WeekStart = "" }), "not_a_choice", "/calendar/week_start"},
		"workspace: no stages":      {nil, settings(func(f *WorkspaceFacts) { f.Canonical = nil }), "required", "/canonical_stages"},
		"workspace: field key":      {nil, settings(func(f *WorkspaceFacts) { f.Fields = []Field{{Key: "A b", On: DealKind, Type: TextField}} }), "bad_key", "/fields"},
		"workspace: field on users": {nil, settings(func(f *WorkspaceFacts) { f.Fields = []Field{{Key: "a", On: UserKind, Type: TextField}} }), "not_a_choice", "/fields"},
		"workspace: field type":     {nil, settings(func(f *WorkspaceFacts) { f.Fields = []Field{{Key: "a", On: DealKind, Type: "blob"}} }), "not_a_choice", "/fields"},
		"workspace: no options":     {nil, settings(func(f *WorkspaceFacts) { f.Fields = []Field{{Key: "a", On: DealKind, Type: ChoiceField}} }), "required", "/fields"},
		"workspace: field twice": {nil, settings(func(f *WorkspaceFacts) {
			f.Fields = slices.Repeat([]Field{{Key: "a", On: DealKind, Type: TextField}}, 2)
		}), "duplicate", "/fields"},
		"pipeline: name":            {nil, pipeline(func(f *PipelineFacts) { f.Name = "" }), "required", "/name"},
		"pipeline: currency":        {nil, pipeline(func(f *PipelineFacts) { f.Currency = "X" }), "unknown_currency", "/currency"},
		"pipeline: no open stage":   {nil, pipeline(func(f *PipelineFacts) { f.Stages[0].Retired = true }), "required", "/stages"},
		"pipeline: too many stages": {nil, pipeline(func(f *PipelineFacts) { f.Stages = slices.Repeat(stages, 61) }), "too_many", "/stages"},
		"pipeline: value kind":      {nil, pipeline(func(f *PipelineFacts) { f.ValueKind = "" }), "not_a_choice", "/value_kind"},
		"pipeline: stage twice":     {nil, pipeline(func(f *PipelineFacts) { f.Stages = slices.Repeat(stages, 2) }), "duplicate", "/stages/1"},
		"pipeline: stage id":        {nil, pipeline(func(f *PipelineFacts) { f.Stages[0].ID = "stage_1" }), "bad_id", "/stages/0/id"},
		"pipeline: stage name":      {nil, pipeline(func(f *PipelineFacts) { f.Stages[0].Name = "" }), "required", "/stages/0/name"},
		"pipeline: canonical":       {nil, pipeline(func(f *PipelineFacts) { f.Stages[0].Canonical = "x" }), "not_a_choice", "/stages/0/canonical"},
		"pipeline: days":            {nil, pipeline(func(f *PipelineFacts) { f.Stages[0].LimitDays = -1 }), "out_of_range", "/stages/0/limit_days"},
		"pipeline: category":        {nil, pipeline(func(f *PipelineFacts) { f.Stages[0].Category = "x" }), "not_a_choice", "/stages/0/category"},
		"pipeline: stage left out":  {nil, Change[PipelineFacts]{"pipe_1", []byte(`{"stages":[{"id":"` + string(stageA) + `","name":"A","canonical":"qualify"}]}`)}, "stage_dropped", "/stages"},
	})
}

func TestUnsoundRatesAndImportsAreRefused(t *testing.T) {
	refuse(t, map[string]refusal{
		"rate: currency":             {nil, SetRate{"USD", "XXX", 1, "2"}, "unknown_currency", "/from"},
		"rate: to itself":            {nil, SetRate{"USD", "USD", 1, "2"}, "same_currency", "/to"},
		"rate: zero":                 {nil, SetRate{"USD", "IDR", 1, "0"}, "out_of_range", "/rate"},
		"rate: none":                 {nil, SetRate{"USD", "IDR", 1, ""}, "out_of_range", "/rate"},
		"rate: removed from no pair": {nil, RemoveRate{"USD", "IDR", 1}, "not_found", ""},
		"rate: order":                {nil, Create[RateFacts]{ID: "rate_usd_idr", Facts: RateFacts{"USD", "IDR", []DatedRate{{2, "1"}, {2, "1"}}}}, "out_of_order", "/days"},
		"rate: id of another pair":   {nil, Create[RateFacts]{ID: "rate_usd_jpy", Facts: RateFacts{"USD", "IDR", []DatedRate{{2, "1"}}}}, "bad_id", "/id"},
		"import: id":                 {nil, RequestImport{ID: "deal_5"}, "bad_id", "/id"},
		"import: finish with id":     {nil, FinishImport{ID: "nonsense"}, "bad_id", "/id"},
		"import: undo of nothing":    {nil, UndoImport{"imp_9"}, "not_found", ""},
		"import: failure of nothing": {nil, FailImport{ID: "imp_9"}, "not_found", ""},
	})
}

func TestRecordLivesUntilItIsArchived(t *testing.T) {
	w := newWorld(t)
	w.do(t, 20, Change[AccountFacts]{"acct_1", []byte(`{"owner":"user_1","revenue":{"amount":"5","currency":"IDR"}}`)})
	w.do(t, 21, Archive[AccountFacts]{"acct_1"})
	a := w["acct_1"].(*Account)
	if a.Facts.Owner != "user_1" || a.Facts.Revenue != (Money{500, "IDR"}) || !a.Archived || a.CreatedAt != 1 || a.ID != "acct_1" {
		t.Errorf("%+v", a)
	}
	for _, c := range []Command{Change[AccountFacts]{"acct_1", []byte(`{"name":"X"}`)}, Archive[UserFacts]{"user_1"}, SetRate{"USD", "IDR", 5, "1"}} {
		w.do(t, 30, SetRate{"USD", "IDR", 5, "15000"})
		_, err := c.Decide(w, 0)
		wantProblem(t, err, "before_creation", "/at")
	}
}

func TestTeamsFormATree(t *testing.T) {
	w := world{}
	team := func(n int) TeamID { return TeamID(fmt.Sprintf("team_%d", n)) }
	w.do(t, 1, Create[TeamFacts]{ID: "team_0", Facts: TeamFacts{Name: "Top"}})
	for i := 1; i < mostLevels; i++ {
		w.do(t, 1, Create[TeamFacts]{ID: ID(team(i)), Facts: TeamFacts{Name: "T", Parent: team(i - 1)}})
	}
	_, err := Create[TeamFacts]{ID: "team_deep", Facts: TeamFacts{Name: "T", Parent: team(mostLevels - 1)}}.Decide(w, 2)
	wantProblem(t, err, "too_deep", "/parent")
	for _, below := range []int{0, 1, 5, mostLevels - 1} {
		_, err := Change[TeamFacts]{"team_0", fmt.Appendf(nil, `{"parent":"%s"}`, team(below))}.Decide(w, 2)
		wantProblem(t, err, "loop", "/parent")
	}
	w.do(t, 2, Change[TeamFacts]{"team_5", []byte(`{"parent":"team_1"}`)}) // upwards is no loop
	_, err = Create[TeamFacts]{ID: "team_x", Facts: TeamFacts{Name: "X", Parent: "team_x"}}.Decide(w, 2)
	wantProblem(t, err, "unknown_reference", "/parent")
}

func TestRatesHoldFromTheirDayOn(t *testing.T) {
	w := newWorld(t)
	w.do(t, 10, SetRate{"USD", "IDR", 100, "15000"})
	w.do(t, 10, SetRate{"USD", "IDR", 300, "16000.5"})
	r := w["rate_usd_idr"].(*Rate)
	created := r.Facts.Days
	w.do(t, 10, SetRate{"USD", "IDR", 400, "16000.5"}) // the same as in force, and yet dated
	w.do(t, 10, SetRate{"USD", "IDR", 200, "15500"})
	w.do(t, 10, SetRate{"USD", "IDR", 100, "15001"})
	if len(created) != 2 || created[0].Rate != "15000" {
		t.Errorf("an older picture has changed: %+v", created)
	}
	for on, want := range map[Day]string{99: "", 100: "15001", 199: "15001", 200: "15500", 299: "15500", 300: "32001/2", 400: "32001/2", 5000: "32001/2"} {
		rate, ok := r.Facts.On(on)
		if ok != (want != "") || ok && rate.RatString() != want {
			t.Errorf("the rate of day %d is %v, %v; want %q", on, rate, ok, want)
		}
	}
	if facts := w.do(t, 11, SetRate{"USD", "IDR", 200, "15500.00"}); len(facts) != 0 {
		t.Errorf("the same rate on the same day is news: %+v", facts)
	}
	w.do(t, 11, SetRate{"USD", "IDR", 350, "17000"})
	if rate, _ := r.Facts.On(400); rate.RatString() != "32001/2" {
		t.Errorf("the rate dated on day 400 is %s", rate)
	}
}

func TestWithoutTheRateOfADayTheOneBeforeHoldsAgain(t *testing.T) {
	w := newWorld(t)
	w.do(t, 10, SetRate{"USD", "IDR", 100, "15000"})
	w.do(t, 10, SetRate{"USD", "IDR", 200, "1.6"})
	w.do(t, 10, SetRate{"USD", "IDR", 300, "16000"})
	r := w["rate_usd_idr"].(*Rate)
	before := r.Facts.Days
	w.do(t, 11, RemoveRate{"USD", "IDR", 200})
	if len(before) != 3 || before[1].Rate != "1.6" {
		t.Errorf("an older picture has changed: %+v", before)
	}
	for on, want := range map[Day]string{100: "15000", 250: "15000", 300: "16000"} {
		if rate, ok := r.Facts.On(on); !ok || rate.RatString() != want {
			t.Errorf("the rate of day %d is %v, not %s", on, rate, want)
		}
	}
	_, err := RemoveRate{"USD", "IDR", 200}.Decide(w, 12)
	wantProblem(t, err, "not_found", "")
	w.do(t, 12, RemoveRate{"USD", "IDR", 100})
	w.do(t, 12, RemoveRate{"USD", "IDR", 300})
	if _, ok := r.Facts.On(500); ok {
		t.Error("a pair without days has a rate")
	}
	w.do(t, 13, SetRate{"USD", "IDR", 100, "15000"})
	if rate, ok := r.Facts.On(500); !ok || rate.RatString() != "15000" {
		t.Errorf("set anew, the rate is %v", rate)
	}
}

func TestFactsOfAnotherKindDoNotFit(t *testing.T) {
	for _, kind := range []Kind{DealKind, ImportKind, WorkspaceKind, PipelineKind, AccountKind, ContactKind, ProductKind, CompetitorKind, UserKind, TeamKind, RateKind, TargetKind, SubmissionKind, CallKind, ViewKind} {
		o := NewObject(kind)
		var event Event = DealWon{}
		if kind == DealKind {
			event = RateSet{}
		}
		if o == nil || o.Fold(Fact{Event: event}) == nil {
			t.Errorf("a %s took %s", kind, event.Name())
		}
	}
	if NewObject("planet") != nil {
		t.Error("there is no such kind")
	}
}

func TestImportGoesItsWay(t *testing.T) {
	w := world{}
	w.do(t, 1, RequestImport{ID: "imp_1", Source: "crm", Files: []string{"deals.csv"}})
	_, err := UndoImport{"imp_1"}.Decide(w, 2)
	wantProblem(t, err, "import_waiting", "")
	w.do(t, 2, FinishImport{ID: "imp_1", Source: "crm", Counts: ImportCounts{Rows: 3}})
	_, err = FinishImport{ID: "imp_1"}.Decide(w, 3)
	wantProblem(t, err, "import_applied", "")
	if facts, err := (FailImport{ID: "imp_1", Reason: "late"}).Decide(w, 3); err != nil || facts != nil {
		t.Errorf("a finished import failed: %v, %v", facts, err)
	}
	w.do(t, 4, UndoImport{"imp_1"})
	if i := w["imp_1"].(*Import); i.Status != ImportTaken || i.CreatedAt != 1 || i.AppliedAt != 2 || i.UndoneAt != 4 || i.Counts.Rows != 3 {
		t.Errorf("%+v", i)
	}
	w.do(t, 5, RequestImport{ID: "imp_2"})
	w.do(t, 6, FailImport{ID: "imp_2", Reason: "bad file"})
	_, err = FinishImport{ID: "imp_2"}.Decide(w, 7)
	wantProblem(t, err, "import_failed", "")
	w.do(t, 8, FinishImport{ID: "imp_3", Source: "crm"}) // without a request
	if i := w["imp_3"].(*Import); i.CreatedAt != 8 || i.Status != ImportDone {
		t.Errorf("%+v", i)
	}
}
