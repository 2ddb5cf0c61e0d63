package api_test

import (
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"arus/access"
	"arus/dispatch"
	"arus/process"
	"arus/sales"
)

// worker makes a user who has a token of their own.
func (h *house) worker(name, role, team string) (id, bearer string) {
	h.t.Helper()
	id = h.ask("POST", "/v1/users", obj{"name": name, "role": role, "team": team}).ok(201).id()
	return id, "Bearer " + h.newToken(access.NewToken{Workspace: h.ws, Name: name, Role: access.Role(role), User: sales.UserID(id), Life: time.Hour})
}

func (h *house) as(bearer, method, path string, body any) answer {
	h.t.Helper()
	return h.ask(method, path, body, "Authorization", bearer, "If-Match", "*")
}

// The life of a lead: it comes in, goes to whose turn it is, is refused in words while it does not qualify, and becomes a deal.
func TestALeadBecomesADealWhenItQualifies(t *testing.T) {
	h := opened(t)
	team := h.ask("POST", "/v1/teams", obj{"name": "Java"}).ok(201).id()
	ani, asAni := h.worker("Ani", "rep", team)
	budi, asBudi := h.worker("Budi", "rep", team)
	p := h.ask("POST", "/v1/pipelines", obj{"name": "New business", "currency": "IDR", "stages": []obj{{"name": "One"}, {"name": "Two"}}}).ok(201)
	h.ask("POST", "/v1/qualifications", obj{"criteria": []obj{
		{"key": "company", "says": obj{"en": "the company is known", "id": "perusahaannya diketahui"}, "rule": "lead.company != ''"},
		{"key": "touched", "says": obj{"en": "somebody has spoken to them", "id": "seseorang sudah berbicara dengan mereka"}, "rule": "lead.touched"}}}).ok(201)
	h.ask("POST", "/v1/qualifications", obj{"criteria": []obj{{"key": "x", "says": obj{"en": "x"}, "rule": "lead.compny == ''"}}, "pipeline": p.id()}).fails(422, "bad_filter")
	h.ask("POST", "/v1/routes", obj{"name": "Java", "of": "leads", "when": "lead.region == 'Jawa Barat'", "members": []obj{{"user": ani}, {"user": budi}}, "first_touch": 60}).ok(201)
	trial := h.ask("POST", "/v1/routes/try", obj{"region": "Jawa Barat"}).ok(200).object()
	if trial["name"] != "Java" || trial["choice"].(obj)["to"] != ani {
		t.Errorf("%v", trial)
	}
	if none := h.ask("POST", "/v1/routes/try", obj{"region": "Bali"}).ok(200).object(); none["route"] != nil {
		t.Errorf("%v", none)
	}
	lead := h.ask("POST", "/v1/leads", obj{"name": "Dewi", "email": "dewi@example.com", "region": "Jawa Barat", "source": "fair", "budget": idr("5000000.00")}).ok(201).id()
	if got := h.as(asAni, "GET", "/v1/leads/"+lead, nil).ok(200).object(); got["owner"] != ani || got["touch_by"] == nil {
		t.Errorf("%v", got)
	}
	refused := h.as(asAni, "POST", "/v1/leads/"+lead+"/convert", obj{"pipeline": p.id()})
	refused.fails(409, "lead_unqualified")
	if said := refused.object()["errors"].([]any); len(said) != 2 || said[0].(obj)["detail"] != "the company is known" {
		t.Errorf("%s", refused.text)
	}
	if q := h.as(asAni, "GET", "/v1/leads/"+lead+"/qualification", nil).ok(200).object(); q["qualifies"] != false || len(q["lacking"].([]any)) != 2 || len(q["criteria"].([]any)) != 2 {
		t.Errorf("%v", q)
	}
	// Whose turn it would be now is told, and nothing is given out.
	if next := h.as(asAni, "GET", "/v1/leads/"+lead+"/turn", nil).ok(200).object(); next["name"] != "Java" || next["choice"].(obj)["to"] != budi {
		t.Errorf("%v", next)
	}
	h.as(asAni, "PATCH", "/v1/leads/"+lead, obj{"company": "PT Kopi"}).ok(200)
	h.as(asAni, "PATCH", "/v1/leads/"+lead, obj{"state": "converted"}).fails(422, "read_only")
	h.as(asAni, "POST", "/v1/leads/"+lead+"/touch", obj{"kind": "call"}).ok(200)
	if q := h.as(asAni, "GET", "/v1/leads/"+lead+"/qualification", nil).ok(200).object(); q["qualifies"] != true || q["criteria"].([]any)[0].(obj)["met"] != true {
		t.Errorf("%v", q)
	}
	became := h.as(asAni, "POST", "/v1/leads/"+lead+"/convert", obj{"pipeline": p.id()}).ok(200).object()
	deal := h.as(asAni, "GET", "/v1/deals/"+became["deal"].(string), nil).ok(200).object()
	if deal["source"] != "fair" || deal["owner"] != ani || deal["account"] != became["account"] || became["state"] != "converted" || became["converted_at"] == nil {
		t.Errorf("%v became %v", became, deal)
	}
	h.as(asAni, "POST", "/v1/leads/"+lead+"/convert", obj{"pipeline": p.id()}).fails(409, "lead_closed")
	if from := h.as(asAni, "GET", "/v1/leads?filter="+url.QueryEscape("lead.deal == '"+became["deal"].(string)+"'"), nil).ok(200).rows(); len(from) != 1 || from[0]["id"] != lead {
		t.Errorf("the lead of a deal: %v", from)
	}
	tell := func(bearer string) (told []any) {
		for _, e := range h.as(bearer, "GET", "/v1/leads/"+lead+"/history", nil).ok(200).rows() {
			told = append(told, e["type"])
		}
		return told
	}
	if told := tell(asAni); !slices.Equal(told, []any{"lead.converted", "lead.touched", "lead.changed", "lead.assigned", "lead.created"}) {
		t.Errorf("%v", told)
	}
	h.as(asBudi, "GET", "/v1/leads/"+lead+"/history", nil).fails(404, "not_found")
	h.as(asBudi, "GET", "/v1/leads/"+lead+"/turn", nil).fails(404, "not_found")
}

