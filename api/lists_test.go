package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// names of a list's rows.
func names(rows []obj) (all []string) {
	for _, row := range rows {
		all = append(all, row["name"].(string))
	}
	return all
}

func TestPagesAreCompleteAndWithoutDuplicates(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		pipe, _ := h.pipeline()
		want := map[string]bool{}
		for i := range 23 {
			h.deal(pipe, fmt.Sprintf("Deal %02d", i), obj{"value": idr(fmt.Sprint(i % 5)), "region": "Bali"})
			h.ask("POST", "/v1/accounts", obj{"name": fmt.Sprintf("Account %02d", i)}).ok(201)
			want[fmt.Sprintf("Deal %02d", i)], want[fmt.Sprintf("Account %02d", i)] = true, true
		}
		seen := map[string]bool{}
		for _, path := range []string{"/v1/deals?sort=-value,name&limit=5&filter=" + url.QueryEscape("deal.region == 'Bali'"), "/v1/accounts?limit=4&sort=-name"} {
			pages := 0
			for next := path; next != ""; pages++ {
				got := h.ask("GET", next, nil).ok(200)
				for _, name := range names(got.rows()) {
					if seen[name] {
						t.Errorf("%s twice", name)
					}
					seen[name] = true
				}
				next = ""
				if link := got.header.Get("Link"); link != "" {
					if !strings.HasSuffix(link, `>; rel="next"`) || got.object()["next_cursor"] == nil {
						t.Fatalf("link %s", link)
					}
					next, _, _ = strings.Cut(link[1:], ">")
				} else if got.object()["next_cursor"] != nil {
					t.Error("a cursor and no link")
				}
			}
			if pages < 5 {
				t.Errorf("%d pages", pages)
			}
		}
		if len(seen) != len(want) {
			t.Errorf("saw %d of %d", len(seen), len(want))
		}
		cursor := h.ask("GET", "/v1/deals?limit=2", nil).ok(200).object()["next_cursor"].(string)
		h.ask("GET", "/v1/deals?limit=9&cursor="+cursor, nil).ok(200)
		h.ask("GET", "/v1/deals?limit=2&outcome=won&cursor="+cursor, nil).fails(422, "bad_cursor").at(t, "#cursor", "bad_cursor")
		h.ask("GET", "/v1/accounts?cursor="+cursor, nil).fails(422, "bad_cursor")
		h.ask("GET", "/v1/deals?cursor=nonsense", nil).fails(422, "bad_cursor")
	})
}

