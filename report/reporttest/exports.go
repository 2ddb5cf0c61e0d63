package reporttest

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"arus/board"
	"arus/sales"
)

// export finds a folder of real data, and skips the test where it is not there: it is not ours to copy.
func export(t testing.TB, name string) string {
	t.Helper()
	above := "."
	for range 5 {
		above = filepath.Join(above, "..")
		dir := filepath.Join(cmp.Or(os.Getenv("ARUS_SHARED_DATA"), filepath.Join(above, "shared", "data")), name)
		if _, err := os.Stat(dir); err == nil {
			return dir
		}
	}
	t.Skipf("set ARUS_SHARED_DATA to the folder that holds %s", name)
	return ""
}

func rowsOf(t testing.TB, path string) (rows []map[string]string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// Loans are the two files of a real pipeline: the loan applications of a Dutch bank (BPI Challenge 2012), made into deals
// with the whole history of their stages.
type Loans struct {
	Deals, Moves []map[string]string
	Plan         int // days after its creation on which each deal is planned to close; without a plan when 0
}

// LoanStages in their order.
func LoanStages() []string {
	return []string{"1 Submitted", "2 Pre-accepted", "3 Accepted (qualified)", "4 Offer sent", "5 Offer returned (negotiation)"}
}

// LoanStage is the id of a stage; empty for the ends of a deal.
func LoanStage(name string) sales.StageID {
	if at := slices.Index(LoanStages(), name); at >= 0 {
		return StageID(fmt.Sprint(at + 1))
	}
	return ""
}

// ReadLoans reads them.
func ReadLoans(t testing.TB) Loans {
	t.Helper()
	dir := export(t, "bpi2012")
	return Loans{Deals: rowsOf(t, filepath.Join(dir, "opportunities.csv")), Moves: rowsOf(t, filepath.Join(dir, "stage_history.csv"))}
}

// Reached counts, from the files alone, the deals that entered each stage or a later one, and those of them that were won.
func (l Loans) Reached() (closed, won, all [5]int) {
	furthest, outcome := map[string]int{}, map[string]string{}
	for _, m := range l.Moves {
		if at := slices.Index(LoanStages(), m["to_stage"]); at >= 0 {
			furthest[m["opportunity_id"]] = max(furthest[m["opportunity_id"]], at)
		} else {
			outcome[m["opportunity_id"]] = m["to_stage"]
		}
	}
	for id, f := range furthest {
		for i := range f + 1 {
			all[i]++
			if outcome[id] != "" {
				closed[i]++
			}
			if outcome[id] == "Won" {
				won[i]++
			}
		}
	}
	return closed, won, all
}

// Moment reads an instant of a file.
func Moment(t testing.TB, text string) sales.Instant {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	return sales.InstantOf(at)
}

// Euros reads an amount of a file.
func Euros(t testing.TB, text string) sales.Money {
	t.Helper()
	m, err := sales.ParseMoney(text, "EUR")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Board folds the files: a deal begins with its first stage, and its transitions to Won and Lost close it.
func (l Loans) Board(t testing.TB) *board.Board {
	t.Helper()
	settings := sales.NewWorkspace("Bank")
	settings.Currency = "EUR"
	pipeline := sales.PipelineFacts{Name: "Loans", ValueKind: sales.TCV}
	for _, name := range LoanStages() {
		pipeline.Stages = append(pipeline.Stages, sales.Stage{ID: LoanStage(name), Name: name})
	}
	amounts := map[string]sales.Money{}
	for _, d := range l.Deals {
		amounts[d["opportunity_id"]] = Euros(t, d["amount"])
	}
	facts := opening(settings, pipeline)
	for _, m := range l.Moves {
		id, at, to := m["opportunity_id"], Moment(t, m["changed_at"]), m["to_stage"]
		var e sales.Event
		switch {
		case m["from_stage"] == "":
			e = sales.DealCreated{Pipeline: "pipe_a", Stage: LoanStage(to), DealFacts: sales.DealFacts{Name: id, Value: amounts[id], ValueKind: sales.TCV, CloseDate: l.planned(at)}}
		case to == "Won":
			e = sales.DealWon{}
		case LoanStage(to) == "":
			e = sales.DealLost{Reason: to}
		default:
			e = sales.DealMoved{To: LoanStage(to)}
		}
		facts = append(facts, sales.Fact{Object: sales.ID("deal_" + id), At: at, Event: e})
	}
	return imported(t, facts, Moment(t, "2012-04-01T00:00:00Z"))
}

func (l Loans) planned(created sales.Instant) sales.Day {
	if l.Plan == 0 {
		return 0
	}
	return sales.DayOf(created.Time()) + sales.Day(l.Plan)
}

// Sellers are the deals of a seller of computer hardware (Maven Analytics' CRM): no history of stages, nothing that was
// lost has a value, and hundreds have no account or no day on which they began.
type Sellers []map[string]string

// ReadSellers reads them. What a deal is worth, which is what it closed at, or the list price of its product while it is
// open, is added as "worth".
func ReadSellers(t testing.TB) Sellers {
	t.Helper()
	dir := export(t, "maven_crm")
	code := func(product string) string { return strings.ReplaceAll(product, " ", "") } // one is written in two ways
	price := map[string]string{}
	for _, p := range rowsOf(t, filepath.Join(dir, "products.csv")) {
		price[code(p["product"])] = p["sales_price"]
	}
	rows := rowsOf(t, filepath.Join(dir, "sales_pipeline.csv"))
	for _, row := range rows {
		row["worth"] = row["close_value"]
		if row["deal_stage"] != "Won" && row["deal_stage"] != "Lost" {
			row["worth"] = price[code(row["product"])]
		}
	}
	return rows
}

// Began is the day on which a deal began; the first of the file's for those that name none.
func Began(row map[string]string) string { return cmp.Or(row["engage_date"], "2016-10-20") }

// Board makes deals of them: begun and closed at noon, with the agent as owner and the product as source.
func (s Sellers) Board(t testing.TB) *board.Board {
	t.Helper()
	settings := sales.NewWorkspace("Hardware")
	settings.Currency = "EUR"
	pipeline := sales.PipelineFacts{Name: "Sales", ValueKind: sales.TCV, Stages: []sales.Stage{{ID: StageID("1"), Name: "Prospecting"}, {ID: StageID("2"), Name: "Engaging"}}}
	facts := opening(settings, pipeline)
	for _, row := range s {
		id, value := sales.ID("deal_"+row["opportunity_id"]), sales.Money{}
		if row["worth"] != "" {
			value = Euros(t, row["worth"])
		}
		stage := StageID("2")
		if row["deal_stage"] == "Prospecting" {
			stage = StageID("1")
		}
		facts = append(facts, sales.Fact{Object: id, At: noon(t, Began(row)), Event: sales.DealCreated{Pipeline: "pipe_a", Stage: stage, DealFacts: sales.DealFacts{Name: row["opportunity_id"],
			Value: value, ValueKind: sales.TCV, Owner: sales.UserID(row["sales_agent"]), Account: sales.AccountID(row["account"]), Source: row["product"]}}})
		switch row["deal_stage"] {
		case "Won":
			facts = append(facts, sales.Fact{Object: id, At: noon(t, row["close_date"]), Event: sales.DealWon{}})
		case "Lost":
			facts = append(facts, sales.Fact{Object: id, At: noon(t, row["close_date"]), Event: sales.DealLost{Reason: "Lost"}})
		}
	}
	return imported(t, facts, Moment(t, "2018-01-01T00:00:00Z"))
}

func noon(t testing.TB, day string) sales.Instant { return Moment(t, day+"T12:00:00Z") }

func opening(settings sales.WorkspaceFacts, pipeline sales.PipelineFacts) []sales.Fact {
	return []sales.Fact{{Object: "ws_1", At: 1, Event: sales.Created[sales.WorkspaceFacts]{Facts: settings}},
		{Object: "pipe_a", At: 1, Event: sales.Created[sales.PipelineFacts]{Facts: pipeline.Completed(settings)}}}
}

// imported are facts that were all written down at one moment.
func imported(t testing.TB, facts []sales.Fact, at sales.Instant) *board.Board {
	t.Helper()
	events := Numbered(facts)
	for i := range events {
		events[i].Recorded = at
	}
	b := board.New("ws_1")
	if err := b.Apply(events); err != nil {
		t.Fatal(err)
	}
	return b
}
