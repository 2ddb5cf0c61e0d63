package api_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// The figures of reports against counts of the deals in the list, made by hand.
func TestReportsAgreeWithCountingByHand(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		pipe, stages := h.pipeline()
		random := rand.New(rand.NewPCG(1, 2))
		for i := range 40 {
			id := h.deal(pipe, fmt.Sprint(i), obj{"value": idr(fmt.Sprintf("%d.%02d", random.IntN(1000), random.IntN(100))), "segment": []string{"smb", "enterprise"}[i%2]}).id()
			h.pass(time.Minute)
			for _, stage := range stages[1 : 1+random.IntN(3)] {
				h.ask("POST", "/v1/deals/"+id+"/move", obj{"to": stage}, "If-Match", "*").ok(200)
			}
			switch random.IntN(3) {
			case 0:
				h.ask("POST", "/v1/deals/"+id+"/win", obj{}, "If-Match", "*").ok(200)
			case 1:
				h.ask("POST", "/v1/deals/"+id+"/lose", obj{"reason": "Price"}, "If-Match", "*").ok(200)
			}
		}
		counts, sums, outcomes := map[any]float64{}, map[any]int64{}, map[any]float64{}
		for _, d := range h.ask("GET", "/v1/deals?limit=200", nil).ok(200).rows() {
			outcomes[d["outcome"]]++
			if d["outcome"] == "open" {
				counts[d["stage"]]++
				sums[d["stage"]] += cents(t, d["value"])
			}
		}
		table := h.ask("GET", "/v1/reports/pipeline?pipeline="+pipe, nil).ok(200).object()
		if len(table["rows"].([]any)) != 3 || table["currency"] != "IDR" || table["position"] == nil {
			t.Errorf("%v", table)
		}
		for _, row := range table["rows"].([]any) {
			r := row.([]any)
			if r[2] != counts[r[0]] || cents(t, r[3]) != sums[r[0]] {
				t.Errorf("stage %v: count %v, value %v; by hand %v, %v", r[1], r[2], r[3], counts[r[0]], sums[r[0]])
			}
		}
		rate := h.ask("GET", "/v1/reports/winrate", nil).ok(200).object()["rows"].([]any)[0].([]any)
		if rate[1] != outcomes["won"] || rate[2] != outcomes["lost"] || rate[4] != outcomes["won"]/(outcomes["won"]+outcomes["lost"]) {
			t.Errorf("%v, by hand %v", rate, outcomes)
		}
		funnel := h.ask("GET", "/v1/reports/funnel?pipeline="+pipe+"&period=2026-Q4", nil).ok(200).object()["rows"].([]any)
		if first := funnel[0].([]any); first[2] != 40.0 || first[3] != outcomes["won"] {
			t.Errorf("%v", first)
		}
		asked := h.ask("POST", "/v1/reports/query", obj{"measures": []string{"count", "won"}, "group_by": []string{"segment"}, "filter": "deal.outcome != 'lost'"}).ok(200).object()
		if totals := asked["totals"].([]any); len(asked["rows"].([]any)) != 2 || totals[1] != outcomes["open"]+outcomes["won"] || totals[2] != outcomes["won"] {
			t.Errorf("%v, by hand %v", asked, outcomes)
		}
	})
}

func TestAnAnswerComesInTheFormThatIsAskedFor(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	h.deal(pipe, "First", obj{"value": obj{"amount": "10.00", "currency": "IDR"}})
	question := obj{"measures": []string{"count", "value"}, "group_by": []string{"outcome"}, "compare_to": "-30d"}
	full := h.ask("POST", "/v1/reports/query", question).ok(200).object()
	if row := full["rows"].([]any)[0].([]any); len(full["columns"].([]any)) != 7 || row[1] != 1.0 || row[2] != 0.0 || row[3] != 1.0 || full["evaluated"] != "columns" {
		t.Errorf("%v", full)
	}
	const want = "outcome,count,count_before,count_change,value (IDR),value_before (IDR),value_change (IDR)\nopen,1,0,1,10.00,0.00,10.00\n"
	for _, a := range []answer{h.ask("POST", "/v1/reports/query?format=csv", question), h.ask("POST", "/v1/reports/query", question, "Accept", "text/csv")} {
		if a.ok(200); string(a.text) != want || a.header.Get("Content-Type") != "text/csv" || a.header.Get("Arus-Position") == "" {
			t.Errorf("%v %s", a.header, a.text)
		}
	}
	for format, begins := range map[string]string{"xlsx": "PK", "parquet": "PAR1"} {
		if a := h.ask("POST", "/v1/reports/query?format="+format, question).ok(200); !strings.HasPrefix(string(a.text), begins) {
			t.Errorf("%s begins with %q", format, a.text[:4])
		}
	}
}