// Everybody sees how fair a route has been, and who is away.
func TestARouteTellsWhatEachHadAndWasDue(t *testing.T) {
	h := opened(t)
	ani := h.ask("POST", "/v1/users", obj{"name": "Ani"}).ok(201).id()
	budi := h.ask("POST", "/v1/users", obj{"name": "Budi"}).ok(201).id()
	route := h.ask("POST", "/v1/routes", obj{"name": "All", "of": "leads", "members": []obj{{"user": ani, "weight": 3}, {"user": budi}}}).ok(201).id()
	for range 8 {
		h.ask("POST", "/v1/leads", obj{"name": "Dewi"}).ok(201)
	}
	today := h.clock()
	h.ask("POST", "/v1/absences", obj{"user": budi, "from": today.AddDate(0, 0, -2).Format(time.DateOnly), "to": today.AddDate(0, 0, 2).Format(time.DateOnly)}).ok(201)
	h.ask("PATCH", "/v1/routes/"+route, obj{"members": []obj{{"user": budi}}}, "If-Match", "*").ok(200)
	got := h.ask("GET", "/v1/routes/"+route+"/turns", nil).ok(200).object()
	want := []any{obj{"user": budi, "member": true, "away": true, "had": 2.0, "due": 2.0}, obj{"user": ani, "member": false, "away": false, "had": 6.0, "due": 6.0}}
	if got["given"] != 8.0 || !reflect.DeepEqual(got["data"], want) {
		t.Errorf("%v", got)
	}
}

// What nobody owns is given out, and what nobody touches goes on.
func TestASweepGivesOutAndTakesOn(t *testing.T) {
	h := opened(t)
	ani := h.ask("POST", "/v1/users", obj{"name": "Ani"}).ok(201).id()
	budi := h.ask("POST", "/v1/users", obj{"name": "Budi"}).ok(201).id()
	var leads []string // before there is a route
	for range 4 {
		leads = append(leads, h.ask("POST", "/v1/leads", obj{"name": "Dewi"}).ok(201).id())
	}
	h.ask("POST", "/v1/leads/"+leads[0]+"/route", obj{}, "If-Match", "*").fails(409, "no_route")
	h.ask("POST", "/v1/routes", obj{"name": "All", "of": "leads", "members": []obj{{"user": ani}, {"user": budi}}, "first_touch": 60}).ok(201)
	h.ask("POST", "/v1/leads/"+leads[0]+"/route", obj{}, "If-Match", "*").ok(200)
	b, err := h.boards.Of(t.Context(), h.ws)
	if err != nil {
		t.Fatal(err)
	}
	desk, now := dispatch.Desk{Ledger: h.ledger, Gate: h.gate}, sales.InstantOf(h.clock())
	owners := func() map[string]int {
		got := map[string]int{}
		for _, l := range h.ask("GET", "/v1/leads", nil).ok(200).rows() {
			got[l["owner"].(string)]++
		}
		return got
	}
	if n, err := desk.Sweep(t.Context(), b, now); n != 3 || err != nil || owners()[ani] != 2 {
		t.Fatal(n, err, owners())
	}
	if n, err := desk.Sweep(t.Context(), b, now); n != 0 || err != nil {
		t.Error("nothing is left", n, err)
	}
	if got := h.ask("GET", "/v1/needs-attention?lack=lead_untouched", nil).ok(200); len(got.rows()) != 4 || got.object()["counts"].(obj)[string(dispatch.LeadUntouched)] != 4.0 {
		t.Errorf("%s", got.text)
	}
}

