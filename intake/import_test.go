package intake_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"arus/intake"
	"arus/intake/sheet"
	"arus/ledger"
	"arus/ledger/ledgertest"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

// office is a workspace with a desk.
type office struct {
	*ledgertest.World
	desk *intake.Desk
	t    testing.TB
}

func newOffice(t testing.TB, db *store.DB) *office {
	w := ledgertest.New(t, db, nil)
	w.Clock.Pass(300 * 24 * time.Hour)
	return &office{w, intake.NewDesk(intake.Config{Store: db, Ledger: w.Ledger, Mint: ledgertest.Mint, Clock: w.Clock.Now}), t}
}

// texts opens files that are texts.
func texts(files map[string]string) sheet.Opener {
	return func(name string) (io.ReadCloser, error) {
		text, ok := files[name]
		if !ok {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		return io.NopCloser(strings.NewReader(text)), nil
	}
}

func parsed(t testing.TB, text string) *sheet.Map {
	t.Helper()
	m, found := sheet.ParseMap("map.yaml", []byte(text))
	for _, f := range found {
		t.Fatal(f)
	}
	return m
}

func mapOf(t testing.TB, file string) *sheet.Map {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("sheet", "testdata", "maps", file))
	if err != nil {
		t.Fatal(err)
	}
	return parsed(t, string(text))
}

func (o *office) try(m *sheet.Map, open sheet.Opener) (intake.Result, error) {
	return o.desk.Import(o.t.Context(), o.Who, intake.Input{Map: m, Open: open})
}

func (o *office) take(m *sheet.Map, open sheet.Opener) intake.Result {
	o.t.Helper()
	result, err := o.try(m, open)
	if err != nil {
		o.t.Fatal(err, result.Findings)
	}
	return result
}

// all are the objects of a kind as they are now.
func all[T sales.Object](o *office, kind sales.Kind) (list []T) {
	o.t.Helper()
	for after := sales.ID(""); ; {
		page, err := o.List(o.t.Context(), o.Who.Workspace, kind, after, 1000)
		if err != nil {
			o.t.Fatal(err)
		}
		for _, c := range page {
			list = append(list, c.Object.(T))
		}
		if len(page) < 1000 {
			return list
		}
		last, _ := o.History(o.t.Context(), o.Who.Workspace, idOf(page[len(page)-1].Object), 0, 1)
		after = last[0].Object
	}
}

func idOf(o sales.Object) sales.ID {
	switch v := o.(type) {
	case *sales.Deal:
		return sales.ID(v.ID)
	case *sales.User:
		return v.ID
	}
	return ""
}

// deals are all deals by their id in the files.
func (o *office) deals() map[string]*sales.Deal {
	o.t.Helper()
	deals := map[string]*sales.Deal{}
	for _, d := range all[*sales.Deal](o, sales.DealKind) {
		deals[d.Origin.SourceID] = d
	}
	return deals
}

// stageNames of all pipelines.
func (o *office) stageNames() map[sales.StageID]string {
	names := map[sales.StageID]string{}
	for _, p := range all[*sales.Pipeline](o, sales.PipelineKind) {
		for _, s := range p.Facts.Stages {
			names[s.ID] = s.Name
		}
	}
	return names
}

// asOf counts deals by where they stood at a moment: their events up to it, folded by effective time.
func (o *office) asOf(lives map[sales.ID][]ledger.Event, names map[sales.StageID]string, at sales.Instant) map[string]int {
	o.t.Helper()
	counts := map[string]int{}
	for _, events := range lives {
		d := &sales.Deal{}
		for _, v := range events {
			if v.At > at {
				break
			}
			if err := d.Fold(v.Fact); err != nil {
				o.t.Fatal(err)
			}
		}
		switch d.Outcome {
		case sales.Open:
			counts[names[d.Stage]]++
		case sales.Won, sales.Lost:
			counts[string(d.Outcome)]++
		}
	}
	return counts
}

// lives are the events of each deal in effective order.
func (o *office) lives() map[sales.ID][]ledger.Event {
	lives := map[sales.ID][]ledger.Event{}
	for _, v := range o.Events() {
		if v.Object.Kind() == sales.DealKind {
			lives[v.Object] = append(lives[v.Object], v)
		}
	}
	for id, events := range lives {
		lives[id] = ledger.InOrder(events, func(ledger.Event) bool { return false })
	}
	return lives
}

const shopMap = `
source: shop
pipeline: {name: Shop, currency: USD, stages: [Lead, Offer, Contract]}
deals:
  file: deals.csv
  id: id
  name: name
  owner: owner
  account: account
  stage: stage
  outcome: {column: outcome, won: [Won], lost: [Lost], open: [Open]}
  created_at: created
  closed_at: closed
  value: value
  currency: {const: USD}
  lost_reason: {column: why, when: lost}
history: {file: history.csv, deal: deal, to: to, at: at}
`

