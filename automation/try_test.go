package automation_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"arus/automation"
	"arus/gate"
	"arus/ledger"
	"arus/ledger/ledgertest"
	"arus/process"
	"arus/routing"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"

	"pgregory.net/rapid"
)

// What a rule is said to have done is what it does when the same history happens to a ledger on which it is on.
func TestTryingARuleIsReplayingHistoryWithIt(t *testing.T) {
	histories, traces := 0, 0
	lived, again := storetest.Open(t, t.TempDir()), storetest.Open(t, t.TempDir())
	rapid.Check(t, func(r *rapid.T) {
		h := &house{World: ledgertest.NewWith(t, lived, ledger.Config{Gate: gate.New().Guard}), t: t}
		h.open()
		began := h.position()
		from := sales.InstantOf(h.World.Clock.Now())
		h.live(r)
		to := sales.InstantOf(h.World.Clock.Now())
		rule := h.drawn(r)
		said, err := automation.Try(t.Context(), h.World.Ledger, gate.New(), h.Who.Workspace, automation.Attempt{Rule: rule, From: from, To: to})
		if err != nil {
			t.Fatal(err)
		}
		done := replay{t, again, began, to}.with(rule, h.Events())
		if want, got := told(done), told(said); want != got {
			r.Fatalf("the rule %+v\nis said to have done\n%s\nand did\n%s", rule, got, want)
		}
		histories, traces = histories+1, traces+len(said)
	})
	t.Logf("%d histories, %d traces", histories, traces)
}

// open makes a route for deals, and lets somebody on it be away for some days.
func (h *house) open() {
	h.route = ledgertest.Mint(process.RouteKind)
	h.Do(sales.Create[process.RouteFacts]{ID: h.route, Facts: process.RouteFacts{Name: "Large", Of: "deals", When: "deal.value > 500", Fallback: h.Users[1],
		Members: []routing.Member{{User: h.Users[0], Weight: 2, Most: 3}, {User: h.Users[1]}}}},
		sales.Create[process.AbsenceFacts]{ID: ledgertest.Mint(process.AbsenceKind), Facts: process.AbsenceFacts{User: h.Users[1], From: 20457, To: 20459}})
}

// live lets some deals have a random life.
func (h *house) live(r *rapid.T) {
	var deals []sales.DealID
	for range rapid.IntRange(5, 25).Draw(r, "steps") {
		h.World.Clock.Pass(time.Duration(rapid.IntRange(1, 30).Draw(r, "hours")) * time.Hour)
		if len(deals) == 0 || rapid.IntRange(0, 4).Draw(r, "new") == 0 {
			create := h.NewDeal("Deal " + fmt.Sprint(len(deals)))
			if rapid.Bool().Draw(r, "nobody's") {
				create.Facts.Owner = ""
			}
			h.Do(create)
			deals = append(deals, create.ID)
			continue
		}
		d := rapid.SampledFrom(deals).Draw(r, "deal")
		command := rapid.SampledFrom([]sales.Command{
			sales.MoveDeal{Deal: d, To: rapid.SampledFrom(h.Stages).Draw(r, "stage")},
			sales.ChangeDeal{Deal: d, Patch: patch("region", rapid.SampledFrom([]string{"Bali", "Java", ""}).Draw(r, "region"))},
			sales.ChangeDeal{Deal: d, Patch: json.RawMessage(`{"owner":"` + string(rapid.SampledFrom(h.Users).Draw(r, "user")) + `","channel":"web"}`)},
			sales.ChangeDeal{Deal: d, Patch: json.RawMessage(fmt.Sprintf(`{"value":{"amount":"%d.00","currency":"USD"}}`, rapid.IntRange(0, 3000).Draw(r, "value")))},
			sales.MoveCloseDate{Deal: d, To: sales.Day(rapid.IntRange(20454, 20500).Draw(r, "close"))},
			sales.LogActivity{Deal: d, Activity: sales.ActivityLogged{ID: sales.ActivityID(ledgertest.Mint(sales.ActivityKind)), Kind: "call", Buyer: true}},
			sales.WinDeal{Deal: d}, sales.LoseDeal{Deal: d, Reason: "price"}, sales.ReopenDeal{Deal: d, Reason: "back"},
		}).Draw(r, "command")
		_, _ = h.Record(h.t.Context(), h.Who, ledger.Order{Command: command}) // what is refused did not happen
	}
	h.World.Clock.Pass(26 * time.Hour)
}

