package merging_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"arus/board"
	"arus/merging"
	"arus/process"
	"arus/report"
	"arus/report/bridge"
	"arus/report/flow"
	"arus/report/health"
	"arus/report/reporttest"
	"arus/sales"

	"pgregory.net/rapid"
)

// company is a random story in which three accounts, three contacts and many deals hang together.
func company(t *rapid.T) *reporttest.Story {
	s := reporttest.Company(t)
	for _, id := range []sales.ID{"acct_2", "acct_3"} {
		s.Do(s.Recorded, sales.Create[sales.AccountFacts]{ID: id, Facts: sales.AccountFacts{Name: "Toko " + string(id), Industry: reporttest.Pick(s, "", "retail"),
			Region: reporttest.Pick(s, "", "Java"), Parent: reporttest.Pick[sales.AccountID](s, "", "acct_1")}})
	}
	for _, id := range []sales.ID{"cont_1", "cont_2", "cont_3"} {
		s.Do(s.Recorded, sales.Create[sales.ContactFacts]{ID: id, Facts: sales.ContactFacts{Name: "Budi", Phone: reporttest.Pick(s, "", "021"), Account: someAccount(s)}})
	}
	for range rapid.IntRange(3, 40).Draw(t, "commands") {
		play(s, something(s))
	}
	for _, id := range []sales.ID{"lead_1", "lead_2"} {
		converted(s, id)
	}
	for i, of := range [][]sales.ID{{"acct_1", "acct_2", "acct_3"}, {"cont_1", "cont_2", "cont_3"}} {
		apart := rapid.Permutation(of).Draw(t, "apart")[:rapid.IntRange(2, 3).Draw(t, "how many")]
		s.Do(s.Recorded, sales.Create[merging.DistinctionFacts]{ID: sales.ID(fmt.Sprint("dist_", i)), Facts: merging.DistinctionFacts{Of: apart}})
	}
	return s
}

func someAccount(s *reporttest.Story) sales.AccountID {
	return reporttest.Pick[sales.AccountID](s, "", "acct_1", "acct_2", "acct_3")
}

// converted makes a lead that became one of the deals, if there are any.
func converted(s *reporttest.Story, id sales.ID) {
	s.Do(s.Recorded, sales.Create[process.LeadFacts]{ID: id, Facts: process.LeadFacts{Name: "Budi", LeadLife: process.LeadLife{State: process.LeadOpen}}})
	lives := s.Lives(sales.Forever, sales.Forever)
	if len(lives) == 0 {
		return
	}
	d := rapid.SampledFrom(lives).Draw(s.T, "became")
	s.Do(s.Recorded, process.ConvertLead{Lead: id, Deal: d.ID, Account: d.Account, Contact: reporttest.Pick[sales.ContactID](s, "", "cont_1", "cont_2", "cont_3")})
}

// something that happens: now and then, a deal comes to hang on another account or other people.
func something(s *reporttest.Story) sales.Command {
	if len(s.Deals) > 0 && rapid.IntRange(0, 3).Draw(s.T, "hang") == 0 {
		patch := reporttest.Pick(s, `{"account":"acct_1"}`, `{"account":"acct_2"}`, `{"account":"acct_3"}`, `{"account":null}`, `{"competitors":["comp_1"]}`,
			`{"contacts":[{"contact":"cont_1","role":"champion"}]}`, `{"contacts":[{"contact":"cont_2","role":"user"},{"contact":"cont_1","role":"legal"}]}`,
			`{"contacts":[{"contact":"cont_3","role":"user"},{"contact":"cont_2","role":"blocker"}]}`)
		return sales.ChangeDeal{Deal: rapid.SampledFrom(s.Deals).Draw(s.T, "deal"), Patch: json.RawMessage(patch)}
	}
	return s.Command()
}

// play lets time go by, and a command happen: now, or in the months before.
func play(s *reporttest.Story, c sales.Command) {
	s.Recorded += sales.Instant(rapid.IntRange(1, 60).Draw(s.T, "pause")) * reporttest.Hour
	at := s.Recorded
	if rapid.IntRange(0, 4).Draw(s.T, "late") == 0 {
		at -= sales.Instant(rapid.IntRange(1, 20*24).Draw(s.T, "how late")) * reporttest.Hour
	}
	s.Do(at, c)
}