func shop() map[string]string {
	return map[string]string{
		"deals.csv": `id,name,owner,account,stage,outcome,created,closed,value,why
A,Alpha,Ani,Toko Jaya,Contract,Won,2026-01-05T08:00:00Z,2026-02-01,100.50,
B,Beta,Budi,Maju,Offer,Lost,2026-01-06T08:00:00Z,2026-01-20T10:00:00Z,200,price
C,Gamma,ani@example.com,Maju,Offer,Open,2026-01-07T08:00:00Z,,300,
D,Delta,Ani,,Lead,Open,2026-01-08T08:00:00Z,,400,
`,
		"history.csv": `deal,to,at
A,Lead,2026-01-05T08:00:00Z
A,Offer,2026-01-10T08:00:00Z
A,Contract,2026-02-01T09:30:00Z
B,Lead,2026-01-06T08:00:00Z
B,Offer,2026-01-15T08:00:00Z
C,Offer,2026-01-17T08:00:00Z
C,Lead,2026-01-07T08:00:00Z
`}
}

func TestEveryDealIsWhereItsRowsSay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		result := o.take(parsed(t, shopMap), texts(shop()))
		if want := map[string]int{"deal": 4, "pipeline": 1, "user": 1, "account": 1}; !maps.Equal(result.Counts.Created, want) {
			t.Errorf("created %v, want %v", result.Counts.Created, want) // Ani, Budi and Toko Jaya are here already
		}
		if c := result.Counts; c.Rows != 11 || c.Bad != 0 || c.Changed+c.Unchanged != 0 {
			t.Errorf("counts %+v", c)
		}
		deals, names := o.deals(), o.stageNames()
		a, b, c := deals["A"], deals["B"], deals["C"]
		if a.Outcome != sales.Won || names[a.Stage] != "Contract" || a.ClosedAt.String() != "2026-02-01T09:30:00Z" {
			t.Errorf("A: %+v", a) // closed on a day, in whose course it came to its last stage
		}
		if a.Value.String() != "100.50 USD" || a.Account != o.Account || a.Owner != o.Users[0] {
			t.Errorf("A: %+v", a)
		}
		if b.Outcome != sales.Lost || b.LostReason != "price" || b.ClosedAt.String() != "2026-01-20T10:00:00Z" {
			t.Errorf("B: %+v", b)
		}
		if names[c.Stage] != "Offer" || c.StageSince.String() != "2026-01-17T08:00:00Z" {
			t.Errorf("C: %+v", c)
		}
		lives := o.lives()
		for day, want := range map[string]map[string]int{
			"2026-01-05T07:59:59Z": {},
			"2026-01-09T00:00:00Z": {"Lead": 4},
			"2026-01-18T00:00:00Z": {"Lead": 1, "Offer": 3},
			"2026-01-31T00:00:00Z": {"Lead": 1, "Offer": 2, "lost": 1},
			"2026-03-01T00:00:00Z": {"Lead": 1, "Offer": 1, "lost": 1, "won": 1},
		} {
			at, _ := time.Parse(time.RFC3339, day)
			if got := o.asOf(lives, names, sales.InstantOf(at)); !maps.Equal(got, want) {
				t.Errorf("as of %s: %v, want %v", day, got, want)
			}
		}
		wantCodes(t, result.Findings, "changes_out_of_order history.csv:7 ")
	})
}

// wantCodes compares findings, as "code file:line column".
func wantCodes(t testing.TB, found []intake.Finding, want ...string) {
	t.Helper()
	var got []string
	for _, f := range found {
		place := f.File
		if f.Line > 0 {
			place += ":" + itoa(f.Line)
		}
		got = append(got, string(f.Code)+" "+place+" "+f.Column)
		if strings.Contains(f.Text("en")+f.Text("id"), "{") || f.Text("en") == string(f.Code) || f.Text("id") == string(f.Code) {
			t.Errorf("%s says %q, %q", f.Code, f.Text("en"), f.Text("id"))
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("findings\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTheSameFilesTwiceChangeNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		first := o.take(parsed(t, shopMap), texts(shop()))
		again := o.take(parsed(t, shopMap), texts(shop()))
		if !again.Unchanged || again.ID != "" || again.Position != first.Position || again.Counts.Unchanged != 4 || again.Counts.Changed != 0 {
			t.Errorf("%+v", again)
		}
	})
}

func TestOnlyWhatDiffersIsChanged(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		o.take(parsed(t, shopMap), texts(shop()))
		files := shop()
		files["deals.csv"] = strings.NewReplacer(
			",300,", ",350,", // C is worth more
			"D,Delta,Ani,,Lead,Open,2026-01-08T08:00:00Z,,400,", "D,Delta,Budi,,Contract,Won,2026-01-08T08:00:00Z,2026-03-02T08:00:00Z,400,").Replace(files["deals.csv"])
		files["history.csv"] += "C,Contract,2026-03-03T08:00:00Z\n"
		result := o.take(parsed(t, shopMap), texts(files))
		if result.Counts.Changed != 2 || result.Counts.Unchanged != 2 || len(result.Counts.Created) != 0 {
			t.Errorf("%+v", result.Counts)
		}
		deals, names := o.deals(), o.stageNames()
		if c := deals["C"]; c.Value.String() != "350.00 USD" || names[c.Stage] != "Contract" || c.StageSince.String() != "2026-03-03T08:00:00Z" {
			t.Errorf("C: %+v", c)
		}
		if d := deals["D"]; d.Outcome != sales.Won || d.Owner != o.Users[1] || d.ClosedAt.String() != "2026-03-02T08:00:00Z" {
			t.Errorf("D: %+v", d)
		}
		if again := o.take(parsed(t, shopMap), texts(files)); !again.Unchanged {
			t.Errorf("%+v", again.Counts)
		}
	})
}

