package board

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"arus/board/past"
	"arus/ledger"
	"arus/ledger/codec"
	"arus/sales"

	"pgregory.net/rapid"
)

// story makes random ledgers: several deals and records, events in and out of order, imports taken back.
type story struct {
	t        *rapid.T
	events   []ledger.Event
	recorded sales.Instant
	versions map[sales.ID]int64
	requests []sales.Instant // not yet taken back
	deals    []sales.ID
}

const storySpan = 400 // effective instants lie within; small, so that many are equal

func (s *story) record(object sales.ID, at sales.Instant, e sales.Event) {
	s.versions[object]++
	s.events = append(s.events, ledger.Event{Position: int64(len(s.events) + 1), Fact: sales.Fact{Object: object, At: at, Event: e},
		Version: s.versions[object], Recorded: s.recorded})
}

func (s *story) instant() sales.Instant {
	return sales.Instant(rapid.IntRange(1, storySpan).Draw(s.t, "at"))
}

func pick[T any](t *rapid.T, choices ...T) T { return rapid.SampledFrom(choices).Draw(t, "pick") }

func (s *story) request() {
	s.recorded += sales.Instant(rapid.IntRange(1, 5).Draw(s.t, "pause"))
	if len(s.requests) > 0 && rapid.IntRange(0, 9).Draw(s.t, "undo") == 0 {
		i := rapid.IntRange(0, len(s.requests)-1).Draw(s.t, "which")
		s.undo(s.requests[i])
		s.requests = slices.Delete(s.requests, i, i+1)
		return
	}
	s.requests = append(s.requests, s.recorded)
	for range rapid.IntRange(1, 12).Draw(s.t, "events") {
		s.something()
	}
}

func (s *story) undo(recorded sales.Instant) {
	touched := map[sales.ID]bool{}
	for _, e := range s.events {
		if e.Recorded == recorded && e.Object.Kind() != sales.ImportKind {
			touched[e.Object] = true
		}
	}
	for id := range touched {
		s.versions[id]++
	}
	s.record("imp_1", s.recorded, sales.ImportUndone{Recorded: recorded})
}

func (s *story) something() {
	t := s.t
	if len(s.deals) == 0 || rapid.IntRange(0, 5).Draw(t, "new") == 0 {
		id := sales.ID(fmt.Sprintf("deal_%03d", len(s.deals)))
		s.deals = append(s.deals, id)
		s.record(id, s.instant(), sales.DealCreated{Pipeline: pick[sales.PipelineID](t, "pipe_a", "pipe_b"), Stage: s.stage(),
			DealFacts: sales.DealFacts{Name: "Deal", Owner: pick[sales.UserID](t, "", "user_a"), ValueKind: sales.TCV,
				Value:     pick(t, sales.Money{}, sales.Money{Minor: 500, Currency: "USD"}),
				CloseDate: sales.Day(rapid.IntRange(0, 3).Draw(t, "close")), Category: pick(t, "", sales.Commit)}})
		return
	}
	if rapid.IntRange(0, 9).Draw(t, "record") == 0 {
		s.someRecord()
		return
	}
	s.record(rapid.SampledFrom(s.deals).Draw(t, "deal"), s.instant(), s.dealEvent())
}

func (s *story) stage() sales.StageID {
	return pick[sales.StageID](s.t, "stage_1", "stage_2", "stage_3")
}

