package sales

import (
	"fmt"
	"reflect"
	"testing"
)

// refusal is a command at the instant 100 on a fresh world, after what has happened before.
type refusal struct {
	before        []Command
	command       Command
	code, pointer string
}

func refuse(t *testing.T, refusals map[string]refusal) {
	for name, c := range refusals {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			for _, b := range c.before {
				w.do(t, 50, b)
			}
			facts, err := c.command.Decide(w, 100)
			if err == nil {
				t.Fatalf("decided %+v", facts)
			}
			wantProblem(t, err, c.code, c.pointer)
		})
	}
}

func TestUnsoundDealsAreNotCreated(t *testing.T) {
	gone := []Command{DeleteDeal{Deal: "deal_1"}}
	create := func(change func(*CreateDeal)) CreateDeal {
		c := CreateDeal{ID: "deal_2", Pipeline: "pipe_1", Facts: DealFacts{Name: "E", Owner: "user_1"}}
		change(&c)
		return c
	}
	refuse(t, map[string]refusal{
		"create: id of another kind":   {nil, create(func(c *CreateDeal) { c.ID = "acct_2" }), "bad_id", "/id"},
		"create: id in use":            {nil, create(func(c *CreateDeal) { c.ID = "deal_1" }), "exists", ""},
		"create: id of a deleted deal": {gone, create(func(c *CreateDeal) { c.ID = "deal_1" }), "exists", ""},
		"create: no pipeline":          {nil, create(func(c *CreateDeal) { c.Pipeline = "" }), "required", "/pipeline"},
		"create: unknown pipeline":     {nil, create(func(c *CreateDeal) { c.Pipeline = "pipe_9" }), "unknown_reference", "/pipeline"},
		"create: retired pipeline":     {nil, create(func(c *CreateDeal) { c.Pipeline = "pipe_old" }), "pipeline_retired", ""},
		"create: archived pipeline":    {[]Command{Archive[PipelineFacts]{"pipe_1"}}, create(func(*CreateDeal) {}), "archived", "/pipeline"},
		"create: unknown stage":        {nil, create(func(c *CreateDeal) { c.Stage = "stage_9" }), "unknown_stage", "/stage"},
		"create: retired stage":        {nil, create(func(c *CreateDeal) { c.Stage = stageOld }), "unknown_stage", "/stage"},
		"create: unknown sub-stage":    {nil, create(func(c *CreateDeal) { c.SubStage = "sub_9" }), "unknown_stage", "/sub_stage"},
		"create: no name":              {nil, create(func(c *CreateDeal) { c.Facts.Name = " " }), "required", "/name"},
		"create: value kind":           {nil, create(func(c *CreateDeal) { c.Facts.ValueKind = "arr" }), "not_a_choice", "/value_kind"},
		"create: category":             {nil, create(func(c *CreateDeal) { c.Facts.Category = "sure" }), "not_a_choice", "/category"},
		"create: negative value":       {nil, create(func(c *CreateDeal) { c.Facts.Value = usd(-1) }), "out_of_range", "/value"},
		"create: archived account":     {nil, create(func(c *CreateDeal) { c.Facts.Account = "acct_old" }), "archived", "/account"},
		"create: unknown owner":        {nil, create(func(c *CreateDeal) { c.Facts.Owner = "user_9" }), "unknown_reference", "/owner"},
		"create: owner has left":       {nil, create(func(c *CreateDeal) { c.Facts.Owner = "user_gone" }), "inactive_owner", ""},
		"create: line item":            {nil, create(func(c *CreateDeal) { c.Facts.LineItems = []LineItem{{UnitPrice: usd(1)}} }), "not_a_choice", "/line_items/0/billing"},
		"create: product": {nil, create(func(c *CreateDeal) {
			c.Facts.LineItems = []LineItem{{Product: "prod_9", UnitPrice: usd(1), Billing: OneOff}}
		}), "unknown_reference", "/line_items/0/product"},
		"create: too many line items": {nil, create(func(c *CreateDeal) { c.Facts.LineItems = make([]LineItem, 201) }), "too_many", "/line_items"},
		"create: contact":             {nil, create(func(c *CreateDeal) { c.Facts.Contacts = []Stakeholder{{"cont_9", "champion"}} }), "unknown_reference", "/contacts/0/contact"},
		"create: role of a contact":   {nil, create(func(c *CreateDeal) { c.Facts.Contacts = []Stakeholder{{"cont_1", "friend"}} }), "not_a_choice", "/contacts/0/role"},
		"create: competitor":          {nil, create(func(c *CreateDeal) { c.Facts.Competitors = []CompetitorID{"comp_1", "comp_9"} }), "unknown_reference", "/competitors/1"},
		"create: null in a field":     {nil, create(func(c *CreateDeal) { c.Facts.Custom = Custom{"note": []byte("null")} }), "wrong_type", "/custom/note"},
	})
}

