package reporttest

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

// Story plays random commands and keeps their events. Everything is folded from them anew whenever it is asked for: slow,
// and plainly right.
type Story struct {
	T        *rapid.T
	Events   []ledger.Event
	Recorded sales.Instant
	Versions map[sales.ID]int64
	Deals    []sales.DealID
}

// Lengths of time.
const (
	Hour = sales.Instant(time.Hour / time.Microsecond)
	Day  = 24 * Hour
)

// Opening is when the first deal may come.
var Opening = sales.InstantOf(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))

// StageID of a stage with a letter.
func StageID(letter string) sales.StageID {
	return sales.StageID("stage_0000000000000000000000000" + letter)
}

// Settings are in a zone far from UTC and with a fiscal year of its own, so that a day or quarter taken from the
// wrong calendar shows.
func Settings() sales.WorkspaceFacts {
	w := sales.NewWorkspace("W")
	w.Calendar.TimeZone, w.Calendar.FiscalYearStart = "Asia/Jakarta", 4
	for _, f := range []sales.FieldType{sales.TextField, sales.NumberField, sales.MoneyField, sales.DayField, sales.BoolField, sales.ChoiceField, sales.ChoicesField, sales.URLField} {
		w.Fields = append(w.Fields, sales.Field{Key: "own_" + string(f), On: sales.DealKind, Type: f, Options: []string{"a", "b"}})
	}
	return w
}

// Pipelines of the company.
func Pipelines() map[sales.ID]sales.PipelineFacts {
	return map[sales.ID]sales.PipelineFacts{
		"pipe_a": {Name: "A", ValueKind: sales.TCV, Stages: []sales.Stage{{ID: StageID("1"), Name: "One", Canonical: "qualify"},
			{ID: StageID("2"), Name: "Two", Canonical: "validate", Category: sales.BestCase, LimitDays: 9}, {ID: StageID("3"), Name: "Three", Canonical: "commit", Category: sales.Commit}}},
		"pipe_b": {Name: "B", ValueKind: sales.ACV, Stages: []sales.Stage{{ID: StageID("4"), Name: "Four", Canonical: "qualify"}, {ID: StageID("5"), Name: "Five", Canonical: "negotiate"}}},
	}
}

// Company is a story before its first deal.
func Company(t *rapid.T) *Story {
	s := &Story{T: t, Recorded: Opening - 60*Day, Versions: map[sales.ID]int64{}}
	s.Do(s.Recorded, sales.Create[sales.WorkspaceFacts]{ID: "ws_1", Facts: Settings()})
	pipelines := Pipelines()
	for _, id := range []sales.ID{"pipe_a", "pipe_b"} {
		s.Do(s.Recorded, sales.Create[sales.PipelineFacts]{ID: id, Facts: pipelines[id]})
	}
	for _, id := range []sales.ID{"team_1", "team_2"} {
		s.Do(s.Recorded, sales.Create[sales.TeamFacts]{ID: id, Facts: sales.TeamFacts{Name: "Team " + string(id)}})
	}
	for _, id := range []sales.ID{"user_1", "user_2", "user_3"} {
		s.Do(s.Recorded, sales.Create[sales.UserFacts]{ID: id, Facts: sales.UserFacts{Name: "User " + string(id), Team: "team_1"}})
	}
	s.Do(s.Recorded, sales.Create[sales.AccountFacts]{ID: "acct_1", Facts: sales.AccountFacts{Name: "Toko"}})
	s.Do(s.Recorded, sales.Create[sales.ProductFacts]{ID: "prod_1", Facts: sales.ProductFacts{Name: "Seat"}})
	s.Do(s.Recorded, sales.Create[sales.CompetitorFacts]{ID: "comp_1", Facts: sales.CompetitorFacts{Name: "Rival"}})
	s.Do(s.Recorded, sales.SetRate{From: "EUR", To: "USD", Day: sales.DayOf(Opening.Time()) - 90, Rate: "1.25"})
	s.Do(s.Recorded, sales.SetRate{From: "USD", To: "JPY", Day: sales.DayOf(Opening.Time()) - 90, Rate: "149.3"})
	s.Recorded = Opening
	return s
}