// copied is a story that goes its own way from here.
func copied(s *reporttest.Story) *reporttest.Story {
	c := *s
	c.Events, c.Deals, c.Versions = slices.Clone(s.Events), slices.Clone(s.Deals), map[sales.ID]int64{}
	for id, v := range s.Versions {
		c.Versions[id] = v
	}
	return &c
}

// did plays a command now, and says whether anything came of it.
func did(s *reporttest.Story, c sales.Command) bool {
	s.Recorded += reporttest.Hour
	before := len(s.Events)
	s.Do(s.Recorded, c)
	return len(s.Events) > before
}

// some draws two of a kind that may be one, and what the survivor takes over.
func some(s *reporttest.Story) merging.Merge {
	pairs := [][]sales.ID{{"acct_1", "acct_2", "acct_3"}, {"cont_1", "cont_2", "cont_3"}}
	takes := [][]string{{"industry", "region"}, {"phone"}}
	if len(s.Deals) > 1 {
		deals := make([]sales.ID, len(s.Deals))
		for i, id := range s.Deals {
			deals[i] = sales.ID(id)
		}
		pairs, takes = append(pairs, deals), append(takes, []string{"segment", "contacts", "competitors", "custom"})
	}
	i := rapid.IntRange(0, len(pairs)-1).Draw(s.T, "kind")
	two := rapid.Permutation(pairs[i]).Draw(s.T, "two")
	m := merging.Merge{Loser: two[0], Into: two[1]}
	if rapid.Bool().Draw(s.T, "takes") {
		m.Take = takes[i]
	}
	return m
}

// figures are every report that a picture answers, and what it shows of every deal and record.
func figures(t *rapid.T, p *board.Picture, now sales.Instant) string {
	r := report.NewReader(p, now)
	all := []any{shown(p)}
	say := func(v any, err error) { all = append(all, v, fmt.Sprint(err)) }
	for _, by := range [][]string{{"account"}, {"stage"}, {"owner"}, {"outcome"}, {"competitor"}, {"segment"}, nil} {
		say(r.Ask(report.Question{Measures: []string{"count", "value", "weighted_value", "won_value", "lost_value", "win_rate", "stalled", "slipped", "pushes", "stage_days_p50"}, GroupBy: by}))
	}
	ever := sales.Period{From: -1 << 30, To: 1 << 30}
	say(flow.OfVelocity(r, flow.Question{Period: ever}))
	say(flow.OfConversion(r, flow.Question{Period: ever}))
	say(flow.OfStalled(r, flow.Question{Period: ever}))
	say(bridge.Of(r, bridge.Question{From: reporttest.Opening}))
	say(health.Of(r, health.Question{}, false))
	return text(t, all)
}

// shown is what a picture has of everything, but for versions.
func shown(p *board.Picture) (all []any) {
	for d := range p.Deals() {
		all = append(all, d.State())
	}
	for a := range p.Accounts() {
		all = append(all, a)
	}
	for c := range p.Contacts() {
		all = append(all, c)
	}
	for l := range board.All[process.LeadFacts](p) {
		all = append(all, l)
	}
	return all
}