// A deal that is made without an owner goes to whose turn it is, one that was there can be sent, and what a rule is told goes, too.
func TestDealsGoByTheirRoutes(t *testing.T) {
	h := opened(t)
	ani := h.ask("POST", "/v1/users", obj{"name": "Ani"}).ok(201).id()
	budi := h.ask("POST", "/v1/users", obj{"name": "Budi"}).ok(201).id()
	p := h.ask("POST", "/v1/pipelines", obj{"name": "Sales", "currency": "IDR", "stages": []obj{{"name": "One"}}}).ok(201).id()
	product := h.ask("POST", "/v1/products", obj{"name": "Seat"}).ok(201).id()
	create := func(more obj) string {
		body := obj{"name": "Roof", "pipeline": p}
		for name, value := range more {
			body[name] = value
		}
		return h.ask("POST", "/v1/deals", body).ok(201).id()
	}
	owner := func(deal string) any { return h.ask("GET", "/v1/deals/"+deal, nil).ok(200).object()["owner"] }
	early := create(nil)
	h.ask("POST", "/v1/deals/"+early+"/route", obj{}, "If-Match", "*").fails(409, "no_route")
	h.ask("POST", "/v1/routes", obj{"name": "Large", "of": "deals", "when": "deal.value > 1000", "members": []obj{{"user": ani}, {"user": budi}}}).ok(201)
	seats := []obj{{"product": product, "quantity": "2", "unit_price": idr("2000.00"), "billing": "one_off"}}
	large, small, worked, owned := create(obj{"value": idr("5000.00")}), create(obj{"value": idr("5.00")}), create(obj{"line_items": seats}), create(obj{"value": idr("5000.00"), "owner": ani})
	if owner(large) != ani || owner(small) != nil || owner(worked) != budi || owner(owned) != ani {
		t.Errorf("%v %v %v %v", owner(large), owner(small), owner(worked), owner(owned))
	}
	h.ask("PATCH", "/v1/deals/"+early, obj{"value": idr("7000.00")}, "If-Match", "*").ok(200)
	if got := h.ask("POST", "/v1/deals/"+early+"/route", obj{}, "If-Match", "*", "Idempotency-Key", "once").ok(200).object(); got["owner"] != ani {
		t.Errorf("%v", got["owner"])
	}
	h.ask("POST", "/v1/deals/"+early+"/route", obj{}, "If-Match", "*").ok(200)
	if owner(early) != ani {
		t.Error("what has an owner stays theirs")
	}
	h.ask("POST", "/v1/deals/"+early+"/route", obj{}, "If-Match", `"1"`).fails(412, "stale")
	rule := obj{"name": "r", "when": obj{"event": "deal.moved"}, "then": []obj{{"do": "assign", "route": "route_gone"}}}
	h.ask("POST", "/v1/rules", rule).fails(422, "unknown_reference")
}