// Tell plays so many commands, some of them back-dated.
func Tell(t *rapid.T, most int) *Story {
	s := Company(t)
	for range rapid.IntRange(1, most).Draw(t, "commands") {
		s.Recorded += sales.Instant(rapid.IntRange(1, 100).Draw(t, "pause")) * Hour
		at := s.Recorded
		if rapid.IntRange(0, 4).Draw(t, "late") == 0 {
			at -= sales.Instant(rapid.IntRange(1, 40*24).Draw(t, "how late")) * Hour
		}
		s.Do(at, s.Command())
	}
	return s
}

// Do lets a command decide on the world at its moment. One that is refused leaves no trace.
func (s *Story) Do(at sales.Instant, c sales.Command) {
	facts, err := c.Decide(world{s, at}, at)
	if err != nil {
		return
	}
	for _, f := range facts {
		s.Versions[f.Object]++
		s.Events = append(s.Events, ledger.Event{Position: int64(len(s.Events) + 1), Fact: f, Version: s.Versions[f.Object], Recorded: s.Recorded})
	}
}

// world is the story at a moment.
type world struct {
	s  *Story
	at sales.Instant
}

func (w world) Workspace() sales.ID { return "ws_1" }
func (w world) Object(id sales.ID) sales.Object {
	return w.s.Fold(id, w.at, sales.Forever, func(sales.Object, sales.Fact) {})
}

// Naming lists all objects of some kinds, of which it may be said that they name anything.
func (w world) Naming(_ sales.ID, kinds ...sales.Kind) (all []sales.ID) {
	for id := range w.s.Versions {
		if slices.Contains(kinds, id.Kind()) {
			all = append(all, id)
		}
	}
	slices.Sort(all)
	return all
}

// Fold plays the events of one object, telling each to a listener.
func (s *Story) Fold(id sales.ID, asOf, knownAt sales.Instant, listen func(sales.Object, sales.Fact)) sales.Object {
	var facts []sales.Fact
	for _, e := range s.Events {
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
			s.T.Fatal(err)
		}
		listen(object, f)
	}
	return object
}

// Pick is one of the choices.
func Pick[T any](s *Story, choices ...T) T { return rapid.SampledFrom(choices).Draw(s.T, "pick") }

// SomeStage is a stage of either pipeline; and so on for the others.
func (s *Story) SomeStage() sales.StageID {
	return StageID(Pick(s, "1", "2", "3", "4", "5"))
}

// SomeMoney is in one of three currencies, seldom in one that has no rate.
func (s *Story) SomeMoney() sales.Money {
	currency := Pick[sales.Currency](s, "USD", "USD", "EUR", "JPY")
	if rapid.IntRange(0, 60).Draw(s.T, "no rate") == 0 {
		currency = "IDR"
	}
	return sales.Money{Minor: rapid.Int64Range(0, 100_000).Draw(s.T, "minor"), Currency: currency}
}

// SomeDay is in the months after the opening.
func (s *Story) SomeDay() sales.Day {
	return sales.DayOf(Opening.Time()) + sales.Day(rapid.IntRange(0, 200).Draw(s.T, "day"))
}

