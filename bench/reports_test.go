package bench

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"arus/board"
	"arus/ledger"
	"arus/report"
	"arus/sales"
	"arus/store/storetest"
)

// reported is a made-up company with the same rows in databases.
type reported struct {
	b     *testing.B
	board *board.Board
	r     *report.Reader
	peers map[string]peer
	weeks []report.Moment // the last 104
	bytes float64         // of memory for each version
}

var reportedAt = sales.InstantOf(time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC))

// reportedDeals is how many deals there are; ARUS_BENCH_DEALS says another number.
func reportedDeals() int {
	if n, err := strconv.Atoi(os.Getenv("ARUS_BENCH_DEALS")); err == nil {
		return n
	}
	return 1_000_000
}

func reportedStage(n int) sales.StageID { return sales.StageID(fmt.Sprintf("stage_%026d", n)) }

// eventsOf is the life of one deal in eight versions; the same deal always has the same.
func eventsOf(i int) (events []ledger.Event) {
	r := rand.New(rand.NewPCG(uint64(i), 8))
	at := reportedAt - sales.Instant(200+r.IntN(800))*24*sales.Instant(time.Hour/time.Microsecond)
	add := func(e sales.Event) {
		events = append(events, ledger.Event{Version: int64(len(events) + 1), Recorded: reportedAt,
			Fact: sales.Fact{Object: sales.ID(fmt.Sprintf("deal_%026d", i)), At: at, Event: e}})
		at += sales.Instant(1+r.IntN(30*24*3600)) * 1_000_000
	}
	add(sales.DealCreated{Pipeline: "pipe_a", Stage: reportedStage(0), DealFacts: sales.DealFacts{Name: fmt.Sprint("Deal ", i), Owner: sales.UserID(fmt.Sprint("user_", r.IntN(50))),
		Value: sales.Money{Minor: int64(1 + r.IntN(1e9)), Currency: "IDR"}, ValueKind: sales.TCV, CloseDate: sales.DayOf(reportedAt.Time()) + sales.Day(r.IntN(90)), Segment: []string{"smb", "enterprise"}[r.IntN(2)]}})
	for n := range 6 {
		add(sales.DealMoved{To: reportedStage((n + 1 + r.IntN(2)) % 6)})
	}
	switch r.IntN(4) {
	case 0:
		add(sales.DealWon{})
	case 1:
		add(sales.DealLost{Reason: "price"})
	default:
		add(sales.ActivityLogged{ID: "act_1", Kind: "call", Buyer: true})
	}
	return events
}

func heapNow() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func madeUp(b *testing.B, deals int) *reported {
	x := &reported{b: b, peers: map[string]peer{}}
	before := heapNow()
	x.board = boardOf(b, deals, eventsOf)
	picture := x.board.Snapshot().At(0, 0)
	for i := range picture.Chunks() {
		picture.Chunk(i)
	}
	x.bytes = float64(heapNow()-before) / float64(x.board.Snapshot().Position())
	x.r = report.NewReader(picture, reportedAt)
	weeks, err := x.r.Moments("week", x.r.Today()-103*7)
	sound(b, err)
	x.weeks = weeks
	return x
}

// boardOf is a company with so many deals, each with the life that events give it.
func boardOf(b *testing.B, deals int, events func(i int) []ledger.Event) *board.Board {
	made := board.New("ws_1")
	facts := sales.PipelineFacts{Name: "A"}
	for n := range 6 {
		facts.Stages = append(facts.Stages, sales.Stage{ID: reportedStage(n), Name: fmt.Sprint("Stage ", n), Canonical: "qualify"})
	}
	settings := sales.NewWorkspace("W")
	settings.Currency = "IDR"
	page := []ledger.Event{{Version: 1, Recorded: reportedAt, Fact: sales.Fact{Object: "ws_1", At: 1, Event: sales.Created[sales.WorkspaceFacts]{Facts: settings}}},
		{Version: 1, Recorded: reportedAt, Fact: sales.Fact{Object: "pipe_a", At: 1, Event: sales.Created[sales.PipelineFacts]{Facts: facts}}}}
	position := int64(0)
	for i := range deals + 1 {
		if i == deals || len(page) > 4000 {
			for j := range page {
				position++
				page[j].Position = position
			}
			sound(b, made.Apply(page))
			page = page[:0]
		}
		if i < deals {
			page = append(page, events(i)...)
		}
	}
	return made
}