// Whoever leaves hands on what they were to do; what the other may not answer stays.
func TestApprovalsAskTheRightPeopleAndHoldTheGate(t *testing.T) {
	h := opened(t)
	top := h.ask("POST", "/v1/teams", obj{"name": "Java"}).ok(201)
	ani, asAni := h.worker("Ani", "rep", top.id())
	citra, asCitra := h.worker("Citra", "manager", top.id())
	eka, asEka := h.worker("Eka", "executive", "")
	h.ask("PATCH", "/v1/teams/"+top.id(), obj{"manager": citra}, "If-Match", "*").ok(200)
	h.ask("POST", "/v1/policies", obj{"key": "value", "name": "Large deals", "says": obj{"en": "a large deal"}, "when": "deal.value > 1000000", "steps": []obj{{"approvers": []obj{{"manager": true}}}}}).ok(201)
	p := h.ask("POST", "/v1/pipelines", obj{"name": "P", "currency": "IDR", "stages": []obj{{"name": "One"},
		{"name": "Two", "entry": []obj{{"key": "approved", "says": obj{"en": "it is approved", "id": "sudah disetujui"}, "rule": `approved("value")`}}}}}).ok(201)
	h.ask("POST", "/v1/policies", obj{"key": "loop", "name": "L", "says": obj{"en": "l"}, "when": `approved("value")`, "steps": []obj{{"approvers": []obj{{"manager": true}}}}}).fails(422, "circle")
	two := p.object()["stages"].([]any)[1].(obj)["id"]
	small := h.as(asAni, "POST", "/v1/deals", obj{"name": "Small", "pipeline": p.id(), "owner": ani, "value": idr("10.00")}).ok(201).id()
	h.as(asAni, "POST", "/v1/deals/"+small+"/move", obj{"to": two}).ok(200)
	large := h.as(asAni, "POST", "/v1/deals", obj{"name": "Large", "pipeline": p.id(), "owner": ani, "value": idr("9000000.00")}).ok(201).id()
	h.as(asAni, "POST", "/v1/deals/"+large+"/move", obj{"to": two}).fails(409, "criteria_unmet")
	h.as(asAni, "POST", "/v1/approvals", obj{"deal": large, "policy": "value", "deal_version": 9}).fails(412, "stale")
	asked := h.as(asAni, "POST", "/v1/approvals", obj{"deal": large, "policy": "value", "reason": "they are large"}).ok(201).id()
	h.as(asAni, "POST", "/v1/approvals/"+asked+"/approve", obj{}).fails(409, "four_eyes")
	if mine := h.as(asCitra, "GET", "/v1/approvals?mine=true", nil).ok(200).rows(); len(mine) != 1 || mine[0]["id"] != asked {
		t.Errorf("%v", mine)
	}
	h.as(asEka, "POST", "/v1/approvals/"+asked+"/approve", obj{}).fails(409, "not_asked")
	h.as(asCitra, "POST", "/v1/approvals/"+asked+"/delegate", obj{"to": ani}).fails(409, "four_eyes")
	h.as(asCitra, "POST", "/v1/approvals/"+asked+"/delegate", obj{"to": eka, "reason": "on leave"}).ok(200)
	h.ask("POST", "/v1/approvals/"+asked+"/approve", obj{}, "Authorization", asEka, "If-Match", `"1"`).fails(412, "stale")
	if got := h.ask("POST", "/v1/approvals/"+asked+"/approve", obj{}, "Authorization", asEka, "If-Match", `"2"`).ok(200).object(); got["holds"] != true {
		t.Errorf("%v", got)
	}
	h.as(asAni, "PATCH", "/v1/deals/"+large, obj{"value": idr("8000000.00")}).ok(200)
	if got := h.as(asAni, "GET", "/v1/approvals/"+asked, nil).ok(200).object(); got["holds"] != false || got["state"] != "approved" {
		t.Errorf("%v", got)
	}
	h.as(asAni, "POST", "/v1/deals/"+large+"/move", obj{"to": two}).fails(409, "criteria_unmet")
	h.as(asAni, "POST", "/v1/approvals", obj{"deal": large, "policy": "value"}).ok(201)
	h.as(asAni, "POST", "/v1/tasks", obj{"name": "Call", "due": "2026-12-01", "deal": large}).ok(201)
	moved := h.ask("POST", "/v1/users/"+citra+"/transfer", obj{"to": ani}).ok(200).object()
	if moved["approvals"] != 0.0 || moved["approvals_left"] != 1.0 {
		t.Errorf("%v", moved)
	}
	moved = h.ask("POST", "/v1/users/"+citra+"/transfer", obj{"to": eka}).ok(200).object()
	if moved["approvals"] != 1.0 {
		t.Errorf("%v", moved)
	}
	h.as(asEka, "POST", "/v1/approvals/"+asked+"/approve", obj{}).ok(200)
	h.as(asAni, "POST", "/v1/deals/"+large+"/move", obj{"to": two}).ok(200)
	if moved = h.ask("POST", "/v1/users/"+ani+"/transfer", obj{"to": eka}).ok(200).object(); moved["tasks"] != 1.0 {
		t.Errorf("%v", moved)
	}
}