func TestListingDeals(t *testing.T) {
	h := opened(t)
	pipe, stages := h.pipeline()
	account := h.ask("POST", "/v1/accounts", obj{"name": "PT Kopi"}).ok(201).id()
	a := h.deal(pipe, "Alpha", obj{"value": idr("10.00"), "segment": "enterprise", "owner": string(h.user), "custom": obj{"seats": "40"}}).id()
	b := h.deal(pipe, "Bravo", obj{"value": idr("30.00"), "account": account, "stage": stages[1], "close_date": "2026-12-01"}).id()
	c := h.deal(pipe, "Charlie", obj{"value": idr("20.00"), "segment": "enterprise"}).id()
	h.ask("POST", "/v1/deals/"+c+"/lose", obj{"reason": "Price"}, "If-Match", "*").ok(200)
	for query, want := range map[string]string{
		"sort=name": "Alpha Bravo Charlie", "sort=-value": "Bravo Charlie Alpha", "outcome=lost": "Charlie", "outcome=open&sort=-name": "Bravo Alpha",
		"q=ALPH": "Alpha", "q=kopi": "Bravo", "stage=" + stages[1]: "Bravo", "owner=" + string(h.user): "Alpha", "account=" + account: "Bravo",
		"ids=" + b + "," + a + "&sort=name": "Alpha Bravo", "ids=deal_none": "", "pipeline=" + pipe + "&outcome=open&sort=name": "Alpha Bravo",
		"sort=name&filter=" + url.QueryEscape("deal.segment == 'enterprise' && deal.value > 5"): "Alpha Charlie",
		"filter=" + url.QueryEscape("deal.custom.seats >= 40"):                                  "Alpha",
		"filter=" + url.QueryEscape("deal.close_date >= '2026-12-01'"):                          "Bravo",
	} {
		if got := strings.Join(names(h.ask("GET", "/v1/deals?"+query, nil).ok(200).rows()), " "); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	h.ask("GET", "/v1/deals?ids="+strings.Repeat("deal_x,", 201), nil).fails(422, "too_many").at(t, "#ids", "too_many")
	many := h.ask("GET", "/v1/deals", nil).ok(200)
	o := many.object()
	if o["position"] == nil || o["as_of"] == nil || o["known_at"] == nil || many.header.Get("Arus-Position") == "" {
		t.Errorf("%s %s", many.header, many.text)
	}
}

func TestListingRecords(t *testing.T) {
	h := opened(t)
	for i, name := range []string{"PT Satu", "PT Dua", "CV Tiga"} {
		h.ask("POST", "/v1/accounts", obj{"name": name, "region": []string{"Bali", "Bali", "Aceh"}[i], "employees": 10 * i}).ok(201)
	}
	dua := h.ask("GET", "/v1/accounts?q=dua", nil).ok(200).rows()[0]
	h.ask("DELETE", "/v1/accounts/"+dua["id"].(string), nil).fails(428, "precondition_required")
	gone := h.ask("DELETE", "/v1/accounts/"+dua["id"].(string), nil, "If-Match", `"1"`).ok(200)
	if gone.object()["archived"] != true {
		t.Errorf("%s", gone.text)
	}
	for query, want := range map[string]string{"sort=name": "CV Tiga,PT Satu", "sort=-name&archived=true": "PT Satu,PT Dua,CV Tiga", "q=pt": "PT Satu",
		"filter=" + url.QueryEscape("account.region == 'Aceh'"): "CV Tiga"} {
		if got := strings.Join(names(h.ask("GET", "/v1/accounts?"+query, nil).ok(200).rows()), ","); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	for _, path := range []string{"/v1/accounts/" + dua["id"].(string), "/v1/workspaces/" + string(h.ws), "/v1/workspaces", "/v1/users"} {
		if got := h.ask("GET", path, nil).ok(200); got.header.Get("Arus-Position") == "" {
			t.Errorf("%s: no position", path)
		}
	}
	h.ask("GET", "/v1/accounts/"+string(h.user), nil).fails(404, "not_found")
	h.ask("PATCH", "/v1/accounts/"+string(h.user), obj{"name": "x"}, "If-Match", "*").fails(404, "not_found")
	h.ask("POST", "/v1/users", obj{"name": "Citra", "email": "no address"}).ok(422)
}

func TestWorkspaceAndRates(t *testing.T) {
	h := opened(t)
	path := "/v1/workspaces/" + string(h.ws)
	changed := h.ask("PATCH", path, obj{"calendar": obj{"fiscal_year_start": 4}}, "If-Match", h.ask("GET", path, nil).ok(200).header.Get("ETag")).ok(200).object()
	if calendar := changed["calendar"].(obj); calendar["fiscal_year_start"] != 4.0 || calendar["time_zone"] != "Asia/Jakarta" {
		t.Errorf("%v", changed)
	}
	h.ask("PATCH", path, obj{"calendar": obj{"time_zone": "Mars/Olympus"}}, "If-Match", "*").ok(422)
	set := h.ask("POST", "/v1/rates", obj{"from": "USD", "to": "IDR", "day": "2026-11-01", "rate": "16000"}).ok(200)
	h.ask("POST", "/v1/rates", obj{"from": "USD", "to": "IDR", "day": "2026-11-02", "rate": "16100.5"}).ok(200)
	if got := h.ask("GET", set.header.Get("Location"), nil).ok(200).object(); len(got["days"].([]any)) != 2 || got["version"] != 2.0 {
		t.Errorf("%v", got)
	}
	h.ask("POST", "/v1/rates", obj{"from": "USD", "to": "IDR", "day": "2026-11-02", "rate": "0"}).ok(422)
	h.ask("POST", "/v1/rates", obj{"from": "USD", "to": "IDR", "day": "2026-11-02", "rate": 16000.5}).fails(422, "invalid").at(t, "/rate", "invalid")
}

// Of many rates all are set or none, and one that is removed was known until then.
func TestRatesAreSetTogetherAndRemovedByDay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		rate := func(to, day, rate string) obj { return obj{"from": "USD", "to": to, "day": day, "rate": rate} }
		days := func() (n int) {
			for _, pair := range h.ask("GET", "/v1/rates", nil).ok(200).rows() {
				n += len(pair["days"].([]any))
			}
			return n
		}
		h.ask("POST", "/v1/rates/several", obj{"rates": []obj{rate("IDR", "2026-11-01", "16000"), rate("USD", "2026-11-01", "1")}}).fails(422, "same_currency").at(t, "/rates/1/to", "same_currency")
		h.ask("POST", "/v1/rates/several", obj{"rates": []obj{rate("IDR", "2026-11-01", "-1")}}).fails(422, "out_of_range").at(t, "/rates/0/rate", "out_of_range")
		if n := days(); n != 0 {
			t.Fatalf("%d rates of a list that was refused are set", n)
		}
		all := obj{"rates": []obj{rate("IDR", "2026-11-02", "16"), rate("IDR", "2026-11-01", "16000"), rate("EUR", "2026-11-01", "0.9")}}
		for range 2 { // the second is the first, told again
			if pairs := h.ask("POST", "/v1/rates/several", all, "Idempotency-Key", "many").ok(200).rows(); len(pairs) != 2 {
				t.Fatalf("%v", pairs)
			}
		}
		if n := days(); n != 3 {
			t.Fatalf("%d rates, not 3", n)
		}
		pipe, _ := h.pipeline()
		h.deal(pipe, "A dollar", obj{"value": obj{"amount": "1.00", "currency": "USD"}})
		h.pass(time.Hour)
		then := h.clock().Format(time.RFC3339Nano)
		h.pass(time.Hour)
		path := "/v1/rates/rate_usd_idr/days/"
		h.ask("DELETE", path+"2026-11-02", nil).fails(428, "precondition_required")
		h.ask("DELETE", path+"2026-11-02", nil, "If-Match", `"1"`).fails(412, "stale")
		h.ask("DELETE", path+"2026-11-03", nil, "If-Match", "*").fails(404, "not_found")
		h.ask("DELETE", "/v1/rates/rate_usd_chf/days/2026-11-02", nil, "If-Match", "*").fails(404, "not_found")
		removed := h.ask("DELETE", path+"2026-11-02", nil, "If-Match", `"2"`).ok(200).object()
		if left := removed["days"].([]any); len(left) != 1 || left[0].(obj)["rate"] != "16000" {
			t.Errorf("%v", removed)
		}
		for query, want := range map[string]string{"": "16000.00", "?known_at=" + then: "16.00"} {
			if total := h.ask("GET", "/v1/reports/pipeline"+query, nil).ok(200).object()["totals"].([]any)[3].(obj); total["amount"] != want {
				t.Errorf("%s a dollar is %v, not %s", query, total, want)
			}
		}
	})
}

