package audit_test

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"arus/access/audit"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

const (
	here  = sales.WorkspaceID("ws_01k00000000000000000000001")
	there = sales.WorkspaceID("ws_01k00000000000000000000002")
	ani   = "user_01k00000000000000000000001"
	budi  = "user_01k00000000000000000000002"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// book is a log with a clock that the test turns.
type book struct {
	*audit.Log
	db   *store.DB
	past atomic.Int64 // nanoseconds since noon: entries are also written in the background
}

func newBook(db *store.DB) *book {
	b := &book{db: db}
	b.Log = audit.New(db, b.now, rand.Reader)
	return b
}

func (b *book) now() time.Time { return noon.Add(time.Duration(b.past.Load())) }

// event puts a row into the ledger as the ledger would.
func (b *book) event(t testing.TB, position int, kind, body string) {
	t.Helper()
	err := b.db.Write(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), `INSERT INTO event (workspace, position, kind, object, version, effective_at, recorded_at, actor, command, body)
VALUES ($1, $2, $3, $4, 1, 1, $5, $6, 'c', $7)`, string(here), position, kind, budi, b.now().UnixMicro(), ani, body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// all pages through a question.
func (b *book) all(t testing.TB, q audit.Question) (all []audit.Entry) {
	t.Helper()
	for {
		page, next, err := b.List(t.Context(), here, q)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) > q.Limit {
			t.Fatalf("%d entries on a page of %d", len(page), q.Limit)
		}
		if all = append(all, page...); next == nil {
			return all
		}
		q.After = *next
	}
}

func TestQueriesMeanTheSameOnBothEngines(t *testing.T) {
	storetest.CheckQueries(t, audit.Queries()...)
}

func TestNobodyChangesOrForgets(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBook(db)
		if err := b.Add(t.Context(), audit.Entry{Workspace: here, Action: audit.SessionOpened}); err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{`UPDATE audit SET actor = 'nobody'`, `DELETE FROM audit`} {
			err := db.Write(t.Context(), func(tx *sql.Tx) error { _, err := tx.ExecContext(t.Context(), text); return err })
			if err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", text, err)
			}
		}
		if rows := b.all(t, audit.Question{Limit: 5}); len(rows) != 1 {
			t.Errorf("%v", rows)
		}
	})
}

func TestTheLedgersEventsStandAmongTheEntries(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBook(db)
		b.event(t, 1, "user.created", `{"facts":{"name":"Budi","email":"budi@example.com","role":"rep"}}`)
		b.event(t, 2, "deal.created", `{}`)
		b.past.Add(int64(time.Second))
		if err := b.Add(t.Context(), audit.Entry{Workspace: here, By: audit.By{Actor: budi, Address: "192.0.2.1"}, Action: audit.SessionOpened, Object: budi, Detail: "password"}); err != nil {
			t.Fatal(err)
		}
		b.past.Add(int64(time.Second))
		b.event(t, 3, "user.changed", `{"patch":{"role":"admin","name":"Budi S","team":null}}`)
		var got []string
		for _, e := range b.all(t, audit.Question{Limit: 1}) {
			got = append(got, string(e.Action)+" "+e.Detail)
		}
		want := []string{"user.changed name role=admin team=null", "session.opened password", "user.created role=rep"}
		if !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		if other, _, err := b.List(t.Context(), there, audit.Question{Limit: 9}); err != nil || len(other) != 0 {
			t.Errorf("another workspace sees %v, %v", other, err)
		}
	})
}

