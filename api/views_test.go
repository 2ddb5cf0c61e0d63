package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"arus/access"
	"arus/sales"
)

// inRole is a header that lets a new person of a role ask.
func (h *house) inRole(role sales.UserRole) (id string, head []string) {
	h.t.Helper()
	id = h.ask("POST", "/v1/users", obj{"name": "A " + string(role), "role": role}).ok(201).id()
	token := h.newToken(access.NewToken{Workspace: h.ws, Name: "of a " + string(role), Role: role, User: sales.UserID(id), Life: time.Hour})
	return id, []string{"Authorization", "Bearer " + token}
}

func TestAViewIsOpenToThoseItIsFor(t *testing.T) {
	h := opened(t)
	ani, rep := h.inRole(sales.Rep)
	_, colleague := h.inRole(sales.Rep)
	_, leader := h.inRole(sales.Leader)
	_, manager := h.inRole(sales.Manager)
	keep := func(head []string, body obj) answer { return h.ask("POST", "/v1/views", body, head...) }
	mine := keep(rep, obj{"name": "Mine", "page": "deals", "question": obj{"filter": "deal.value > 5.0", "sort": "-value"}}).ok(201)
	if mine.object()["owner"] != ani {
		t.Errorf("whose: %s", mine.text)
	}
	shared := keep(rep, obj{"name": "Shared", "page": "explorer", "shared": true, "question": obj{"measures": []string{"count"}, "group_by": []string{"stage"}}}).ok(201).id()
	keep(rep, obj{"name": "Not mine", "page": "deals", "owner": h.user}).fails(409, "not_assignable").at(t, "/owner", "not_assignable")
	keep(rep, obj{"name": "For all", "page": "start", "role": "rep"}).fails(403, "forbidden")
	keep(manager, obj{"name": "For all", "page": "start", "role": "rep"}).fails(403, "forbidden")
	role := keep(leader, obj{"name": "Reps begin here", "page": "start", "role": "rep", "panels": []obj{{"title": "Open", "form": "figure", "report": "query", "question": obj{"measures": []string{"open"}}, "column": "open"}}}).ok(201).id()

	names := func(head []string) (all []string) {
		for _, v := range h.ask("GET", "/v1/views?sort=name", nil, head...).ok(200).rows() {
			all = append(all, v["name"].(string))
		}
		return all
	}
	for say, c := range map[string]struct {
		head []string
		want []string
	}{"the owner": {rep, []string{"Mine", "Reps begin here", "Shared"}}, "a colleague": {colleague, []string{"Reps begin here", "Shared"}},
		"a manager": {manager, []string{"Shared"}}, "a leader": {leader, []string{"Reps begin here", "Shared"}}} {
		if got := names(c.head); !slices.Equal(got, c.want) {
			t.Errorf("%s sees %v, want %v", say, got, c.want)
		}
	}
	change := func(head []string, id string) answer {
		return h.ask("PATCH", "/v1/views/"+id, obj{"icon": "star"}, append(head, "If-Match", "*")...)
	}
	change(colleague, mine.id()).fails(404, "not_found")
	change(colleague, shared).fails(403, "forbidden")
	change(rep, role).fails(403, "forbidden")
	change(manager, role).fails(404, "not_found")
	change(leader, role).ok(200)
	change(rep, mine.id()).ok(200)
	h.ask("PATCH", "/v1/views/"+mine.id(), obj{"icon": "moon"}, append(rep, "If-Match", `"1"`)...).fails(412, "stale")
	h.ask("DELETE", "/v1/views/"+mine.id(), nil, append(rep, "If-Match", "*")...).ok(200)
	if got := names(rep); slices.Contains(got, "Mine") {
		t.Errorf("after it was put away: %v", got)
	}
}

func TestAViewIsReadByTheEngineBeforeItIsKept(t *testing.T) {
	h := opened(t)
	for say, c := range map[string]struct {
		body          obj
		pointer, code string
	}{
		"measure":          {obj{"page": "explorer", "question": obj{"measures": []string{"count", "cuont"}}}, "/question/measures/1", "not_a_choice"},
		"no measure":       {obj{"page": "explorer"}, "/question/measures", "required"},
		"dimension":        {obj{"page": "velocity", "question": obj{"group_by": []string{"stag"}}}, "/question/group_by/0", "not_a_choice"},
		"filter":           {obj{"page": "board", "question": obj{"filter": "deal.valu > 3.0"}}, "/question/filter", "bad_filter"},
		"filter of others": {obj{"page": "accounts", "question": obj{"filter": "deal.value > 3.0"}}, "/question/filter", "bad_filter"},
		"order":            {obj{"page": "deals", "question": obj{"sort": "colour"}}, "/question/sort", "not_a_choice"},
		"currency":         {obj{"page": "bridge", "question": obj{"currency": "XXQ"}}, "/question/currency", "unknown_currency"},
		"period":           {obj{"page": "coverage", "question": obj{"period": "2026-Q7"}}, "/question/period", "bad_period"},
		"moment":           {obj{"page": "pipeline", "question": obj{"as_of": "last spring"}}, "/question/as_of", "bad_instant"},
		"panel": {obj{"page": "start", "panels": []obj{{"title": "A", "form": "chart", "report": "query", "question": obj{"measures": []string{"value"}}},
			{"title": "B", "form": "list", "report": "deals", "question": obj{"filter": "deal.value >"}}}}, "/panels/1/question/filter", "bad_filter"},
	} {
		c.body["name"] = say
		h.ask("POST", "/v1/views", c.body).fails(422, c.code).at(t, c.pointer, c.code)
	}
	view := h.ask("POST", "/v1/views", obj{"name": "Large", "page": "board", "question": obj{"filter": "deal.value > 3.0", "as_of": "-7d"}}).ok(201).id()
	h.ask("PATCH", "/v1/views/"+view, obj{"question": obj{"filter": "deal.valeu > 3.0"}}, "If-Match", "*").fails(422, "bad_filter").at(t, "/question/filter", "bad_filter")
	h.ask("PATCH", "/v1/views/"+view, obj{"question": obj{"colour": "red"}}, "If-Match", "*").fails(422, "unknown_field")
	if kept := h.ask("GET", "/v1/views/"+view, nil).ok(200).object()["question"].(obj); kept["filter"] != "deal.value > 3.0" {
		t.Errorf("kept: %v", kept)
	}
}