func TestAnImportIsUndoneWithoutATrace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		m := parsed(t, shopMap)
		first := o.take(m, texts(shop()))
		files := shop()
		files["history.csv"] += "C,Contract,2026-03-03T08:00:00Z\n"
		second := o.take(m, texts(files))
		o.Do(sales.UndoImport{ID: second.ID})
		if c := o.deals()["C"]; o.stageNames()[c.Stage] != "Offer" {
			t.Errorf("the second import is not undone: %+v", c)
		}
		if third := o.take(m, texts(files)); third.Counts.Changed != 1 || o.stageNames()[o.deals()["C"].Stage] != "Contract" {
			t.Errorf("what was undone does not come in again: %+v", third.Counts)
		} else {
			o.Do(sales.UndoImport{ID: third.ID})
		}
		events := len(o.Events())
		o.Do(sales.UndoImport{ID: first.ID})
		if deals := o.deals(); len(deals) != 0 || len(all[*sales.User](o, sales.UserKind)) != 2 {
			t.Errorf("%d deals are left", len(deals))
		}
		if n := len(o.Events()); n != events+1 {
			t.Errorf("%d events, want %d: they stay", n, events+1)
		}
		if again := o.take(m, texts(shop())); again.Counts.Created["deal"] != 4 {
			t.Errorf("after undoing: %+v", again.Counts)
		}
	})
}

func TestARehearsalSaysWhatWouldBe(t *testing.T) {
	o := newOffice(t, storetest.Open(t, storetest.Dir(t)))
	before := len(o.Events())
	dry, err := o.desk.Import(t.Context(), o.Who, intake.Input{Map: parsed(t, shopMap), Open: texts(shop()), DryRun: true})
	if err != nil || dry.ID != "" || len(o.Events()) != before || len(o.deals()) != 0 {
		t.Fatalf("%+v %v", dry, err)
	}
	o.Clock.Pass(-time.Millisecond) // what the rehearsal took
	if wet := o.take(parsed(t, shopMap), texts(shop())); wet.Counts.Events != dry.Counts.Events || !maps.Equal(wet.Counts.Created, dry.Counts.Created) {
		t.Errorf("rehearsed %+v, done %+v", dry.Counts, wet.Counts)
	}
	told, done := tales(dry.Rehearsed), tales(o.Events()[before:])
	if len(told) < 14 || !slices.Equal(told, done) {
		t.Errorf("rehearsed %s\ndone %s", strings.Join(told, "\n"), strings.Join(done, "\n"))
	}
}

// tales are events as text, without ids, which are new each time.
func tales(events []ledger.Event) []string {
	ids := regexp.MustCompile(`\b[a-z]+_[0-9A-Za-z]{20,}`)
	var list []string
	for _, v := range events {
		body, _ := json.Marshal(v.Event)
		list = append(list, ids.ReplaceAllString(fmt.Sprintf("%d %s %s v%d %s %s", v.Position, v.Event.Name(), v.At, v.Version, v.Actor, body), "ID"))
	}
	return list
}

func TestWhatIsKnownAtTheClosingIsNotShownBefore(t *testing.T) {
	o := newOffice(t, storetest.Open(t, storetest.Dir(t)))
	text := strings.Replace(shopMap, "value: value", "value: {column: value, when: won}\n  segment: {column: why, when: closed}", 1)
	o.take(parsed(t, text), texts(shop()))
	deals := o.deals()
	if a, c := deals["A"], deals["C"]; a.Value.String() != "100.50 USD" || c.Value.Currency != "" || deals["B"].Segment != "price" {
		t.Errorf("A %v, C %v, B %q", a.Value, c.Value, deals["B"].Segment)
	}
	for _, v := range o.Events() {
		if e, is := v.Fact.Event.(sales.DealCreated); is && (e.Value.Currency != "" || e.Segment != "") {
			t.Errorf("%s is created knowing its end: %+v", e.Origin.SourceID, e)
		}
	}
	if again := o.take(parsed(t, text), texts(shop())); !again.Unchanged {
		t.Errorf("%+v", again.Counts)
	}
}

func TestACancelledImportLeavesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		before := len(o.Events())
		ctx, cancel := context.WithCancel(t.Context())
		_, err := o.desk.Import(ctx, o.Who, intake.Input{Map: parsed(t, shopMap), Open: texts(shop()),
			Progress: func(done int, of int64) { cancel() }})
		if !errors.Is(err, context.Canceled) || len(o.Events()) != before {
			t.Errorf("%v, %d events more", err, len(o.Events())-before)
		}
	})
}