func (s *story) dealEvent() sales.Event {
	t := s.t
	switch rapid.IntRange(0, 18).Draw(t, "kind") {
	case 0, 1, 2:
		return sales.DealMoved{To: s.stage(), SubStage: pick[sales.SubStageID](t, "", "sub_x"), Pipeline: pick[sales.PipelineID](t, "", "", "pipe_b")}
	case 3:
		return sales.DealWon{Value: pick(t, sales.Money{}, sales.Money{Minor: 900, Currency: "EUR"})}
	case 4:
		return sales.DealLost{Reason: pick(t, "price", "timing"), Competitor: pick[sales.CompetitorID](t, "", "comp_a")}
	case 5, 6:
		return sales.DealReopened{To: s.stage(), Reason: "again"}
	case 7:
		return sales.CloseDateMoved{From: sales.Day(rapid.IntRange(0, 3).Draw(t, "from")), To: sales.Day(rapid.IntRange(0, 3).Draw(t, "to"))}
	case 8:
		return sales.DealTransferred{To: pick[sales.UserID](t, "", "user_a", "user_b")}
	case 9:
		if rapid.IntRange(0, 4).Draw(t, "rarely") == 0 {
			return sales.DealDeleted{}
		}
		return sales.ActivityLogged{ID: "act_1", Kind: "call", Buyer: rapid.Bool().Draw(t, "buyer")}
	case 10:
		return sales.ActivityLogged{ID: "act_1", Kind: "call", Buyer: true}
	case 11:
		return sales.EvidenceAttached{Evidence: sales.Evidence{ID: "evid_1", Criterion: "budget", Note: "seen"}}
	case 13:
		return pick[sales.Event](t, sales.Merged{Of: "deal", Merger: sales.Merger{Into: "deal_000"}}, sales.Unmerged{Of: "deal", Into: "deal_000"},
			sales.Absorbed{Of: "deal", From: "deal_001"}, sales.Released{Of: "deal", From: "deal_001"})
	case 12:
		return sales.CriteriaOverridden{Step: "deal.moved", Reason: "the buyer insists"}
	}
	switch rapid.IntRange(0, 7).Draw(t, "opinion") {
	case 0, 1:
		return sales.ProbabilityOverridden{P: pick(t, .25, .75), Reason: "a feeling", By: "user_a", Instead: sales.Worked{P: .5, Source: "stage"}}
	case 2:
		return sales.ProbabilityRestored{}
	case 3, 4:
		return sales.CategoryMoved{To: pick(t, "", sales.Omitted, sales.Commit), Reason: "the buyer said so"}
	}
	return sales.DealChanged{Patch: json.RawMessage(pick(t, `{"value":{"amount":"7.00","currency":"EUR"}}`,
		`{"value":{"amount":"8.00","currency":"USD"},"segment":"smb"}`, `{"value":null}`, `{"segment":null,"region":"east"}`,
		`{"name":"Other","category":"best_case"}`, `{"custom":{"a":"1"}}`, `{"custom":{"b":"2","a":null}}`,
		`{"next_step":{"text":"call","day":"2026-01-02"}}`, `{"next_step":null}`, `{"competitors":["comp_a"]}`,
		`{"contacts":[{"contact":"cont_a","role":"champion"}]}`, `{"account":"acct_a","source":"fair","channel":"web"}`,
		`{"line_items":[{"product":"prod_a","quantity":"2","unit_price":{"amount":"1.00","currency":"USD"},"billing":"one_off"}]}`))}
}

func (s *story) someRecord() {
	t := s.t
	switch rapid.IntRange(0, 4).Draw(t, "which") {
	case 0:
		s.record("pipe_a", s.instant(), sales.Created[sales.PipelineFacts]{Facts: sales.PipelineFacts{Name: "A"}})
	case 1:
		s.record("pipe_a", s.instant(), sales.Changed[sales.PipelineFacts]{Patch: json.RawMessage(pick(t, `{"name":"B"}`, `{"name":"C","currency":"EUR"}`))})
	case 2:
		s.record("pipe_a", s.instant(), sales.Archived[sales.PipelineFacts]{})
	case 3:
		s.record("rate_usd_eur", s.instant(), sales.Created[sales.RateFacts]{Facts: sales.RateFacts{From: "USD", To: "EUR"}})
	default:
		s.record("rate_usd_eur", s.instant(), sales.RateSet{Day: sales.Day(rapid.IntRange(1, 9).Draw(t, "day")), Rate: pick[sales.Decimal](t, "2", "3", "4")})
	}
}

// slowly folds one object of the picture (as of, known at), written to be obviously right.
func (s *story) slowly(id sales.ID, asOf, knownAt sales.Instant) sales.Object {
	gone := map[sales.Instant]bool{}
	for _, e := range s.events {
		if undone, ok := e.Event.(sales.ImportUndone); ok && e.Recorded <= knownAt {
			gone[undone.Recorded] = true
		}
	}
	var facts []sales.Fact
	for _, e := range s.events {
		if e.Object == id && e.Recorded <= knownAt && e.At <= asOf && !gone[e.Recorded] {
			facts = append(facts, e.Fact)
		}
	}
	slices.SortStableFunc(facts, func(x, y sales.Fact) int { return cmp.Compare(x.At, y.At) })
	var object sales.Object
	for _, f := range facts {
		if _, creates := f.Event.(interface{ CameFrom() sales.Origin }); creates {
			object = codec.NewObject(id.Kind())
		}
		if object == nil {
			continue
		}
		if r, ok := object.(*sales.Rate); ok {
			r.Facts.Days = slices.Clone(r.Facts.Days)
		}
		if err := object.Fold(f); err != nil {
			s.t.Fatal(err)
		}
	}
	return object
}