func sound(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// fill gives the databases the rows that their questions are about, indexed as they would like it.
func (x *reported) fill(name, place string) {
	db := storetest.Open(x.b, place)
	ctx := x.b.Context()
	sound(x.b, db.Write(ctx, func(tx *sql.Tx) error {
		for _, t := range x.tables() {
			if _, err := tx.ExecContext(ctx, "create table "+t.name+" ("+t.declared()+")"); err != nil {
				return err
			}
			if err := db.Insert(ctx, tx, t.name, t.columns(), t.rows); err != nil {
				return err
			}
			for i, columns := range t.indexes {
				if _, err := tx.ExecContext(ctx, fmt.Sprintf("create index %s_%d on %s (%s)", t.name, i, t.name, columns)); err != nil {
					return err
				}
			}
		}
		_, err := tx.ExecContext(ctx, "analyze")
		return err
	}))
	x.peers[name] = sqlPeer{x.b, db}
}

// table is what the peers are asked about.
type table struct {
	name    string
	of      string // the columns and their types
	indexes []string
	rows    func(yield func([]any) bool)
}

func (t table) columns() (names []string) {
	for _, column := range strings.Split(t.of, ", ") {
		names = append(names, strings.Fields(column)[0])
	}
	return names
}

func (t table) declared() string { return strings.ReplaceAll(t.of, ", ", " not null, ") + " not null" }

func (x *reported) tables() []table {
	return []table{
		{"bench_deal", "stage text, outcome text, value bigint", []string{"outcome, stage, value"}, x.deals},
		{"bench_visit", "stage text, days bigint", []string{"stage, days"}, x.visits},
		{"bench_version", "deal integer, stage text, outcome text, value bigint, first_week integer, end_week integer, began bigint, ended bigint",
			[]string{"outcome, first_week, stage, end_week, value", "outcome, end_week, stage, first_week, value", "outcome, began, ended, stage, value", "deal, began, ended, outcome, value"}, x.versions},
	}
}

func (x *reported) deals(yield func([]any) bool) {
	for d := range x.r.Deals() {
		if !yield([]any{string(d.Stage()), string(d.Outcome()), d.Value().Minor}) {
			return
		}
	}
}

func (x *reported) visits(yield func([]any) bool) {
	for d := range x.r.Deals() {
		for _, v := range d.Visits() {
			if v.Left != 0 && !yield([]any{string(v.Stage), int64(v.Left - v.Entered)}) {
				return
			}
		}
	}
}

// versions have the weeks that they stand at worked out already: first_week up to, not including, end_week.
func (x *reported) versions(yield func([]any) bool) {
	n := 0
	week := func(at sales.Instant) int {
		return sort.Search(len(x.weeks), func(i int) bool { return x.weeks[i].At >= at })
	}
	row := func(v board.Deal, ended sales.Instant) bool {
		return yield([]any{n, string(v.Stage()), string(v.Outcome()), v.Value().Minor, week(v.EffectiveAt()), week(ended), int64(v.EffectiveAt()), int64(ended)})
	}
	for d := range x.r.Deals() {
		var last board.Deal
		n++
		for v := range d.Versions() {
			if last != (board.Deal{}) && !row(last, v.EffectiveAt()) {
				return
			}
			last = v
		}
		if !row(last, sales.Forever) {
			return
		}
	}
}

// best is the fastest of some runs: what the machine can do when nobody disturbs it.
func best(runs int, do func()) time.Duration {
	least := time.Hour
	for range runs {
		began := time.Now()
		do()
		least = min(least, time.Since(began))
	}
	return least
}

func (x *reported) ask(q report.Question) report.Table {
	t, err := x.r.Ask(q)
	sound(x.b, err)
	return t
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

func ms(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }

const openAbove = "deal.outcome == 'open' && deal.value > 1000000"

var plainSum = report.Question{Measures: []string{"value"}}

var groupedSum = report.Question{Selection: report.Selection{Filter: openAbove}, GroupBy: []string{"stage"}, Measures: []string{"count", "value"}}

// BenchmarkReports asks the same questions here, of SQLite, of PostgreSQL and of DuckDB, in one run.
func BenchmarkReports(b *testing.B) {
	deals := reportedDeals()
	small := madeUp(b, deals/10)
	tenth := best(9, func() { small.ask(groupedSum) })
	x := madeUp(b, deals)
	x.fill("sqlite", filepath.Join(b.TempDir(), "data"))
	x.fill("postgres", storetest.Postgres(b, storetest.Durable))
	x.peers["duckdb"] = duckOf(b, x.tables())
	for range b.N {
		for _, c := range x.contests() {
			x.against(c)
		}
		x.plain()
		whole := best(9, func() { x.ask(groupedSum) })
		fmt.Printf("%-28s %d deals %.3f ms, %d deals %.3f ms: %.1f× for 10× (aim ≤ 10)\n", "growth", deals/10, ms(tenth), deals, ms(whole), float64(whole)/float64(tenth))
		x.seen(whole)
		fmt.Printf("%-28s %.1f bytes of memory (aim ≤ 64)\n", "a version", x.bytes)
	}
}

// manager is the reader for somebody who sees the deals of ten people of fifty.
func (x *reported) manager() *report.Reader {
	below := report.Sight{Owners: map[sales.UserID]bool{}}
	for i := range 10 {
		below.Owners[sales.UserID(fmt.Sprint("user_", i))] = true
	}
	return x.r.Within(below)
}

// seen holds the same question of a manager against that of who sees all.
func (x *reported) seen(whole time.Duration) {
	r := x.manager()
	own := best(9, func() {
		_, err := r.Ask(groupedSum)
		sound(x.b, err)
	})
	fmt.Printf("%-28s %.3f ms = %.2f× of the whole company's (aim ≤ 1)\n", "a manager's grouped sum", ms(own), float64(own)/float64(whole))
}

// plain holds the plain sum of all open deals against a loop over a column of as many numbers.
func (x *reported) plain() {
	column := make([]int64, reportedDeals())
	for i := range column {
		column[i] = int64(i)
	}
	var sum int64
	limit := best(20, func() {
		for _, v := range column {
			sum += v
		}
	})
	own := best(20, func() { x.ask(plainSum) })
	text, err := json.Marshal(sum) // so that the loop is not left out
	sound(x.b, err)
	fmt.Printf("%-28s arus %9.3f ms · a loop %.3f ms = %.1f× (aim ≤ 4×) %.0s\n", "plain sum", ms(own), ms(limit), float64(own)/float64(limit), text)
}