func TestAnAnswerSaysWhichDealsHaveNoValueOfTheKindThatIsAskedFor(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	h.deal(pipe, "Annual", obj{"value": idr("10.00"), "value_kind": "acv"})
	h.deal(pipe, "Whole", obj{"value": idr("99.00"), "value_kind": "tcv"})
	for kind, want := range map[string][]any{"": {2., "109.00", nil}, "tcv": {2., "99.00", 1.}, "acv": {2., "10.00", 1.}, "ltv": {2., "0.00", 2.}} {
		question := obj{"measures": []string{"count", "value"}}
		if kind != "" {
			question["value_kind"] = kind
		}
		a := h.ask("POST", "/v1/reports/query", question).ok(200).object()
		totals := a["totals"].([]any)
		if got := []any{totals[0], totals[1].(obj)["amount"], a["unvalued"]}; !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, want %v", kind, got, want)
		}
	}
}

func TestAQuestionOfManyMomentsIsThatOfEach(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	for i, created := range []string{"2026-01-10T00:00:00Z", "2026-02-03T00:00:00Z", "2026-02-20T00:00:00Z"} {
		h.deal(pipe, fmt.Sprint("Deal ", i), obj{"created_at": created, "value": obj{"amount": "10.00", "currency": "IDR"}})
	}
	ask := func(more obj) answer {
		more["measures"] = []string{"count", "value"}
		return h.ask("POST", "/v1/reports/query", more)
	}
	days := map[string][]string{"day": {"2026-03-04", "2026-03-05"}, "week": {"2026-02-12", "2026-02-19", "2026-02-26", "2026-03-05"},
		"month": {"2026-01-31", "2026-02-28", "2026-03-05"}, "quarter": {"2025-12-31", "2026-03-05"}}
	since := map[string]string{"day": "2026-03-04", "week": "2026-02-12", "month": "2026-01-15", "quarter": "2025-11-01"}
	h.deal(pipe, "Of old", obj{"created_at": "2025-06-01T00:00:00Z"})
	for every, want := range days {
		for _, by := range [][]string{nil, {"outcome"}, {"team"}} {
			all := ask(obj{"as_of": "2026-03-05", "every": every, "from": since[every], "group_by": by}).ok(200).object()
			rows, totals := all["rows"].([]any), append(all["totals_before"].([]any), all["totals"])
			if len(totals) != len(want) {
				t.Fatalf("every %s: %v, want %v", every, totals, want)
			}
			for i, day := range want {
				one := ask(obj{"as_of": day, "group_by": by}).ok(200).object()
				for _, row := range one["rows"].([]any) {
					if got, want := fmt.Sprint(rows[0]), fmt.Sprint(append([]any{day}, row.([]any)...)); got != want {
						t.Errorf("every %s by %v: got %s, want %s", every, by, got, want)
					}
					rows = rows[1:]
				}
				if got, want := fmt.Sprint(totals[i]), fmt.Sprint(append([]any{day}, one["totals"].([]any)...)); got != want {
					t.Errorf("every %s by %v, totals: got %s, want %s", every, by, got, want)
				}
			}
			if len(rows) > 0 {
				t.Errorf("more than the moments: %v", rows)
			}
		}
	}
	page := ask(obj{"as_of": "2026-03-05", "every": "week", "from": "2026-02-12", "limit": 3}).ok(200).object()
	if rest := ask(obj{"as_of": "2026-03-05", "every": "week", "from": "2026-02-12", "limit": 3, "cursor": page["next_cursor"]}).ok(200).object(); len(rest["rows"].([]any)) != 1 {
		t.Errorf("the second page: %v", rest["rows"])
	}
	for _, wrong := range []struct {
		at, code string
		asked    obj
	}{
		{"/every", "required", obj{"from": "2026-01-01"}},
		{"/from", "required", obj{"every": "week"}},
		{"/compare_to", "not_with", obj{"every": "week", "from": "-30d", "compare_to": "-30d"}},
		{"/from", "too_many_moments", obj{"every": "day", "from": "2025-10-01"}},
		{"/from", "after_as_of", obj{"every": "week", "from": "2999-01-01"}},
		{"/from", "before_history", obj{"every": "quarter", "from": "2019-01-01"}},
	} {
		ask(wrong.asked).fails(422, wrong.code).at(t, wrong.at, wrong.code)
	}
	if p := ask(obj{"every": "fortnight", "from": "-30d"}); p.status != 422 {
		t.Errorf("every fortnight: %s", p.text)
	}
}

