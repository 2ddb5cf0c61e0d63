package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"arus/board"
	"arus/ledger"
	"arus/sales"

	"pgregory.net/rapid"
)

// story plays random commands and keeps their events. Everything is folded from them anew whenever it is asked for: slow,
// and plainly right.
type story struct {
	t        *rapid.T
	events   []ledger.Event
	recorded sales.Instant
	versions map[sales.ID]int64
	deals    []sales.DealID
}

const (
	hour = sales.Instant(time.Hour / time.Microsecond)
	day  = 24 * hour
)

var opening = sales.InstantOf(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))

func stageID(letter string) sales.StageID {
	return sales.StageID("stage_0000000000000000000000000" + letter)
}

// companySettings are in a zone far from UTC and with a fiscal year of its own, so that a day or quarter taken from the
// wrong calendar shows.
func companySettings() sales.WorkspaceFacts {
	w := sales.NewWorkspace("W")
	w.Calendar.TimeZone, w.Calendar.FiscalYearStart = "Asia/Jakarta", 4
	for _, f := range []sales.FieldType{sales.TextField, sales.NumberField, sales.MoneyField, sales.DayField, sales.BoolField, sales.ChoiceField, sales.ChoicesField, sales.URLField} {
		w.Fields = append(w.Fields, sales.Field{Key: "own_" + string(f), On: sales.DealKind, Type: f, Options: []string{"a", "b"}})
	}
	return w
}

func companyPipelines() map[sales.ID]sales.PipelineFacts {
	return map[sales.ID]sales.PipelineFacts{
		"pipe_a": {Name: "A", ValueKind: sales.TCV, Stages: []sales.Stage{{ID: stageID("1"), Name: "One", Canonical: "qualify"},
			{ID: stageID("2"), Name: "Two", Canonical: "validate", Category: sales.BestCase, LimitDays: 9}, {ID: stageID("3"), Name: "Three", Canonical: "commit", Category: sales.Commit}}},
		"pipe_b": {Name: "B", ValueKind: sales.ACV, Stages: []sales.Stage{{ID: stageID("4"), Name: "Four", Canonical: "qualify"}, {ID: stageID("5"), Name: "Five", Canonical: "negotiate"}}},
	}
}

// company is a story before its first deal.
func company(t *rapid.T) *story {
	s := &story{t: t, recorded: opening - 60*day, versions: map[sales.ID]int64{}}
	s.do(s.recorded, sales.Create[sales.WorkspaceFacts]{ID: "ws_1", Facts: companySettings()})
	pipelines := companyPipelines()
	for _, id := range []sales.ID{"pipe_a", "pipe_b"} {
		s.do(s.recorded, sales.Create[sales.PipelineFacts]{ID: id, Facts: pipelines[id]})
	}
	for _, id := range []sales.ID{"team_1", "team_2"} {
		s.do(s.recorded, sales.Create[sales.TeamFacts]{ID: id, Facts: sales.TeamFacts{Name: "Team " + string(id)}})
	}
	for _, id := range []sales.ID{"user_1", "user_2", "user_3"} {
		s.do(s.recorded, sales.Create[sales.UserFacts]{ID: id, Facts: sales.UserFacts{Name: "User " + string(id), Team: "team_1"}})
	}
	s.do(s.recorded, sales.Create[sales.AccountFacts]{ID: "acct_1", Facts: sales.AccountFacts{Name: "Toko"}})
	s.do(s.recorded, sales.Create[sales.ProductFacts]{ID: "prod_1", Facts: sales.ProductFacts{Name: "Seat"}})
	s.do(s.recorded, sales.Create[sales.CompetitorFacts]{ID: "comp_1", Facts: sales.CompetitorFacts{Name: "Rival"}})
	s.do(s.recorded, sales.SetRate{From: "EUR", To: "USD", Day: sales.DayOf(opening.Time()) - 90, Rate: "1.25"})
	s.do(s.recorded, sales.SetRate{From: "USD", To: "JPY", Day: sales.DayOf(opening.Time()) - 90, Rate: "149.3"})
	s.recorded = opening
	return s
}