func tell(s *rapid.T) *story {
	st := &story{t: s, recorded: 1000, versions: map[sales.ID]int64{}}
	for range rapid.IntRange(1, 30).Draw(s, "requests") {
		st.request()
	}
	return st
}

func asText(t interface{ Fatal(...any) }, v any) string {
	doc, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

// moments are the pictures worth looking at: the newest, and some random ones.
func (s *story) moments() [][2]sales.Instant {
	all := [][2]sales.Instant{{0, 0}}
	for range 6 {
		all = append(all, [2]sales.Instant{sales.Instant(rapid.IntRange(0, storySpan+9).Draw(s.t, "T")),
			sales.Instant(rapid.IntRange(1000, int(s.recorded)+9).Draw(s.t, "K"))})
	}
	return all
}

func (s *story) compare(snapshot *Snapshot) {
	t := s.t
	for _, m := range s.moments() {
		p := snapshot.At(m[0], m[1])
		asOf, knownAt := p.asOf, p.knownAt
		seen := 0
		for _, id := range s.deals {
			want, _ := s.slowly(id, asOf, knownAt).(*sales.Deal)
			got, found := p.Deal(sales.DealID(id))
			if found != (want != nil && !want.Deleted) {
				t.Fatalf("%s as of %d known at %d: found %t, want %s", id, asOf, knownAt, found, asText(t, want))
			}
			if !found {
				continue
			}
			seen++
			want.Dossier = sales.Dossier{} // is kept with the current state only
			if a, b := asText(t, got.State()), asText(t, want); a != b {
				t.Fatalf("%s as of %d known at %d:\n got %s\nwant %s", id, asOf, knownAt, a, b)
			}
			if m[0] == 0 && got.Version() != s.versions[id] {
				t.Fatalf("%s: version %d, the ledger has %d", id, got.Version(), s.versions[id])
			}
		}
		listed := 0
		for d := range p.Deals() {
			listed++
			if again, found := p.Deal(d.ID()); !found || asText(t, again.State()) != asText(t, d.State()) {
				t.Fatalf("%s is listed otherwise than it is found", d.ID())
			}
		}
		if listed != seen {
			t.Fatalf("%d deals are listed, %d are there", listed, seen)
		}
		s.compareRecords(p)
	}
}

func (s *story) compareRecords(p *Picture) {
	if want, _ := s.slowly("pipe_a", p.asOf, p.knownAt).(*sales.Pipeline); want != nil {
		if got, found := p.Pipeline("pipe_a"); !found || asText(s.t, got) != asText(s.t, want) {
			s.t.Fatalf("pipeline: got %s, want %s", asText(s.t, got), asText(s.t, want))
		}
	}
	want, _ := s.slowly("rate_usd_eur", past.Latest, p.knownAt).(*sales.Rate)
	got, found := p.object(rates, "rate_usd_eur", past.Latest).(*sales.Rate)
	if found != (want != nil) || found && asText(s.t, got) != asText(s.t, want) {
		s.t.Fatalf("rate: got %s, want %s", asText(s.t, got), asText(s.t, want))
	}
}

// apply hands the events over in batches of random length, some of them twice, looking at the board in between.
func (s *story) apply(b *Board) {
	for after := int(b.Position()); after < len(s.events); {
		next := min(len(s.events), after+rapid.IntRange(1, 20).Draw(s.t, "batch"))
		if err := b.Apply(s.events[max(0, after-2):next]); err != nil {
			s.t.Fatal(err)
		}
		if rapid.Bool().Draw(s.t, "look") {
			b.Snapshot()
		}
		after = next
	}
}

func TestPicturesAgreeWithFoldingByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := tell(t)
		b := New("ws_1")
		s.apply(b)
		s.compare(b.Snapshot())
	})
}