func cents(t *testing.T, money any) int64 {
	t.Helper()
	var whole, part int64
	if _, err := fmt.Sscanf(money.(obj)["amount"].(string), "%d.%d", &whole, &part); err != nil {
		t.Fatal(err)
	}
	return 100*whole + part
}

func TestATimeBeforeAnythingIsKnownIsRefusedByItsFirstMoment(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	first := h.ask("GET", "/v1/reports/pipeline", nil).ok(200).object()["as_of"].(string)[:10]
	known := first
	refused := func(at string, a answer) {
		t.Helper()
		p := a.fails(422, "before_history")
		p.at(t, at, "before_history")
		if !strings.Contains(p.Detail, known) {
			t.Errorf("%s is not named: %s", known, p.Detail)
		}
	}
	for _, path := range []string{"/v1/deals", "/v1/reports/pipeline", "/v1/reports/velocity", "/v1/reports/coverage", "/v1/reports/health", "/v1/forecasts/2026-Q4"} {
		refused("#as_of", h.ask("GET", path+"?as_of=2020-01-01", nil))
		refused("#known_at", h.ask("GET", path+"?known_at=2020-01-01", nil))
		h.ask("GET", path+"?as_of="+first, nil).ok(200)
	}
	refused("#to", h.ask("GET", "/v1/reports/bridge?from=2019-01-01&to=2020-01-01", nil))
	count := func(more obj) answer {
		more["measures"] = []string{"count"}
		return h.ask("POST", "/v1/reports/query", more)
	}
	refused("/as_of", count(obj{"as_of": "2020-01-01"}))
	refused("/known_at", count(obj{"known_at": "2020-01-01"}))
	refused("/compare_to", count(obj{"compare_to": "2020-01-01"}))
	count(obj{"as_of": "-900d"}).ok(200) // a moment that moves with the day is that of a view older than the workspace
	// history may be longer than the workspace is old
	h.deal(pipe, "Imported", obj{"created_at": "2019-06-01T00:00:00Z"})
	count(obj{"as_of": "2020-01-01"}).ok(200)
	known = "2019-06-01"
	refused("/as_of", count(obj{"as_of": "2019-05-01"}))
}