func patch(field, value string) json.RawMessage {
	return json.RawMessage(`{"` + field + `":"` + value + `"}`)
}

// drawn is a random rule.
func (h *house) drawn(r *rapid.T) process.RuleFacts {
	action := rapid.SampledFrom([]process.Action{set("region", "Bali"), set("region", "Java"), set("channel", "fair"), set("close_date", "2026-02-01"), set("value_kind", "nonsense"),
		{Do: process.Assign, To: h.Users[0]}, {Do: process.Assign, To: h.Users[1]}, {Do: process.Assign, Route: h.route}, {Do: process.Assign, Route: h.route}, {Do: process.Notify, Text: "Look at this"}})
	return process.RuleFacts{Name: "Tried", On: true,
		When: rapid.SampledFrom([]process.When{{Event: "deal.created"}, {Event: "deal.moved"}, {Event: "deal.changed"}, {Event: "deal.transferred"}, {Event: "deal.won"},
			{Event: "deal.close_date_moved"}, {Event: "deal.activity_logged"}, {Daily: "08:00"}, {Daily: "23:30"}}).Draw(r, "when"),
		If: rapid.SampledFrom([]string{"", "deal.value > 1500", "deal.region == 'Bali'", "deal.region != 'Bali' && deal.outcome == 'open'", "deal.pushes > 0",
			"deal.owner_name == 'Ani'", "days_until(deal.close_date) < 20"}).Draw(r, "if"),
		Then: rapid.SliceOfN(action, 1, 3).Draw(r, "then")}
}

// replay is where a history happens again: a rule is made behind an event, and the last moment is not reached.
type replay struct {
	t     *testing.T
	db    *store.DB
	began int64
	to    sales.Instant
}

// with gives the orders of a history to a new ledger, each at its moment, with an engine that catches up after each.
func (r replay) with(rule process.RuleFacts, history []ledger.Event) []automation.Trace {
	t, db, began, to := r.t, r.db, r.began, r.to
	t.Helper()
	var now sales.Instant
	keeper := gate.New()
	l := ledger.Open(db, ledger.Config{Gate: keeper.Guard, Clock: func() time.Time { return now.Time() }})
	defer l.Close()
	e := automation.New(automation.Config{Ledger: l, Store: db, Gate: keeper, Clock: func() time.Time { return now.Time() }, Mint: ledgertest.Mint,
		Desk: func(ws sales.WorkspaceID, at sales.Instant) (process.Desk, error) { return deskOf(t, l, ws, at), nil }})
	settings := history[0].Fact.Event.(sales.Created[sales.WorkspaceFacts]).Facts
	who := ledger.Who{Workspace: sales.WorkspaceID(history[0].Object), Actor: "system"}
	must(t, l.CreateWorkspace(t.Context(), who, settings))
	id := ledgertest.Mint(process.RuleKind)
	day := func(upTo sales.Instant) { // every half hour, as far as a rule can tell
		if rule.When.Daily == "" {
			return
		}
		const half = sales.Instant(30 * time.Minute / time.Microsecond)
		for at := (now/half + 1) * half; at <= upTo; at += half {
			now = at
			must(t, e.Tick(t.Context(), who.Workspace))
			must(t, e.CatchUp(t.Context(), who.Workspace))
		}
	}
	for _, v := range history[1:] {
		if v.Position == began+1 {
			_, err := l.Record(t.Context(), who, ledger.Order{Command: sales.Create[process.RuleFacts]{ID: id, Facts: rule}})
			must(t, err)
			must(t, e.CatchUp(t.Context(), who.Workspace))
		}
		if v.Position > began {
			day(v.Recorded)
		}
		now = v.Recorded
		_, err := l.Record(t.Context(), who, ledger.Order{Command: ordered(t, v)})
		must(t, err)
		if v.Position > began {
			must(t, e.CatchUp(t.Context(), who.Workspace))
		}
	}
	day(to - 1)
	traces, err := e.Runs(t.Context(), who.Workspace, id, automation.Since{}, 10_000)
	must(t, err)
	return traces
}