func tell(t *rapid.T, most int) *story {
	s := company(t)
	for range rapid.IntRange(1, most).Draw(t, "commands") {
		s.recorded += sales.Instant(rapid.IntRange(1, 100).Draw(t, "pause")) * hour
		at := s.recorded
		if rapid.IntRange(0, 4).Draw(t, "late") == 0 {
			at -= sales.Instant(rapid.IntRange(1, 40*24).Draw(t, "how late")) * hour
		}
		s.do(at, s.command())
	}
	return s
}

// do lets a command decide on the world at its moment. One that is refused leaves no trace.
func (s *story) do(at sales.Instant, c sales.Command) {
	facts, err := c.Decide(world{s, at}, at)
	if err != nil {
		return
	}
	for _, f := range facts {
		s.versions[f.Object]++
		s.events = append(s.events, ledger.Event{Position: int64(len(s.events) + 1), Fact: f, Version: s.versions[f.Object], Recorded: s.recorded})
	}
}

// world is the story at a moment.
type world struct {
	s  *story
	at sales.Instant
}

func (w world) Workspace() sales.ID { return "ws_1" }
func (w world) Object(id sales.ID) sales.Object {
	return w.s.fold(id, w.at, sales.Forever, func(sales.Object, sales.Fact) {})
}

// fold plays the events of one object, telling each to a listener.
func (s *story) fold(id sales.ID, asOf, knownAt sales.Instant, listen func(sales.Object, sales.Fact)) sales.Object {
	var facts []sales.Fact
	for _, e := range s.events {
		if e.Object == id && e.At <= asOf && e.Recorded <= knownAt {
			facts = append(facts, e.Fact)
		}
	}
	slices.SortStableFunc(facts, func(a, b sales.Fact) int { return cmp.Compare(a.At, b.At) })
	var object sales.Object
	for _, f := range facts {
		if _, creates := f.Event.(interface{ CameFrom() sales.Origin }); creates {
			object = sales.NewObject(id.Kind())
		}
		if object == nil {
			continue
		}
		if err := object.Fold(f); err != nil {
			s.t.Fatal(err)
		}
		listen(object, f)
	}
	return object
}

func pick[T any](s *story, choices ...T) T { return rapid.SampledFrom(choices).Draw(s.t, "pick") }

func (s *story) someStage() sales.StageID {
	return stageID(pick(s, "1", "2", "3", "4", "5"))
}

func (s *story) someMoney() sales.Money {
	currency := pick[sales.Currency](s, "USD", "USD", "EUR", "JPY")
	if rapid.IntRange(0, 60).Draw(s.t, "no rate") == 0 {
		currency = "IDR"
	}
	return sales.Money{Minor: rapid.Int64Range(0, 100_000).Draw(s.t, "minor"), Currency: currency}
}

func (s *story) someDay() sales.Day {
	return sales.DayOf(opening.Time()) + sales.Day(rapid.IntRange(0, 200).Draw(s.t, "day"))
}