// A playbook recommends; what is done of it is a task and moves no deal.
func TestStepsOfAPlaybookBecomeTasks(t *testing.T) {
	h := opened(t)
	p := h.ask("POST", "/v1/pipelines", obj{"name": "P", "currency": "IDR", "stages": []obj{{"name": "One"}, {"name": "Two"}}}).ok(201)
	stage := p.object()["stages"].([]any)[0].(obj)["id"]
	ani := h.ask("POST", "/v1/users", obj{"name": "Ani"}).ok(201).id()
	play := h.ask("POST", "/v1/playbooks", obj{"name": "New", "pipeline": p.id(), "steps": []obj{{"key": "call", "stage": stage, "says": obj{"en": "Call", "id": "Telepon"}, "days": 2}}}).ok(201).id()
	deal := h.ask("POST", "/v1/deals", obj{"name": "D", "pipeline": p.id(), "owner": ani}).ok(201).id()
	if steps := h.ask("GET", "/v1/deals/"+deal+"/steps", nil).ok(200).rows(); len(steps) != 1 || steps[0]["task"] != nil {
		t.Errorf("%v", steps)
	}
	task := h.ask("POST", "/v1/tasks/steps", obj{"deal": deal, "playbook": play, "step": "call"}).ok(201)
	if task.object()["owner"] != ani {
		t.Errorf("%s", task.text)
	}
	h.ask("POST", "/v1/tasks/"+task.id()+"/skip", obj{"reason": "they have called"}, "If-Match", "*").ok(200)
	steps := h.ask("GET", "/v1/deals/"+deal+"/steps", nil).ok(200).rows()
	if became := steps[0]["task"].(obj); became["state"] != string(process.TaskSkipped) || became["reason"] != "they have called" {
		t.Errorf("%v", steps)
	}
	if d := h.ask("GET", "/v1/deals/"+deal, nil).ok(200).object(); d["stage"] != stage || d["version"] != 1.0 {
		t.Errorf("a task has changed the deal: %v", d)
	}
	attention := h.ask("GET", "/v1/needs-attention", nil).ok(200).rows()
	if len(attention) != 1 || attention[0]["lack"] != "no_next_step" || attention[0]["act"].([]any)[0] != ani {
		t.Errorf("%v", attention)
	}
}

// What a workspace works with is listed like any record: by an expression, in an order, page by page.
func TestListsOfWorkAreFilteredAndPutInOrder(t *testing.T) {
	h := opened(t)
	ani := h.ask("POST", "/v1/users", obj{"name": "Ani"}).ok(201).id()
	p := h.ask("POST", "/v1/pipelines", obj{"name": "Sales", "currency": "IDR", "stages": []obj{{"name": "One"}}}).ok(201).id()
	for i, day := range []string{"2026-12-03", "2026-12-01", "2026-12-02"} {
		h.ask("POST", "/v1/tasks", obj{"name": "Task " + day, "due": day, "owner": ani}).ok(201)
		h.ask("POST", "/v1/leads", obj{"name": "Lead", "employees": 10 * (i + 1), "owner": ani}).ok(201)
		h.ask("POST", "/v1/routes", obj{"name": "Route", "of": "leads", "when": "lead.region == 'nowhere'", "order": i, "members": []obj{{"user": ani}}}).ok(201)
	}
	h.ask("POST", "/v1/playbooks", obj{"name": "Play", "pipeline": p, "steps": []obj{}, "off": true}).ok(201)
	h.ask("POST", "/v1/policies", obj{"key": "terms", "name": "Terms", "says": obj{"en": "x"}, "steps": []obj{{"approvers": []obj{{"role": "finance"}}}}}).ok(201)
	_, asSari := h.worker("Sari", "finance", "")
	for range 3 {
		deal := h.ask("POST", "/v1/deals", obj{"name": "Roof", "pipeline": p, "owner": ani}).ok(201).id()
		h.ask("POST", "/v1/approvals", obj{"deal": deal, "policy": "terms"}).ok(201)
	}
	count := func(path, filter string) int {
		t.Helper()
		return len(h.ask("GET", path+"?limit=100&filter="+url.QueryEscape(filter), nil).ok(200).rows())
	}
	for _, c := range []struct {
		path, filter string
		want         int
	}{{"/v1/tasks", "task.due <= '2026-12-02' && task.owner_name == 'Ani'", 2}, {"/v1/leads", "lead.employees > 15 && lead.state == 'open'", 2},
		{"/v1/routes", "route.order > 0 && !route.off", 2}, {"/v1/playbooks", "playbook.off", 1}, {"/v1/approvals", "approval.key == 'terms' && approval.round == 1", 3},
		{"/v1/approvals", "approval.state == 'approved'", 0}} {
		if got := count(c.path, c.filter); got != c.want {
			t.Errorf("%s %s: %d, want %d", c.path, c.filter, got, c.want)
		}
	}
	h.ask("GET", "/v1/tasks?filter="+url.QueryEscape("task.du == 'x'"), nil).fails(422, "bad_filter")
	h.ask("GET", "/v1/tasks?sort=size", nil).fails(422, "not_a_choice")
	var seen []string
	for next := "/v1/tasks?limit=1&sort=-due"; next != ""; {
		got := h.ask("GET", next, nil).ok(200)
		seen, next = append(seen, names(got.rows())...), ""
		if link := got.header.Get("Link"); link != "" {
			next, _, _ = strings.Cut(link[1:], ">")
		}
	}
	if !slices.Equal(seen, []string{"Task 2026-12-03", "Task 2026-12-02", "Task 2026-12-01"}) {
		t.Errorf("%v", seen)
	}
	pages := 0
	for next := "/v1/approvals?limit=1&sort=-created_at&mine=true"; next != ""; pages++ { // each is answered before the next page
		got := h.as(asSari, "GET", next, nil).ok(200)
		for _, row := range got.rows() {
			h.as(asSari, "POST", "/v1/approvals/"+row["id"].(string)+"/approve", obj{}).ok(200)
		}
		next = ""
		if link := got.header.Get("Link"); link != "" {
			next, _, _ = strings.Cut(link[1:], ">")
		}
	}
	if pages != 3 || count("/v1/approvals", "approval.state == 'approved'") != 3 {
		t.Errorf("%d pages", pages)
	}
}