// deskOf counts up, in the ledger itself, how things stand with people.
func deskOf(t *testing.T, l *ledger.Ledger, ws sales.WorkspaceID, at sales.Instant) process.Desk {
	t.Helper()
	desk := process.Desk{Away: map[sales.UserID]bool{}, Load: map[sales.UserID]int{}}
	deals, err := l.List(t.Context(), ws, sales.DealKind, "", 1000)
	must(t, err)
	for _, c := range deals {
		if d := c.Object.(*sales.Deal); d.Outcome == sales.Open {
			desk.Load[d.Owner]++
		}
	}
	absences, err := l.List(t.Context(), ws, process.AbsenceKind, "", 10)
	must(t, err)
	for _, c := range absences {
		if a := c.Object.(*process.Absence); a.Facts.On(sales.DayOf(at.Time())) {
			desk.Away[a.Facts.User] = true
		}
	}
	return desk
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ordered is the order that somebody gave for an event.
func ordered(t *testing.T, v ledger.Event) sales.Command {
	deal := sales.DealID(v.Object)
	switch e := v.Fact.Event.(type) {
	case sales.Created[sales.PipelineFacts]:
		return sales.Create[sales.PipelineFacts]{ID: v.Object, Facts: e.Facts}
	case sales.Created[sales.UserFacts]:
		return sales.Create[sales.UserFacts]{ID: v.Object, Facts: e.Facts}
	case sales.Created[process.RouteFacts]:
		return sales.Create[process.RouteFacts]{ID: v.Object, Facts: e.Facts}
	case sales.Created[process.AbsenceFacts]:
		return sales.Create[process.AbsenceFacts]{ID: v.Object, Facts: e.Facts}
	case sales.Created[sales.AccountFacts]:
		return sales.Create[sales.AccountFacts]{ID: v.Object, Facts: e.Facts}
	case sales.DealCreated:
		return sales.CreateDeal{ID: deal, Pipeline: e.Pipeline, Stage: e.Stage, Facts: e.DealFacts}
	case sales.DealMoved:
		return sales.MoveDeal{Deal: deal, To: e.To}
	case sales.DealChanged:
		return sales.ChangeDeal{Deal: deal, Patch: e.Patch}
	case sales.DealTransferred:
		return sales.TransferDeal{Deal: deal, To: e.To}
	case sales.CloseDateMoved:
		return sales.MoveCloseDate{Deal: deal, To: e.To}
	case sales.ActivityLogged:
		return sales.LogActivity{Deal: deal, Activity: e}
	case sales.DealWon:
		return sales.WinDeal{Deal: deal}
	case sales.DealLost:
		return sales.LoseDeal{Deal: deal, Reason: e.Reason}
	case sales.DealReopened:
		return sales.ReopenDeal{Deal: deal, To: e.To, Reason: e.Reason}
	}
	t.Fatalf("who orders %s?", v.Fact.Event.Name())
	return nil
}

// told says what traces tell, whatever the rule's id and the ledger's positions.
func told(traces []automation.Trace) string {
	var lines []string
	for _, run := range traces {
		line := fmt.Sprintf("%s %s %q %s", run.At.Time().Truncate(time.Millisecond).Format("01-02 15:04:05.000"), run.Deal, run.Event, run.Outcome)
		for _, name := range slices.Sorted(maps.Keys(run.Values)) {
			text, _ := json.Marshal(run.Values[name])
			line += fmt.Sprintf(" %s=%s", name, text)
		}
		for _, d := range run.Did {
			line += fmt.Sprintf(" %s(%s %s %s %v)", d.Do, d.About, d.Field, d.Text, d.Already)
		}
		if run.Why != nil {
			line += " because " + run.Why.Code
		}
		lines = append(lines, line+fmt.Sprint(" ", run.Deals))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