// Command is something that somebody might do now.
func (s *Story) Command() sales.Command {
	t := s.T
	id := sales.DealID(fmt.Sprintf("deal_%03d", rapid.IntRange(0, 999).Draw(t, "id"))) // the ledger learns of deals in another order than that of their ids
	if len(s.Deals) == 0 || rapid.IntRange(0, 4).Draw(t, "new") == 0 && !slices.Contains(s.Deals, id) {
		s.Deals = append(s.Deals, id)
		return sales.CreateDeal{ID: id, Pipeline: Pick[sales.PipelineID](s, "pipe_a", "pipe_a", "pipe_b"), Origin: sales.Origin{Source: "crm", SourceID: "O-" + string(id)},
			Facts: sales.DealFacts{Name: Pick(s, "Alpha", "beta", "Gamma"), Owner: Pick[sales.UserID](s, "", "user_1", "user_2"), Account: Pick[sales.AccountID](s, "", "acct_1"),
				Value: Pick(s, sales.Money{}, s.SomeMoney(), s.SomeMoney()), CloseDate: Pick(s, 0, s.SomeDay()), Segment: Pick(s, "", "smb", "big"), Category: Pick(s, "", sales.Omitted)}}
	}
	deal := rapid.SampledFrom(s.Deals).Draw(t, "deal")
	switch rapid.IntRange(0, 17).Draw(t, "kind") {
	case 15:
		return sales.MoveCategory{Deal: deal, To: Pick[sales.Category](s, "", sales.Commit, sales.Omitted, sales.BestCase), Reason: "the buyer said so"}
	case 16:
		return sales.OverrideProbability{Deal: deal, P: Pick(s, .05, .5, .95), Reason: "the budget is signed", Instead: sales.Worked{P: .3, Source: "stage"}}
	case 17:
		return sales.RestoreProbability{Deal: deal}
	case 0, 1, 2, 3:
		return sales.MoveDeal{Deal: deal, To: s.SomeStage(), Pipeline: Pick[sales.PipelineID](s, "", "", "", "pipe_a", "pipe_b")}
	case 4, 5:
		return sales.WinDeal{Deal: deal, Value: Pick(s, sales.Money{}, s.SomeMoney())}
	case 6, 7:
		return sales.LoseDeal{Deal: deal, Reason: Pick(s, "price", "timing")}
	case 8:
		return sales.ReopenDeal{Deal: deal, To: Pick(s, "", s.SomeStage()), Reason: "again"}
	case 9:
		return sales.TransferDeal{Deal: deal, To: Pick[sales.UserID](s, "", "user_1", "user_2", "user_3")}
	case 10:
		return sales.Change[sales.UserFacts]{ID: Pick[sales.ID](s, "user_1", "user_2"), Patch: json.RawMessage(Pick(s, `{"team":"team_2"}`, `{"team":null}`))}
	case 12:
		return sales.LogActivity{Deal: deal, Activity: sales.ActivityLogged{ID: "act_1", Kind: Pick(s, "call", "meeting"), Buyer: rapid.Bool().Draw(t, "buyer")}}
	case 11:
		if Pick(s, false, false, true) {
			return sales.DeleteDeal{Deal: deal, Reason: "twice"}
		}
		if Pick(s, false, false, false, true) {
			return sales.RemoveRate{From: "EUR", To: "USD", Day: sales.DayOf(Opening.Time()) - 90}
		}
		return sales.SetRate{From: "EUR", To: "USD", Day: s.SomeDay(), Rate: Pick[sales.Decimal](s, "1.1", "1.333", "0.9")}
	}
	return sales.ChangeDeal{Deal: deal, Patch: json.RawMessage(Pick(s, `{"segment":"smb"}`, `{"value":{"amount":"12.35","currency":"USD"}}`,
		`{"competitors":["comp_1"]}`, `{"next_step":{"text":"call","day":"2026-01-20"}}`, `{"close_date":"2026-02-28"}`, `{"custom":{"own_number":"2.5"}}`,
		`{"line_items":[{"product":"prod_1","quantity":"3","unit_price":{"amount":"10.01","currency":"USD"},"billing":"month","term_months":24}]}`,
		`{"close_date":"2026-02-01","next_step":null}`))}
}

// Board shows the story.
func (s *Story) Board() *board.Board {
	b := board.New("ws_1")
	if err := b.Apply(s.Events); err != nil {
		s.T.Fatal(err)
	}
	return b
}