// Pages over two merged sources are held against one slice that is filtered and cut.
func TestPagesAgreeWithFilteringByHand(t *testing.T) {
	db := storetest.Open(t, storetest.Dir(t))
	b := newBook(db)
	var every []audit.Entry
	actions := []audit.Action{audit.SessionOpened, audit.SessionRefused, audit.TokenCreated}
	for i := range 60 {
		if i%3 != 0 {
			b.past.Add(int64(time.Duration(i%2) * time.Millisecond)) // some share an instant
		}
		if i%4 == 0 {
			b.event(t, i+1, "team.changed", `{"patch":{"region":"Bali"}}`)
		} else if err := b.Add(t.Context(), audit.Entry{Workspace: here, By: audit.By{Actor: []string{ani, budi}[i%2]}, Action: actions[i%3], Detail: fmt.Sprint("n", i)}); err != nil {
			t.Fatal(err)
		}
	}
	every = b.all(t, audit.Question{Limit: 1000})
	if len(every) != 60 || !slices.IsSortedFunc(every, func(a, b audit.Entry) int {
		if a.At != b.At {
			return int(b.At - a.At)
		}
		return strings.Compare(b.ID, a.ID)
	}) {
		t.Fatalf("%d entries, or not in order", len(every))
	}
	rapid.Check(t, func(r *rapid.T) {
		q := audit.Question{Limit: rapid.IntRange(1, 20).Draw(r, "limit"), Actor: rapid.SampledFrom([]string{"", ani, budi}).Draw(r, "actor"),
			Action: rapid.SampledFrom([]string{"", "session", "session.refused", "team"}).Draw(r, "action"), Text: rapid.SampledFrom([]string{"", "N1", "bal", "region"}).Draw(r, "text"),
			From: rapid.SampledFrom([]sales.Instant{0, every[40].At}).Draw(r, "from"), Until: rapid.SampledFrom([]sales.Instant{0, every[10].At}).Draw(r, "until")}
		var want []audit.Entry
		for _, e := range every {
			if (q.Actor == "" || e.Actor == q.Actor) && strings.HasPrefix(string(e.Action), q.Action) && e.At >= q.From && (q.Until == 0 || e.At < q.Until) &&
				strings.Contains(strings.ToLower(e.Detail+" "+string(e.Action)), strings.ToLower(q.Text)) {
				want = append(want, e)
			}
		}
		if got := b.all(t, q); !slices.Equal(got, want) {
			r.Fatalf("%+v: %d entries, want %d", q, len(got), len(want))
		}
	})
}

func TestAFloodOfRefusalsIsAFewEntries(t *testing.T) {
	b := newBook(storetest.Open(t, storetest.Dir(t)))
	refused := audit.Entry{Workspace: here, By: audit.By{Address: "192.0.2.9"}, Action: audit.SessionRefused, Object: budi}
	for range 10_000 {
		b.Note(refused)
	}
	b.past.Add(int64(16 * time.Minute))
	b.Note(refused)
	for i := range 20_000 { // from ever other addresses
		refused.Address = fmt.Sprint("2001:db8::", i)
		b.Note(refused)
	}
	b.Settle()
	rows := b.all(t, audit.Question{Limit: 10_000})
	total := int64(0)
	for _, e := range rows {
		total += e.Times
	}
	if total != 30_001 || len(rows) > 4_200 {
		t.Errorf("%d entries count %d refusals", len(rows), total)
	}
}

func TestATableHoldsNoFormula(t *testing.T) {
	var out bytes.Buffer
	name := func(id string) string {
		if id == ani {
			return "=HYPERLINK(\"http://evil\")"
		}
		return id
	}
	err := audit.WriteCSV(&out, []audit.Entry{{At: sales.InstantOf(noon), By: audit.By{Actor: ani, Address: "+1"}, Action: audit.SessionRefused, Detail: "@SUM(1)\n-2", Times: 3}}, name)
	want := "at,actor,actor_name,action,object,object_name,address,detail,times\n2026-11-23T12:00:00Z," + ani + ",\"'=HYPERLINK(\"\"http://evil\"\")\",session.refused,,,'+1,\"'@SUM(1)\n-2\",3\n"
	if err != nil || out.String() != want {
		t.Errorf("%v\n%q\n%q", err, out.String(), want)
	}
}
