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
	"strconv"
	"testing"
	"time"

	"arus/board"
	"arus/ledger"
	"arus/report"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

// reported is a made-up company with the same rows in databases.
type reported struct {
	b     *testing.B
	board *board.Board
	r     *report.Reader
	peers map[string]*store.DB
	bytes float64 // of memory for each version
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
	x := &reported{b: b, board: board.New("ws_1"), peers: map[string]*store.DB{}}
	facts := sales.PipelineFacts{Name: "A"}
	for n := range 6 {
		facts.Stages = append(facts.Stages, sales.Stage{ID: reportedStage(n), Name: fmt.Sprint("Stage ", n), Canonical: "qualify"})
	}
	settings := sales.NewWorkspace("W")
	settings.Currency = "IDR"
	before := heapNow()
	page := []ledger.Event{{Version: 1, Recorded: reportedAt, Fact: sales.Fact{Object: "ws_1", At: 1, Event: sales.Created[sales.WorkspaceFacts]{Facts: settings}}},
		{Version: 1, Recorded: reportedAt, Fact: sales.Fact{Object: "pipe_a", At: 1, Event: sales.Created[sales.PipelineFacts]{Facts: facts}}}}
	position := int64(0)
	for i := range deals + 1 {
		if i == deals || len(page) > 4000 {
			for j := range page {
				position++
				page[j].Position = position
			}
			sound(b, x.board.Apply(page))
			page = page[:0]
		}
		if i < deals {
			page = append(page, eventsOf(i)...)
		}
	}
	picture := x.board.Snapshot().At(0, 0)
	for i := range picture.Chunks() {
		picture.Chunk(i)
	}
	x.bytes = float64(heapNow()-before) / float64(position)
	x.r = report.NewReader(picture, reportedAt)
	return x
}

func sound(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// fill gives a peer the rows that its questions are about, indexed as they would like it.
func (x *reported) fill(name, place string) {
	db := storetest.Open(x.b, place)
	ctx := x.b.Context()
	sound(x.b, db.Write(ctx, func(tx *sql.Tx) error {
		for _, q := range []string{"create table bench_deal (stage text not null, outcome text not null, value bigint not null)",
			"create table bench_visit (stage text not null, days bigint not null)"} {
			if _, err := tx.ExecContext(ctx, q); err != nil {
				return err
			}
		}
		if err := db.Insert(ctx, tx, "bench_deal", []string{"stage", "outcome", "value"}, x.deals); err != nil {
			return err
		}
		if err := db.Insert(ctx, tx, "bench_visit", []string{"stage", "days"}, x.visits); err != nil {
			return err
		}
		for _, q := range []string{"create index bench_deal_open on bench_deal (outcome, stage, value)", "create index bench_visit_days on bench_visit (stage, days)", "analyze"} {
			if _, err := tx.ExecContext(ctx, q); err != nil {
				return err
			}
		}
		return nil
	}))
	x.peers[name] = db
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

func (x *reported) sql(peer, query string) (answer []string) {
	rows, err := x.peers[peer].Read().QueryContext(x.b.Context(), query)
	sound(x.b, err)
	defer rows.Close()
	for rows.Next() {
		var key string
		var a, c int64
		sound(x.b, rows.Scan(&key, &a, &c))
		answer = append(answer, fmt.Sprint(key, " ", a, " ", c))
	}
	sound(x.b, rows.Err())
	slices.Sort(answer)
	return answer
}

func (x *reported) ask(q report.Question) report.Table {
	t, err := x.r.Ask(q)
	sound(x.b, err)
	return t
}

// contest is a question as it is asked here and at the peers.
type contest struct {
	name  string
	aims  map[string]float64 // how many times as fast
	q     report.Question
	query string
	same  func(report.Table) []string // our answer as the peers give it; nil where they do not answer quite the same
}

// against measures a question here and at the peers, compares the answers and prints ratios with their aims.
func (x *reported) against(c contest) {
	table := x.ask(c.q)
	own := best(9, func() { x.ask(c.q) })
	line := fmt.Sprintf("%-28s arus %9.3f ms", c.name, ms(own))
	for _, peer := range []string{"sqlite", "postgres"} {
		answer := x.sql(peer, c.query)
		if c.same != nil && !slices.Equal(answer, c.same(table)) {
			x.b.Errorf("%s: %s answers %v, arus %v", c.name, peer, answer, c.same(table))
		}
		took := best(3, func() { x.sql(peer, c.query) })
		line += fmt.Sprintf(" · %s %9.3f ms = %.1f× (aim %g×)", peer, ms(took), float64(took)/float64(own), c.aims[peer])
	}
	fmt.Println(line)
}

func ms(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }

const openAbove = "deal.outcome == 'open' && deal.value > 1000000"

var groupedSum = report.Question{Selection: report.Selection{Filter: openAbove}, GroupBy: []string{"stage"}, Measures: []string{"count", "value"}}

// BenchmarkReports asks the same questions here, of SQLite and of PostgreSQL, in one run.
func BenchmarkReports(b *testing.B) {
	deals := reportedDeals()
	small := madeUp(b, deals/10)
	tenth := best(9, func() { small.ask(groupedSum) })
	x := madeUp(b, deals)
	x.fill("sqlite", filepath.Join(b.TempDir(), "data"))
	x.fill("postgres", storetest.Postgres(b, storetest.Durable))
	for range b.N {
		x.against(contest{"grouped sum with a filter", map[string]float64{"sqlite": 70, "postgres": 20}, groupedSum,
			"select stage, count(*), cast(sum(value) as bigint) from bench_deal where outcome = 'open' and value > 100000000 group by stage", func(t report.Table) (rows []string) {
				for _, row := range t.Rows {
					rows = append(rows, fmt.Sprint(row[0], " ", row[2], " ", row[3].(sales.Money).Minor))
				}
				return rows
			}})
		x.against(contest{"stage medians", map[string]float64{"sqlite": 150, "postgres": 30}, report.Question{GroupBy: []string{"stage"}, Measures: []string{"stage_days_p50"}},
			`select stage, n, days from (select stage, days, row_number() over (partition by stage order by days) as at, count(*) over (partition by stage) as n
			from bench_visit) as ranked where at = (n + 1) / 2`, nil})
		x.plain()
		whole := best(9, func() { x.ask(groupedSum) })
		fmt.Printf("%-28s %d deals %.3f ms, %d deals %.3f ms: %.1f× for 10× (aim ≤ 10)\n", "growth", deals/10, ms(tenth), deals, ms(whole), float64(whole)/float64(tenth))
		x.seen(whole)
		fmt.Printf("%-28s %.1f bytes of memory (aim ≤ 64)\n", "a version", x.bytes)
	}
}

// seen holds the same question of somebody who sees the deals of ten people of fifty against that of who sees all.
func (x *reported) seen(whole time.Duration) {
	below := report.Sight{Owners: map[sales.UserID]bool{}}
	for i := range 10 {
		below.Owners[sales.UserID(fmt.Sprint("user_", i))] = true
	}
	r := x.r.Within(below)
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
	own := best(20, func() { x.ask(report.Question{Measures: []string{"value"}}) })
	text, err := json.Marshal(sum) // so that the loop is not left out
	sound(x.b, err)
	fmt.Printf("%-28s arus %9.3f ms · a loop %.3f ms = %.1f× (aim ≤ 4×) %.0s\n", "plain sum", ms(own), ms(limit), float64(own)/float64(limit), text)
}