func TestDealsDoNotGoWhereTheyCannot(t *testing.T) {
	won, lost, gone := []Command{WinDeal{Deal: "deal_1"}}, []Command{LoseDeal{Deal: "deal_1", Reason: "price"}}, []Command{DeleteDeal{Deal: "deal_1"}}
	refuse(t, map[string]refusal{
		"move: unknown deal":      {nil, MoveDeal{Deal: "deal_9", To: stageB}, "not_found", ""},
		"move: id of an account":  {nil, MoveDeal{Deal: "acct_1", To: stageB}, "not_found", ""},
		"move: deleted deal":      {gone, MoveDeal{Deal: "deal_1", To: stageB}, "not_found", ""},
		"move: won deal":          {won, MoveDeal{Deal: "deal_1", To: stageB}, "deal_closed", ""},
		"move: nowhere":           {nil, MoveDeal{Deal: "deal_1"}, "unknown_stage", "/to"},
		"move: retired stage":     {nil, MoveDeal{Deal: "deal_1", To: stageOld}, "unknown_stage", "/to"},
		"move: sub-stage":         {nil, MoveDeal{Deal: "deal_1", To: stageB, SubStage: subA}, "unknown_stage", "/sub_stage"},
		"move: unknown pipeline":  {nil, MoveDeal{Deal: "deal_1", To: stageB, Pipeline: "pipe_9"}, "unknown_reference", "/pipeline"},
		"move: retired pipeline":  {nil, MoveDeal{Deal: "deal_1", To: stageB, Pipeline: "pipe_old"}, "pipeline_retired", ""},
		"move: stage elsewhere":   {nil, MoveDeal{Deal: "deal_1", To: stageA, Pipeline: "pipe_2"}, "unknown_stage", "/to"},
		"win: lost deal":          {lost, WinDeal{Deal: "deal_1"}, "deal_closed", ""},
		"win: twice":              {won, WinDeal{Deal: "deal_1"}, "deal_closed", ""},
		"win: negative value":     {nil, WinDeal{Deal: "deal_1", Value: usd(-1)}, "out_of_range", "/value"},
		"lose: no reason":         {nil, LoseDeal{Deal: "deal_1", Reason: " "}, "required", "/reason"},
		"lose: other reason":      {nil, LoseDeal{Deal: "deal_1", Reason: "mood"}, "not_a_choice", "/reason"},
		"lose: competitor":        {nil, LoseDeal{Deal: "deal_1", Reason: "price", Competitor: "comp_9"}, "unknown_reference", "/competitor"},
		"lose: won deal":          {won, LoseDeal{Deal: "deal_1", Reason: "price"}, "deal_closed", ""},
		"reopen: open deal":       {nil, ReopenDeal{Deal: "deal_1", Reason: "r"}, "deal_open", ""},
		"reopen: no reason":       {won, ReopenDeal{Deal: "deal_1"}, "required", "/reason"},
		"reopen: stage":           {won, ReopenDeal{Deal: "deal_1", To: stageOld, Reason: "r"}, "unknown_stage", "/to"},
		"close date: closed deal": {won, MoveCloseDate{Deal: "deal_1", To: 20000}, "deal_closed", ""},
		"transfer: unknown user":  {nil, TransferDeal{Deal: "deal_1", To: "user_9"}, "unknown_reference", "/to"},
		"transfer: has left":      {nil, TransferDeal{Deal: "deal_1", To: "user_gone"}, "inactive_owner", ""},
		"delete: twice":           {gone, DeleteDeal{Deal: "deal_1"}, "not_found", ""},
	})
}