func TestWhatAReportCannotAnswer(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	h.deal(pipe, "Dollars", obj{"close_date": "2026-12-01", "value": obj{"amount": "10.00", "currency": "USD"}})
	p := h.ask("GET", "/v1/reports/pipeline", nil).fails(409, "rate_missing")
	if !strings.Contains(p.Detail, "USD") || !strings.Contains(p.Detail, "2026-11-23") {
		t.Errorf("the missing rate: %s", p.Detail)
	}
	p.at(t, "#currency", "rate_missing")
	if p.Rate != (struct{ From, To, Day string }{"USD", "IDR", "2026-11-23"}) {
		t.Errorf("which rate is to be set: %+v", p.Rate)
	}
	everywhere := func(check func(at string, a answer)) {
		for _, path := range []string{"coverage", "bridge?period=2026-Q4", "health"} {
			check("#currency", h.ask("GET", "/v1/reports/"+path, nil))
		}
		check("#currency", h.ask("GET", "/v1/forecasts/2026-Q4", nil))
		check("/currency", h.ask("POST", "/v1/reports/query", obj{"measures": []string{"value"}}))
	}
	everywhere(func(at string, a answer) { a.fails(409, "rate_missing").at(t, at, "rate_missing") })
	h.ask("POST", "/v1/rates", obj{"from": "USD", "to": "IDR", "day": "2026-11-01", "rate": "16000"}).ok(200)
	everywhere(func(_ string, a answer) { a.ok(200) })
	total := h.ask("GET", "/v1/reports/pipeline", nil).ok(200).object()["totals"].([]any)
	if total[3].(obj)["amount"] != "160000.00" {
		t.Errorf("%v", total)
	}
	h.ask("GET", "/v1/reports/pipeline?currency=XXY", nil).fails(422, "unknown_currency").at(t, "#currency", "unknown_currency")
	h.ask("GET", "/v1/reports/pipeline?pipeline=pipe_0", nil).fails(422, "unknown_reference").at(t, "#pipeline", "unknown_reference")
	for _, named := range []string{"pipeline?", "funnel?", "winrate?", "velocity?", "ageing?", "stalled?", "conversion?", "coverage?", "bridge?from=2026-11-01&", "winloss?", "sources?", "health?", "quality?"} {
		h.ask("GET", "/v1/reports/"+named+"group_by=owner", nil).ok(200)
		h.ask("GET", "/v1/reports/"+named+"group_by=ownr", nil).fails(422, "not_a_choice")
	}
	h.ask("GET", "/v1/reports/behaviours?group_by=owner", nil).fails(422, "not_grouped").at(t, "#group_by", "not_grouped")
	h.ask("GET", "/v1/reports/coverage?level=team&group_by=owner", nil).fails(422, "too_many").at(t, "#group_by", "too_many")
	h.ask("GET", "/v1/reports/winrate?from=tomorrow", nil).fails(422, "bad_day").at(t, "#from", "bad_day")
	h.ask("GET", "/v1/reports/winrate?from=2026-02-01&to=2026-01-01", nil).fails(422, "out_of_order").at(t, "#to", "out_of_order")
	h.ask("GET", "/v1/reports/winrate?period=2026-Q9", nil).ok(422)
	h.ask("GET", "/v1/reports/winrate?basis=luck", nil).fails(422, "invalid").at(t, "#basis", "invalid")
	h.ask("POST", "/v1/reports/query", obj{"measures": []string{}}).fails(422, "invalid").at(t, "/measures", "invalid")
	h.ask("POST", "/v1/reports/query", obj{"measures": []string{"count", "luck"}}).fails(422, "not_a_choice").at(t, "/measures/1", "not_a_choice")
	h.ask("POST", "/v1/reports/query", obj{"measures": []string{"count"}, "group_by": []string{"luck"}}).fails(422, "not_a_choice").at(t, "/group_by/0", "not_a_choice")
	h.ask("POST", "/v1/reports/query", obj{"measures": []string{"count"}, "as_of": "someday"}).fails(422, "bad_instant").at(t, "/as_of", "bad_instant")
	h.ask("POST", "/v1/reports/query", obj{"measures": []string{"count"}, "compare_to": "someday"}).fails(422, "bad_instant").at(t, "/compare_to", "bad_instant")
	if p := h.ask("POST", "/v1/reports/query", obj{"measures": []string{"weigted_value"}}).fails(422, "not_a_choice"); !strings.Contains(p.Detail, `"weighted_value"`) {
		t.Errorf("what was meant: %+v", p)
	}
	h.ask("POST", "/v1/reports/query", obj{"measures": []string{"count"}, "filter": "1"}).fails(422, "bad_filter").at(t, "/filter", "bad_filter")
	h.ask("POST", "/v1/reports/query", obj{"measures": []string{"count"}, "q": "x"}).fails(422, "invalid").at(t, "/q", "unknown_field")
}