func (s *story) command() sales.Command {
	t := s.t
	if len(s.deals) == 0 || rapid.IntRange(0, 4).Draw(t, "new") == 0 {
		id := sales.DealID(fmt.Sprintf("deal_%03d", rapid.IntRange(0, 999).Draw(t, "id")))
		s.deals = append(s.deals, id)
		return sales.CreateDeal{ID: id, Pipeline: pick[sales.PipelineID](s, "pipe_a", "pipe_a", "pipe_b"), Origin: sales.Origin{Source: "crm", SourceID: "O-" + string(id)},
			Facts: sales.DealFacts{Name: pick(s, "Alpha", "beta", "Gamma"), Owner: pick[sales.UserID](s, "", "user_1", "user_2"), Account: pick[sales.AccountID](s, "", "acct_1"),
				Value: pick(s, sales.Money{}, s.someMoney(), s.someMoney()), CloseDate: pick(s, 0, s.someDay()), Segment: pick(s, "", "smb", "big"), Category: pick(s, "", sales.Omitted)}}
	}
	deal := rapid.SampledFrom(s.deals).Draw(t, "deal")
	switch rapid.IntRange(0, 13).Draw(t, "kind") {
	case 0, 1, 2, 3:
		return sales.MoveDeal{Deal: deal, To: s.someStage(), Pipeline: pick[sales.PipelineID](s, "", "", "", "pipe_a", "pipe_b")}
	case 4, 5:
		return sales.WinDeal{Deal: deal, Value: pick(s, sales.Money{}, s.someMoney())}
	case 6, 7:
		return sales.LoseDeal{Deal: deal, Reason: pick(s, "price", "timing")}
	case 8:
		return sales.ReopenDeal{Deal: deal, To: pick(s, "", s.someStage()), Reason: "again"}
	case 9:
		return sales.TransferDeal{Deal: deal, To: pick[sales.UserID](s, "", "user_1", "user_2", "user_3")}
	case 10:
		return sales.Change[sales.UserFacts]{ID: pick[sales.ID](s, "user_1", "user_2"), Patch: json.RawMessage(pick(s, `{"team":"team_2"}`, `{"team":null}`))}
	case 11:
		if pick(s, false, false, true) {
			return sales.DeleteDeal{Deal: deal, Reason: "twice"}
		}
		return sales.SetRate{From: "EUR", To: "USD", Day: s.someDay(), Rate: pick[sales.Decimal](s, "1.1", "1.333", "0.9")}
	}
	return sales.ChangeDeal{Deal: deal, Patch: json.RawMessage(pick(s, `{"segment":"smb"}`, `{"value":{"amount":"12.35","currency":"USD"}}`,
		`{"category":"commit"}`, `{"competitors":["comp_1"]}`, `{"next_step":{"text":"call","day":"2026-01-20"}}`, `{"close_date":"2026-02-28"}`, `{"custom":{"own_number":"2.5"}}`,
		`{"line_items":[{"product":"prod_1","quantity":"3","unit_price":{"amount":"10.01","currency":"USD"},"billing":"month","term_months":24}]}`,
		`{"close_date":"2026-02-01","next_step":null}`))}
}

// reader shows the story on a board at a random moment. The moment as of is always said, so that both sides count ages
// up to the same one.
func (s *story) reader() *Reader {
	b := board.New("ws_1")
	if err := b.Apply(s.events); err != nil {
		s.t.Fatal(err)
	}
	asOf := opening + sales.Instant(rapid.IntRange(-24, int((s.recorded-opening)/hour)+48).Draw(s.t, "as of"))*hour
	knownAt := opening + sales.Instant(rapid.IntRange(0, int((s.recorded-opening)/hour)+48).Draw(s.t, "known at"))*hour
	if rapid.Bool().Draw(s.t, "newest") {
		asOf, knownAt = s.recorded+day, s.recorded
	}
	return NewReader(b.Snapshot().At(asOf, knownAt), asOf)
}

// life is a deal folded by hand with the stages it entered while it was open.
type life struct {
	*sales.Deal
	entered []sales.StageID
}

// lives are the deals of the reader's picture, folded by hand.
func (s *story) lives(r *Reader) (all []life) {
	for _, id := range slices.Compact(slices.Sorted(slices.Values(s.deals))) {
		var l life
		object := s.fold(sales.ID(id), r.Picture.AsOf(), r.Picture.KnownAt(), func(o sales.Object, f sales.Fact) {
			d := o.(*sales.Deal)
			if _, creates := f.Event.(sales.DealCreated); creates {
				l.entered = nil
			}
			if d.Outcome == sales.Open && !d.Deleted {
				l.entered = append(l.entered, d.Stage)
			}
		})
		if d, ok := object.(*sales.Deal); ok && !d.Deleted {
			l.Deal = d
			all = append(all, l)
		}
	}
	return all
}