func TestUnsoundChangesOfADealAreRefused(t *testing.T) {
	won, gone := []Command{WinDeal{Deal: "deal_1"}}, []Command{DeleteDeal{Deal: "deal_1"}}
	change := func(patch string) ChangeDeal { return ChangeDeal{Deal: "deal_1", Patch: []byte(patch)} }
	refuse(t, map[string]refusal{
		"change: close date of a won deal": {won, change(`{"close_date":"2026-01-01"}`), "deal_closed", ""},
		"change: no name":                  {nil, change(`{"name":null}`), "required", "/name"},
		"change: value kind":               {nil, change(`{"value_kind":null}`), "not_a_choice", "/value_kind"},
		"change: owner has left":           {nil, change(`{"owner":"user_gone"}`), "inactive_owner", ""},
		"change: lifetime without churn":   {nil, change(`{"value_kind":"ltv","line_items":[{"product":"prod_2","quantity":"1","unit_price":{"amount":"1","currency":"USD"},"billing":"month","term_months":12}]}`), "no_churn", "/line_items/0/product"},
		"change: its stage":                {nil, change(`{"stage":"` + string(stageB) + `"}`), "unknown_field", "/stage"},
		"change: field unknown":            {nil, change(`{"custom":{"x":"y"}}`), "unknown_field", "/custom/x"},
		"change: field retired":            {nil, change(`{"custom":{"old":"y"}}`), "unknown_field", "/custom/old"},
		"change: choice":                   {nil, change(`{"custom":{"tier":"lead"}}`), "not_a_choice", "/custom/tier"},
		"change: choices":                  {nil, change(`{"custom":{"tags":["a","c"]}}`), "not_a_choice", "/custom/tags"},
		"change: number":                   {nil, change(`{"custom":{"seats":"many"}}`), "wrong_type", "/custom/seats"},
		"change: money":                    {nil, change(`{"custom":{"budget":{"amount":"1","currency":"XXX"}}}`), "wrong_type", "/custom/budget"},
		"change: money and more":           {nil, change(`{"custom":{"budget":{"amount":"1","currency":"USD","x":1}}}`), "wrong_type", "/custom/budget"},
		"change: day":                      {nil, change(`{"custom":{"due":"soon"}}`), "wrong_type", "/custom/due"},
		"change: boolean":                  {nil, change(`{"custom":{"vip":"yes"}}`), "wrong_type", "/custom/vip"},
		"change: address":                  {nil, change(`{"custom":{"site":"javascript:alert(1)"}}`), "wrong_type", "/custom/site"},

		"activity: kind":    {nil, LogActivity{"deal_1", ActivityLogged{Kind: "lunch"}}, "not_a_choice", "/kind"},
		"activity: minutes": {nil, LogActivity{"deal_1", ActivityLogged{Kind: "call", Minutes: -1}}, "out_of_range", "/minutes"},
		"activity: by":      {nil, LogActivity{"deal_1", ActivityLogged{Kind: "call", By: "user_9"}}, "unknown_reference", "/by"},
		"activity: contact": {nil, LogActivity{"deal_1", ActivityLogged{Kind: "call", Contacts: []ContactID{"cont_9"}}}, "unknown_reference", "/contacts"},
		"activity: deleted": {gone, LogActivity{"deal_1", ActivityLogged{Kind: "call"}}, "not_found", ""},
	})
}

func TestNothingHappensToADealBeforeItWasMade(t *testing.T) {
	w := newWorld(t)
	for _, c := range []Command{MoveDeal{Deal: "deal_1", To: stageB}, WinDeal{Deal: "deal_1"}, DeleteDeal{Deal: "deal_1"}, LogActivity{"deal_1", ActivityLogged{Kind: "call"}}, ChangeDeal{Deal: "deal_1", Patch: []byte(`{"name":"X"}`)}} {
		_, err := c.Decide(w, 9)
		wantProblem(t, err, "before_creation", "/at")
	}
	w.do(t, 50, WinDeal{Deal: "deal_1"})
	_, err := ReopenDeal{Deal: "deal_1", Reason: "r"}.Decide(w, 49)
	wantProblem(t, err, "before_closing", "/at")
}

func TestDealLivesThroughItsStages(t *testing.T) {
	w := newWorld(t)
	w.do(t, 20, MoveDeal{Deal: "deal_1", To: stageA, SubStage: subA})
	if d := w.deal(); d.SubStage != subA || d.StageSince != 10 {
		t.Errorf("a sub-stage is no new stage: %+v", d)
	}
	w.do(t, 30, MoveDeal{Deal: "deal_1", To: stageB})
	w.do(t, 31, MoveCloseDate{Deal: "deal_1", To: 20000})
	w.do(t, 32, MoveCloseDate{Deal: "deal_1", To: 20005})
	w.do(t, 33, MoveCloseDate{Deal: "deal_1", To: 20001})
	w.do(t, 34, MoveCloseDate{Deal: "deal_1"})
	w.do(t, 35, LogActivity{"deal_1", ActivityLogged{Kind: "call", Buyer: true, By: "user_1", Contacts: []ContactID{"cont_1"}}})
	w.do(t, 36, LogActivity{"deal_1", ActivityLogged{Kind: "note"}})
	w.do(t, 40, WinDeal{Deal: "deal_1", Value: usd(7000)})
	d := w.deal()
	if d.Stage != stageB || d.SubStage != "" || d.StageSince != 30 || d.Pushes != 1 || d.CloseDate != 0 || d.LastTouch != 35 || d.Outcome != Won || d.ClosedAt != 40 || d.Value != usd(7000) {
		t.Errorf("won: %+v", d)
	}
	w.do(t, 50, ReopenDeal{Deal: "deal_1", To: stageA, Reason: "they called"})
	w.do(t, 60, LoseDeal{Deal: "deal_1", Reason: "price", Competitor: "comp_1"})
	if d := w.deal(); d.Outcome != Lost || d.LostReason != "price" || d.LostTo != "comp_1" || d.ClosedAt != 60 || d.Stage != stageA || d.StageSince != 50 {
		t.Errorf("lost: %+v", d)
	}
	w.do(t, 70, ReopenDeal{Deal: "deal_1", Reason: "again"})
	w.do(t, 80, MoveDeal{Deal: "deal_1", To: stageB, Pipeline: "pipe_2"})
	if d := w.deal(); d.Outcome != Open || d.LostReason != "" || d.LostTo != "" || d.ClosedAt != 0 || d.Pipeline != "pipe_2" || d.StageSince != 80 {
		t.Errorf("open in another pipeline: %+v", d)
	}
}