// What a question names and there is not is pointed at, with what was most likely meant, in the language asked for.
func TestWhatAQuestionNamesAndThereIsNotIsPointedAt(t *testing.T) {
	h := opened(t)
	pipe, stages := h.pipeline()
	h.deal(pipe, "One", obj{})
	count := func(more obj) obj {
		q := obj{"measures": []string{"count"}}
		for name, value := range more {
			q[name] = value
		}
		return q
	}
	wrong := pipe[:len(pipe)-1] + "!"
	for _, c := range []struct {
		body                obj
		code, pointer, says string
	}{
		{count(obj{"pipeline": wrong}), "unknown_reference", "/pipeline", pipe},
		{count(obj{"owner": "user_0"}), "unknown_reference", "/owner", "user_0"},
		{count(obj{"account": "acct_0"}), "unknown_reference", "/account", "acct_0"},
		{count(obj{"filter": "deal.outcome == 'opne'"}), "bad_filter", "/filter", `"open"`},
		{count(obj{"filter": "deal.stage == '" + stages[0] + "!'"}), "bad_filter", "/filter", stages[0]},
		{count(obj{"filter": "deal.team == 'team_0'"}), "bad_filter", "/filter", "team_0"},
		{count(obj{"measures": []string{"count", "count"}}), "twice", "/measures/1", "twice"},
		{count(obj{"group_by": []string{"stage", "stage"}}), "twice", "/group_by/1", "twice"},
		{count(obj{"as_of": "2999-01-01"}), "in_the_future", "/as_of", "as_of"},
		{count(obj{"known_at": "2999-01-01T00:00:00Z"}), "in_the_future", "/known_at", "known_at"},
		{count(obj{"compare_to": "2999-01-01"}), "in_the_future", "/compare_to", "as_of"},
		{count(obj{"mesures": 1}), "invalid", "/mesures", ""},
	} {
		p := h.ask("POST", "/v1/reports/query", c.body).fails(422, c.code)
		if p.Errors[0].Pointer != c.pointer || !strings.Contains(p.Detail, c.says) {
			t.Errorf("%v: %+v", c.body, p)
		}
	}
	for path, pointer := range map[string]string{
		"pipeline?pipeline=" + wrong: "#pipeline", "velocity?owner=user_0": "#owner", "winloss?account=acct_0": "#account", "bridge?from=-7d&owner=user_0": "#owner",
		"coverage?pipeline=" + wrong: "#pipeline", "health?owner=user_0": "#owner", "stalled?pipeline=" + wrong: "#pipeline", "winrate?owner=user_0": "#owner",
	} {
		h.ask("GET", "/v1/reports/"+path, nil).fails(422, "unknown_reference").at(t, pointer, "unknown_reference")
	}
	h.ask("GET", "/v1/reports/velocity?group_by=owner,owner", nil).fails(422, "twice").at(t, "#group_by/1", "twice")
	h.ask("GET", "/v1/reports/bridge?from=-7d&to=2999-01-01", nil).fails(422, "in_the_future").at(t, "#to", "in_the_future")
	for filter, want := range map[string]string{
		"deal.outcome == 'opne'": `baris 1, kolom 17: deal.outcome tidak pernah "opne"; mungkin maksud Anda "open"?`,
		"deal.valu > 1":          `baris 1, kolom 6: tidak ada deal.valu; mungkin maksud Anda deal.value?`,
		"deal.value > 'x'":       `baris 1, kolom 12: '>' tidak cocok dengan angka dan teks`,
		"deal.value >":           `baris 1, kolom 13: ekspresi berakhir terlalu cepat`,
		"deal.name":              `baris 1, kolom 1: saringan menjawab benar atau salah, sedangkan ini menjawab teks`,
		"1 / 0 == 1":             `saringan tidak punya jawaban untuk sebuah objek: pembaginya nol`,
	} {
		code := map[bool]string{true: "filter_failed", false: "bad_filter"}[filter == "1 / 0 == 1"]
		if p := h.ask("POST", "/v1/reports/query", count(obj{"filter": filter}), "Accept-Language", "id").fails(422, code); p.Detail != want {
			t.Errorf("%s: %s", filter, p.Detail)
		}
	}
}

// A field that a body cannot have is answered with the one that it most likely stands for, in new objects, in changes, and
// inside of them; and so is a parameter.
func TestAMisspeltFieldIsAnsweredWithTheOneThatWasMeant(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	id := h.deal(pipe, "One", obj{}).id()
	for _, c := range []struct {
		method, path string
		body         any
		pointer, say string
	}{
		{"POST", "/v1/reports/query", obj{"mesures": []string{"count"}, "measures": []string{"count"}}, "/mesures", `there is no field "mesures" here; did you mean "measures"?`},
		{"POST", "/v1/deals", obj{"pipeline": pipe, "nmae": "x", "name": "x"}, "/nmae", `there is no field "nmae" here; did you mean "name"?`},
		{"POST", "/v1/deals", obj{"pipeline": pipe, "name": "x", "value": obj{"amuont": "1.00", "currency": "IDR"}}, "/value/amuont", `there is no field "amuont" here; did you mean "amount"?`},
		{"POST", "/v1/deals", obj{"pipeline": pipe, "name": "x", "line_items": []obj{{"quantiyt": "1"}}}, "/line_items/0/quantiyt", `there is no field "quantiyt" here; did you mean "quantity"?`},
		{"PATCH", "/v1/deals/" + id, obj{"nmae": "x"}, "/nmae", `there is no field "nmae" here; did you mean "name"?`},
		{"PATCH", "/v1/deals/" + id, obj{"next_step": obj{"txet": "x"}}, "/next_step/txet", `there is no field "txet" here; did you mean "text"?`},
		{"POST", "/v1/deals", obj{"pipeline": pipe, "name": "x", "colour": "red"}, "/colour", `there is no field "colour" here`},
		{"GET", "/v1/reports/velocity?fliter=x", nil, "#fliter", `there is no parameter "fliter" here; did you mean "filter"?`},
	} {
		var p problem
		if err := json.Unmarshal(h.ask(c.method, c.path, c.body, "If-Match", "*").ok(422).text, &p); err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(p.Errors, func(e fieldProblem) bool { return e.Pointer == c.pointer && e.Detail == c.say }) {
			t.Errorf("%s %s %v: %+v", c.method, c.path, c.body, p)
		}
	}
}