// Whoever leaves leaves nothing lying: their leads are in the list of what needs attention, for who is above them, until they are
// handed on; a question that they were asked waits for its new owner.
func TestALeaversLeadsAreSeenAndHandedOn(t *testing.T) {
	h := opened(t)
	team := h.ask("POST", "/v1/teams", obj{"name": "Java"}).ok(201).id()
	citra, asCitra := h.worker("Citra", "manager", team)
	h.ask("PATCH", "/v1/teams/"+team, obj{"manager": citra}, "If-Match", "*").ok(200)
	ani, _ := h.worker("Ani", "rep", team)
	budi, _ := h.worker("Budi", "rep", team)
	lead := h.ask("POST", "/v1/leads", obj{"name": "Dewi", "owner": ani}).ok(201).id()
	closed := h.ask("POST", "/v1/leads", obj{"name": "Eko", "owner": ani}).ok(201).id()
	h.ask("POST", "/v1/leads/"+closed+"/disqualify", obj{"reason": "a student project"}, "If-Match", "*").ok(200)
	matters := func() []obj { return h.as(asCitra, "GET", "/v1/needs-attention?mine=true", nil).ok(200).rows() }
	if rows := matters(); len(rows) != 0 {
		t.Errorf("%v", rows)
	}
	h.ask("PATCH", "/v1/users/"+ani, obj{"inactive": true}, "If-Match", "*").ok(200)
	if rows := matters(); len(rows) != 1 || rows[0]["about"] != lead || rows[0]["lack"] != string(dispatch.LeadUnassigned) {
		t.Errorf("%v", rows)
	}
	if moved := h.ask("POST", "/v1/users/"+ani+"/transfer", obj{"to": budi, "reason": "Ani has left"}).ok(200).object(); moved["leads"] != 1.0 {
		t.Errorf("%v", moved)
	}
	if got := h.ask("GET", "/v1/leads/"+lead, nil).ok(200).object(); got["owner"] != budi || got["touched_at"] != nil {
		t.Errorf("%v", got)
	}
	if got := h.ask("GET", "/v1/leads/"+closed, nil).ok(200).object(); got["owner"] != ani || got["state"] != string(process.LeadDisqualified) {
		t.Errorf("what is over stays as it was: %v", got)
	}
	if rows := matters(); len(rows) != 0 {
		t.Errorf("%v", rows)
	}
	if rows := h.as(asCitra, "GET", "/v1/needs-attention?lack=lead_untouched", nil).ok(200).rows(); len(rows) != 1 || rows[0]["act"].([]any)[0] != budi {
		t.Errorf("%v", rows)
	}
}