func TestWhatIsSoAlreadyIsNoNews(t *testing.T) {
	w := newWorld(t)
	for _, c := range []Command{MoveDeal{Deal: "deal_1", To: stageA}, MoveDeal{Deal: "deal_1", To: stageA, Pipeline: "pipe_1"}, MoveCloseDate{Deal: "deal_1"},
		TransferDeal{Deal: "deal_1", To: "user_1"}, ChangeDeal{Deal: "deal_1", Patch: []byte(`{"name":"D","value":{"amount":"50"}}`)}, Archive[AccountFacts]{"acct_old"},
		Change[AccountFacts]{"acct_1", []byte(`{"name":"Toko"}`)}} {
		if facts, err := c.Decide(w, 100); err != nil || len(facts) != 0 {
			t.Errorf("%+v: %+v, %v", c, facts, err)
		}
	}
	if facts := w.do(t, 100, WinDeal{Deal: "deal_1", Value: usd(5000)}); facts[0].Event != (DealWon{}) {
		t.Errorf("won at its value: %+v", facts)
	}
}

func TestChangeNamesOwnerAndCloseDateByEventsOfTheirOwn(t *testing.T) {
	w := newWorld(t)
	facts := w.do(t, 20, ChangeDeal{Deal: "deal_1", Patch: []byte(`{"owner":"user_2","close_date":"2026-03-01","segment":"mid","account":"acct_old","custom":{"tier":"gold","seats":3,"note":"x","vip":true,"tags":["a"],"site":"https://example.com","due":"2026-01-02"}}`)})
	want := []Event{DealTransferred{From: "user_1", To: "user_2"}, CloseDateMoved{To: day(t, "2026-03-01")},
		DealChanged{[]byte(`{"custom":{"due":"2026-01-02","note":"x","seats":3,"site":"https://example.com","tags":["a"],"tier":"gold","vip":true},"segment":"mid"}`)}}
	for i := range want {
		if i >= len(facts) || !reflect.DeepEqual(facts[i].Event, want[i]) {
			t.Fatalf("facts %s\nwant %s", asJSON(t, facts), asJSON(t, want))
		}
	}
	if d := w.deal(); d.Owner != "user_2" || d.Segment != "mid" || string(d.Custom["tier"]) != `"gold"` {
		t.Errorf("%+v", d)
	}
}

func TestBookedValueOutlivesOtherChanges(t *testing.T) {
	w := newWorld(t)
	items := `{"line_items":[{"product":"prod_1","quantity":"2","unit_price":{"amount":"10","currency":"USD"},"billing":"month","term_months":12}]%s}`
	w.do(t, 20, ChangeDeal{Deal: "deal_1", Patch: fmt.Appendf(nil, items, "")})
	if d := w.deal(); d.Value != usd(24000) {
		t.Fatalf("the value is %s", d.Value)
	}
	w.do(t, 21, ChangeDeal{Deal: "deal_1", Patch: []byte(`{"value":{"amount":"1","currency":"USD"}}`)})
	if d := w.deal(); d.Value != usd(24000) {
		t.Errorf("line items of 240 dollars, and a value of %s", d.Value)
	}
	w.do(t, 22, ChangeDeal{Deal: "deal_1", Patch: []byte(`{"value_kind":"ltv"}`)})
	if d := w.deal(); d.Value != usd(80000) { // 20 a month × 0.8 ÷ 0.02
		t.Errorf("the lifetime value is %s", d.Value)
	}
	w.do(t, 30, WinDeal{Deal: "deal_1", Value: usd(20000)})
	w.do(t, 31, ChangeDeal{Deal: "deal_1", Patch: []byte(`{"segment":"mid"}`)})
	if d := w.deal(); d.Value != usd(20000) || d.Segment != "mid" {
		t.Errorf("booked at 200 dollars, then %+v", d)
	}
	w.do(t, 32, ChangeDeal{Deal: "deal_1", Patch: []byte(`{"line_items":null}`)})
	if d := w.deal(); d.Value != usd(20000) || d.LineItems != nil {
		t.Errorf("without line items %+v", d)
	}
}
