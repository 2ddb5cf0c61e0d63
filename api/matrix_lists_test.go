package api_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"arus/sales"
)

// lists: what is listed is what is in sight, whole and nothing else.
func (m *matrix) lists() {
	for noun, kind := range map[string]sales.Kind{"deals": sales.DealKind, "accounts": sales.AccountKind, "contacts": sales.ContactKind, "targets": sales.TargetKind} {
		for _, a := range m.askers {
			if a.status != 0 || a.scope != "" || m.reads[noun][a.role] == "" {
				continue
			}
			seen, cursor := map[string]bool{}, ""
			for more := true; more; more = cursor != "" {
				page := m.house.ask("GET", "/v1/"+noun+"?limit=200&cursor="+cursor, nil, "Authorization", "Bearer "+a.bearer).ok(200)
				m.asked++
				m.leaks(a, "the list of "+noun, page)
				for _, row := range page.rows() {
					seen[row["id"].(string)] = true
				}
				cursor, _ = page.object()["next_cursor"].(string)
			}
			for _, relation := range []string{own, team, other, foreign} {
				want := relation != foreign && a.reaches(m.world, m.reads[noun][a.role], relation)
				if got := seen[m.objects[relation][kind]]; got != want {
					m.t.Errorf("the list of %s of the %s holds what is %s: %v", noun, a.name, relation, got)
				}
			}
		}
	}
	first := m.house.ask("GET", "/v1/deals?limit=1", nil, "Authorization", "Bearer "+m.askers[0].bearer).ok(200).object()["next_cursor"].(string)
	m.house.ask("GET", "/v1/deals?limit=1&cursor="+first, nil, "Authorization", "Bearer "+m.askers[1].bearer).fails(422, "bad_cursor")
}

// figures: a report counts what is in sight.
func (m *matrix) figures() {
	for _, a := range m.askers {
		if a.status != 0 || a.scope != "" || m.reads["reports"][a.role] == "" {
			continue
		}
		for _, relation := range []string{own, team, other} {
			deal := m.objects[relation][sales.DealKind]
			got := m.house.ask("POST", "/v1/reports/query", obj{"measures": []string{"count"}, "filter": "deal.id == '" + deal + "'"}, "Authorization", "Bearer "+a.bearer).ok(200)
			m.asked++
			count := got.object()["totals"].([]any)[0].(float64)
			if want := a.reaches(m.world, m.reads["reports"][a.role], relation); (count == 1) != want {
				m.t.Errorf("a report counts %v deals in the relation %s for the %s", count, relation, a.name)
			}
		}
	}
}

// streams: the feed, live and in pages, tells of what is in sight, until a sentinel that everybody sees.
func (m *matrix) streams() {
	m.in(m.house, sales.Create[sales.CompetitorFacts]{ID: m.mint(sales.CompetitorKind), Facts: sales.CompetitorFacts{Name: "Sentinel"}})
	for _, a := range m.askers {
		if a.status != 0 {
			m.house.ask("GET", "/v1/events?after=0", nil, "Authorization", "Bearer "+a.bearer).fails(401, "unauthenticated")
			continue
		}
		if a.scope != "" {
			m.house.ask("GET", "/v1/events?after=0", nil, "Authorization", "Bearer "+a.bearer).fails(403, "forbidden")
			continue
		}
		all, after := "", 0.0
		for more := true; more; {
			page := m.house.ask("GET", fmt.Sprintf("/v1/events?after=%v", after), nil, "Authorization", "Bearer "+a.bearer).ok(200)
			m.asked++
			m.leaks(a, "the feed", page)
			all += string(page.text)
			after, more = page.object()["position"].(float64), page.object()["more"].(bool)
		}
		live := m.house.listen("Authorization", "Bearer "+a.bearer, "Last-Event-ID", "0")
		told := live.until("Sentinel")
		m.asked++
		m.leaks(a, "the stream", answer{text: []byte(told)})
		for _, relation := range []string{own, team, other} {
			deal := m.objects[relation][sales.DealKind]
			want := a.reaches(m.world, m.reads["deals"][a.role], relation)
			if strings.Contains(all, deal) != want || strings.Contains(told, deal) != want {
				m.t.Errorf("the feed tells the %s of the deal %s: %v in pages, %v live", a.name, relation, strings.Contains(all, deal), strings.Contains(told, deal))
			}
		}
	}
}

// until reads on to the block with a word in it.
func (s *stream) until(word string) (told string) {
	s.t.Helper()
	for !strings.Contains(told, word) {
		block := s.next()
		if block == "" {
			s.t.Fatal("the stream has ended")
		}
		told += block
	}
	return told
}

// members: what only some may send in a body, about deals in each relation that do not meet what their stage asks for.
func (m *matrix) members(op operation) {
	for member, rows := range op.Authz.Members {
		for _, a := range m.askers {
			for _, relation := range []string{own, team, other} {
				if !op.admits(a) || a.status != 0 || !a.reaches(m.world, op.Authz.Rows[a.role], relation) {
					continue // refused without it
				}
				id := m.fresh(op.about(m.t), relation)
				if op.id == "reopen-deal" {
					m.ready(op, relation, id)
				}
				body, _ := m.body(op, relation)
				var sent obj
				_ = json.Unmarshal([]byte(body.(string)), &sent)
				sent[member] = "the test has decided"
				got := m.house.ask(op.method, strings.Replace(op.path, "{id}", id, 1), sent, "Authorization", "Bearer "+a.bearer, "If-Match", "*")
				m.asked++
				want := 403
				if a.reaches(m.world, rows[a.role], relation) {
					want = 200
				}
				m.want(fmt.Sprintf("%s with %s by the %s about %s (%s)", op.id, member, a.name, relation, id), got, want)
			}
		}
	}
}