// rate is what a minor unit of a currency is worth in cents on the reader's day, or nil.
func (s *story) rate(r *Reader, from sales.Currency) *big.Rat {
	today := sales.DayOf(r.Picture.AsOf().Time().In(jakarta(s.t)))
	said := func(a, b sales.Currency) *big.Rat {
		pair, ok := s.fold(sales.RateID(a, b), sales.Forever, r.Picture.KnownAt(), func(sales.Object, sales.Fact) {}).(*sales.Rate)
		var rate *big.Rat
		for i := 0; ok && i < len(pair.Facts.Days); i++ {
			if pair.Facts.Days[i].Day <= today {
				rate, _ = pair.Facts.Days[i].Rate.Rat()
			}
		}
		return rate
	}
	switch from {
	case "USD":
		return big.NewRat(1, 1)
	case "EUR":
		return said("EUR", "USD")
	case "JPY": // has no cents, and its rate is said the other way round
		return new(big.Rat).Mul(big.NewRat(100, 1), new(big.Rat).Inv(said("USD", "JPY")))
	}
	return nil
}

func jakarta(t interface{ Fatal(...any) }) *time.Location {
	in, err := time.LoadLocation("Asia/Jakarta")
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// sum adds up in dollars, rounding once half to even, what a weight gives of each deal's value. missing is a currency
// without a rate.
func (s *story) sum(r *Reader, deals []life, weight func(life) *big.Rat) (m sales.Money, missing sales.Currency) {
	total := new(big.Rat)
	for _, d := range deals {
		w := weight(d)
		if w == nil || d.Value.Minor == 0 {
			continue
		}
		rate := s.rate(r, d.Value.Currency)
		if rate == nil {
			missing = d.Value.Currency
			continue
		}
		part := new(big.Rat).SetInt64(d.Value.Minor)
		total.Add(total, part.Mul(part, new(big.Rat).Mul(w, rate)))
	}
	// FloatString rounds halves away from zero, so a half is put right by hand.
	text := total.FloatString(0)
	minor, _ := new(big.Int).SetString(text, 10)
	if twice := new(big.Rat).Mul(total, big.NewRat(2, 1)); twice.IsInt() && twice.Num().Bit(0) == 1 && minor.Bit(0) == 1 {
		minor.Sub(minor, big.NewInt(1))
	}
	return sales.Money{Minor: minor.Int64(), Currency: "USD"}, missing
}

func always(life) *big.Rat { return big.NewRat(1, 1) }

func when(o sales.Outcome) func(life) *big.Rat {
	return func(d life) *big.Rat {
		if d.Outcome != o {
			return nil
		}
		return big.NewRat(1, 1)
	}
}

// chance weighs open deals with their stage's odds, which package score is tested for.
func chance(r *Reader) func(life) *big.Rat {
	return func(d life) *big.Rat {
		rate, ok := r.Odds.At(d.Pipeline, d.Stage)
		if d.Outcome != sales.Open || !ok {
			return nil
		}
		return new(big.Rat).SetFloat64(rate.P)
	}
}

func filtered(deals []life, keep func(life) bool) (kept []life) {
	for _, d := range deals {
		if keep(d) {
			kept = append(kept, d)
		}
	}
	return kept
}

func count(deals []life, keep func(life) bool) int { return len(filtered(deals, keep)) }

func is(o sales.Outcome) func(life) bool { return func(d life) bool { return d.Outcome == o } }

// same compares two figures by what a person would read.
func same(t interface{ Fatalf(string, ...any) }, what string, got, want any) {
	if a, b := fmt.Sprint(got), fmt.Sprint(want); a != b {
		t.Fatalf("%s: got %s, want %s", what, a, b)
	}
}

// check runs a property. It exists so that every test says the same about how much it tries.
func check(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	rapid.Check(t, property)
}