// Moments are a random as of and known at. The moment as of is always said, so that both sides count ages up to the same
// one.
func (s *Story) Moments() (asOf, knownAt sales.Instant) {
	asOf = Opening + sales.Instant(rapid.IntRange(-24, int((s.Recorded-Opening)/Hour)+48).Draw(s.T, "as of"))*Hour
	knownAt = Opening + sales.Instant(rapid.IntRange(0, int((s.Recorded-Opening)/Hour)+48).Draw(s.T, "known at"))*Hour
	if rapid.Bool().Draw(s.T, "newest") {
		asOf, knownAt = s.Recorded+Day, s.Recorded
	}
	return asOf, knownAt
}

// Told is one fact of a deal, with the deal after it.
type Told struct {
	sales.Fact
	After sales.Deal
}

// Life is a deal folded by hand, with the stages it entered while it was open and all that was told of it, from its
// creation on.
type Life struct {
	*sales.Deal
	Entered []sales.StageID
	Told    []Told
}

// Lives are the deals of a picture, folded by hand, without those that are deleted.
func (s *Story) Lives(asOf, knownAt sales.Instant) (all []Life) {
	for _, l := range s.Everything(asOf, knownAt) {
		if !l.Deleted {
			all = append(all, l)
		}
	}
	return all
}

// Everything is Lives with the deals that are deleted.
func (s *Story) Everything(asOf, knownAt sales.Instant) (all []Life) {
	for _, id := range slices.Compact(slices.Sorted(slices.Values(s.Deals))) {
		var l Life
		object := s.Fold(sales.ID(id), asOf, knownAt, func(o sales.Object, f sales.Fact) {
			d := o.(*sales.Deal)
			if _, creates := f.Event.(sales.DealCreated); creates {
				l.Entered, l.Told = nil, nil
			}
			if d.Outcome == sales.Open && !d.Deleted {
				l.Entered = append(l.Entered, d.Stage)
			}
			l.Told = append(l.Told, Told{f, *d})
		})
		if d, ok := object.(*sales.Deal); ok {
			l.Deal = d
			all = append(all, l)
		}
	}
	return all
}

// Rate is what a minor unit of a currency was worth in cents at a moment, as far as it was known, or nil.
func (s *Story) Rate(from sales.Currency, asOf, knownAt sales.Instant) *big.Rat {
	today := sales.DayOf(asOf.Time().In(Jakarta()))
	dated := func(a, b sales.Currency) *big.Rat {
		pair, ok := s.Fold(sales.RateID(a, b), sales.Forever, knownAt, func(sales.Object, sales.Fact) {}).(*sales.Rate)
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
		return dated("EUR", "USD")
	case "JPY": // has no cents, and its rate is dated the other way round
		return new(big.Rat).Mul(big.NewRat(100, 1), new(big.Rat).Inv(dated("USD", "JPY")))
	}
	return nil
}

// Jakarta is where the company is.
func Jakarta() *time.Location { return Settings().Calendar.Location() }

// Rounded is an amount of cents, half to even.
func Rounded(cents *big.Rat) sales.Money {
	// FloatString rounds halves away from zero, so a half is put right by hand.
	minor, _ := new(big.Int).SetString(cents.FloatString(0), 10)
	if twice := new(big.Rat).Mul(cents, big.NewRat(2, 1)); twice.IsInt() && twice.Num().Bit(0) == 1 && minor.Bit(0) == 1 {
		minor.Sub(minor, big.NewInt(int64(cents.Sign())))
	}
	return sales.Money{Minor: minor.Int64(), Currency: "USD"}
}

// Numbered makes events of facts, all recorded at the opening.
func Numbered(facts []sales.Fact) []ledger.Event {
	events := make([]ledger.Event, len(facts))
	versions := map[sales.ID]int64{}
	for i, f := range facts {
		versions[f.Object]++
		events[i] = ledger.Event{Position: int64(i + 1), Fact: f, Version: versions[f.Object], Recorded: Opening}
	}
	return events
}

// Board is one on which only these facts have happened.
func Board(t testing.TB, facts ...sales.Fact) *board.Board {
	t.Helper()
	b := board.New("ws_1")
	if err := b.Apply(Numbered(facts)); err != nil {
		t.Fatal(err)
	}
	return b
}