// asked is how a panel's question is asked.
func (h *house) asked(panel obj, head []string) answer {
	question, _ := panel["question"].(obj)
	report := panel["report"].(string)
	if report == "query" {
		body := obj{}
		for name, value := range question {
			if name != "chart" {
				body[name] = value
			}
		}
		return h.ask("POST", "/v1/reports/query", body, head...)
	}
	query := url.Values{}
	for name, value := range question {
		if name != "chart" && name != "columns" {
			query.Set(name, fmt.Sprint(value))
		}
	}
	switch report {
	case "deals":
		return h.ask("GET", "/v1/deals?"+query.Encode(), nil, head...)
	case "forecast":
		return h.ask("GET", "/v1/forecasts/"+query.Get("period"), nil, head...)
	}
	return h.ask("GET", "/v1/reports/"+report+"?"+query.Encode(), nil, head...)
}

func TestEveryPanelOfTheStartingPagesHasItsAnswer(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	h.deal(pipe, "One", obj{"close_date": "2026-12-01"})
	for _, role := range []sales.UserRole{sales.Rep, sales.Manager, sales.Leader, sales.Executive, sales.Finance} {
		_, head := h.inRole(role)
		page := h.ask("GET", "/v1/views/start", nil, head...).ok(200).object()
		if page["from"] != "default" || page["role"] != string(role) || page["id"] != nil {
			t.Errorf("%s begins with %v", role, page)
		}
		panels := page["view"].(obj)["panels"].([]any)
		if len(panels) < 8 {
			t.Errorf("the page of %s has %d panels", role, len(panels))
		}
		for _, p := range panels {
			panel := p.(obj)
			got := h.asked(panel, head).ok(200)
			sheet := got.object()
			if name, other := panel["sheet"].(string); other {
				sheet = sheet[name].(obj)
			}
			if column, shows := panel["column"].(string); shows && !strings.Contains(fmt.Sprint(sheet["columns"]), "name:"+column+" ") {
				t.Errorf("%s, %q: there is no column %s in %v", role, panel["title"], column, sheet["columns"])
			}
		}
	}
}

func TestTheStartingPageIsOnesOwnThenTheRolesThenOurs(t *testing.T) {
	h := opened(t)
	_, rep := h.inRole(sales.Rep)
	_, leader := h.inRole(sales.Leader)
	begins := func(head []string, query string) obj {
		return h.ask("GET", "/v1/views/start"+query, nil, head...).ok(200).object()
	}
	english, indonesian := begins(rep, ""), begins(append(slices.Clone(rep), "Accept-Language", "id"), "")
	if a, b := english["view"].(obj)["name"], indonesian["view"].(obj)["name"]; a != "My deals" || b != "Deal saya" {
		t.Errorf("as it comes: %v, %v", a, b)
	}
	view := english["view"].(obj)
	view["name"] = "Reps begin here"
	role := h.ask("POST", "/v1/views", view, leader...).ok(201).id()
	if got := begins(rep, ""); got["from"] != "role" || got["id"] != role || got["version"] != 1.0 {
		t.Errorf("the role's: %v", got)
	}
	delete(view, "role")
	view["name"] = "My own"
	own := h.ask("POST", "/v1/views", view, rep...).ok(201).id()
	if got := begins(rep, ""); got["from"] != "own" || got["id"] != own {
		t.Errorf("one's own: %v", got)
	}
	if got := begins(rep, "?role=rep"); got["from"] != "role" || got["id"] != role {
		t.Errorf("of the role: %v", got)
	}
	h.ask("DELETE", "/v1/views/"+own, nil, append(rep, "If-Match", "*")...).ok(200)
	if got := begins(rep, ""); got["from"] != "role" {
		t.Errorf("after one's own was put away: %v", got)
	}
	if got := begins(leader, ""); got["from"] != "default" || got["role"] != "leader" {
		t.Errorf("the leader: %v", got)
	}
}