func text(t *rapid.T, v any) string {
	doc, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

func same(t *rapid.T, what, got, want string) {
	if got == want {
		return
	}
	at := 0
	for at < min(len(got), len(want)) && got[at] == want[at] {
		at++
	}
	from := max(0, at-300)
	t.Fatalf("%s: got …%s\nwant …%s", what, got[from:min(len(got), at+300)], want[from:min(len(want), at+300)])
}

func TestAMergeThatIsTakenBackNeverWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := company(t)
		never, merge := copied(s), some(s)
		opened := s.Recorded
		if !did(s, merge) {
			return // refused, and nothing has happened
		}
		for range rapid.IntRange(0, 5).Draw(t, "meanwhile") {
			c := s.Command()
			if c.Subject() == merge.Loser || c.Subject() == merge.Into || s.Versions[c.Subject()] == 0 {
				continue // another deal was opened: its own affair
			}
			never.Recorded = s.Recorded + reporttest.Hour
			did(s, c)
			never.Do(never.Recorded, c)
		}
		if !did(s, merging.Part{Loser: merge.Loser}) {
			t.Fatal("it was not taken back")
		}
		now := s.Recorded
		after, want := s.Board().Snapshot(), never.Board().Snapshot()
		if merge.Loser.Kind() != sales.DealKind { // a bridge tells of a deal that was away in between
			same(t, "now", figures(t, after.At(0, 0), now), figures(t, want.At(0, 0), now))
		} else {
			same(t, "now", text(t, shown(after.At(0, 0))), text(t, shown(want.At(0, 0))))
		}
		same(t, "as of before", figures(t, after.At(opened, 0), opened), figures(t, want.At(opened, 0), opened))
		same(t, "known at before", figures(t, after.At(0, opened), now), figures(t, want.At(0, opened), now))
	})
}

// A merged world is, figure by figure, one in which everything named the survivor, or in which the loser was deleted.
func TestAMergeIsAWorldInWhichAllNamedTheSurvivor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := company(t)
		merge := some(s)
		merge.Take = nil
		plain := copied(s)
		if !did(s, merge) {
			return
		}
		plain.Recorded = s.Recorded
		for _, c := range byHand(plain, merge) {
			plain.Do(plain.Recorded, c)
		}
		now := s.Recorded
		got, want := s.Board().Snapshot().At(0, 0), plain.Board().Snapshot().At(0, 0)
		r, w := report.NewReader(got, now), report.NewReader(want, now)
		for _, by := range [][]string{{"account"}, {"stage"}, {"outcome"}, nil} {
			q := report.Question{Measures: []string{"count", "value", "weighted_value", "won_value", "win_rate"}, GroupBy: by}
			a, errA := r.Ask(q)
			b, errB := w.Ask(q)
			same(t, fmt.Sprint(by), text(t, a)+fmt.Sprint(errA), text(t, b)+fmt.Sprint(errB))
		}
		var deals, wanted []any
		for d := range got.Deals() {
			deals = append(deals, d.State())
			if d.State().Account == sales.AccountID(merge.Loser) {
				t.Fatalf("%s names %s still", d.ID(), merge.Loser)
			}
		}
		for d := range want.Deals() {
			wanted = append(wanted, d.State())
		}
		same(t, "deals", text(t, deals), text(t, wanted))
		for l := range board.All[process.LeadFacts](got) {
			if slices.Contains([]sales.ID{sales.ID(l.Facts.Account), sales.ID(l.Facts.Contact), sales.ID(l.Facts.Deal)}, merge.Loser) {
				t.Fatalf("%s names %s still", l.ID, merge.Loser)
			}
		}
	})
}

// byHand does what a merge means, one plain order after the other.
func byHand(s *reporttest.Story, m merging.Merge) (orders []sales.Command) {
	if m.Loser.Kind() == sales.DealKind {
		return []sales.Command{sales.DeleteDeal{Deal: sales.DealID(m.Loser)}}
	}
	for _, l := range s.Lives(sales.Forever, sales.Forever) {
		patch := map[string]any{}
		if l.Account == sales.AccountID(m.Loser) {
			patch["account"] = m.Into
		}
		var people []sales.Stakeholder
		there := slices.ContainsFunc(l.Contacts, func(x sales.Stakeholder) bool { return sales.ID(x.Contact) == m.Into })
		for _, x := range l.Contacts {
			if sales.ID(x.Contact) == m.Loser {
				if there {
					continue
				}
				x.Contact = sales.ContactID(m.Into)
			}
			people = append(people, x)
		}
		if !slices.Equal(people, l.Contacts) {
			patch["contacts"] = people
		}
		doc, err := json.Marshal(patch)
		if err != nil {
			s.T.Fatal(err)
		}
		orders = append(orders, sales.ChangeDeal{Deal: l.ID, Patch: doc})
	}
	return orders
}