func TestTimeTravel(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		pipe, stages := h.pipeline()
		h.pass(time.Hour)
		id := h.deal(pipe, "One", obj{"value": idr("10.00")}).id()
		created := h.clock()
		h.pass(72 * time.Hour)
		late := created.Add(24 * time.Hour).Format(time.RFC3339)
		h.ask("POST", "/v1/deals/"+id+"/move", obj{"to": stages[1], "at": late}, "If-Match", "*").ok(200)
		known := h.clock()
		at := func(query string) string {
			t.Helper()
			one := h.ask("GET", "/v1/deals/"+id+"?"+query, nil).ok(200).object()["stage_name"].(string)
			rows := h.ask("GET", "/v1/deals?"+query, nil).ok(200).rows()
			if len(rows) != 1 || rows[0]["stage_name"] != one {
				t.Errorf("%s: the list says %v, the deal %s", query, rows, one)
			}
			table := h.ask("GET", "/v1/reports/pipeline?pipeline="+pipe+"&"+query, nil).ok(200).object()
			for _, row := range table["rows"].([]any) {
				if cells := row.([]any); cells[2] == 1.0 && cells[1] != one {
					t.Errorf("%s: the report says %v, the deal %s", query, cells, one)
				}
			}
			return one
		}
		day := func(d time.Duration) string { return created.Add(d).Format(time.DateOnly) }
		stamp := func(at time.Time) string { return url.QueryEscape(at.Format(time.RFC3339Nano)) }
		for query, want := range map[string]string{
			"": "Proposal", "as_of=" + stamp(created): "Qualified", "as_of=" + day(0): "Qualified", "as_of=" + day(48*time.Hour): "Proposal",
			"known_at=" + stamp(known.Add(-time.Minute)): "Qualified", "as_of=" + day(48*time.Hour) + "&known_at=" + stamp(known.Add(-time.Minute)): "Qualified",
		} {
			if got := at(query); got != want {
				t.Errorf("%s: %s, want %s", query, got, want)
			}
		}
		for _, path := range []string{"/v1/deals/" + id, "/v1/deals"} {
			h.ask("GET", path+"?as_of="+day(-24*time.Hour), nil).fails(422, "before_history").at(t, "#as_of", "before_history")
		}
		older := h.deal(pipe, "Older", obj{"created_at": created.Add(-72 * time.Hour).Format(time.RFC3339Nano)}).object()["id"]
		h.ask("GET", "/v1/deals/"+id+"?as_of="+day(-24*time.Hour), nil).fails(404, "not_found")
		if rows := h.ask("GET", "/v1/deals?as_of="+day(-24*time.Hour), nil).ok(200).rows(); len(rows) != 1 || rows[0]["id"] != older {
			t.Errorf("%v", rows)
		}
	})
}

func TestReadingWhatWasWritten(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	for i := range 20 {
		made := h.deal(pipe, fmt.Sprint(i))
		position := made.header.Get("Arus-Position")
		for _, path := range []string{"/v1/deals/" + made.id(), "/v1/deals?limit=200", "/v1/pipelines/" + pipe, "/v1/deals/" + made.id() + "/history", "/v1/reports/pipeline"} {
			if got := h.ask("GET", path, nil, "Arus-Min-Position", position).ok(200); len(got.header.Get("Arus-Position")) < len(position) {
				t.Errorf("%s: position %s before %s", path, got.header.Get("Arus-Position"), position)
			}
		}
		if rows := h.ask("GET", "/v1/deals?limit=200", nil, "Arus-Min-Position", position).ok(200).rows(); !slices.Contains(names(rows), fmt.Sprint(i)) {
			t.Errorf("deal %d is not in the list", i)
		}
	}
	h.ask("GET", "/v1/pipelines/"+pipe, nil, "Arus-Min-Position", "1000000").fails(503, "behind")
}
