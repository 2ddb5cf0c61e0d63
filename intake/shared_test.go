package intake_test

import (
	"encoding/csv"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"arus/intake"
	"arus/intake/sheet"
	"arus/ledger/ledgertest"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

// sharedData is where third-party data sets lie that are tried but not shipped.
func sharedData(t testing.TB, set string) string {
	t.Helper()
	root := os.Getenv("ARUS_SHARED_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "shared", "data")
	}
	dir := filepath.Join(root, set)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the data set %s is not here (set ARUS_SHARED_DATA to its parent)", set)
	}
	return dir
}

// table reads a file without anything of ours.
func table(t testing.TB, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func TestABanksPipelineComesInWhole(t *testing.T) {
	dir := sharedData(t, "bpi2012")
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, m := newOffice(t, db), mapOf(t, "bpi2012.yaml")
		result := o.take(m, sheet.Dir(dir))
		wantCodes(t, result.Findings, "rate_missing opportunities.csv:2 amount")
		if c := result.Counts; c.Created["deal"] != 13087 || c.Bad != 0 || c.Rows != 13087+46524 || c.Events != 46524+63+1+1 {
			t.Errorf("%+v", c) // 63 owners, the pipeline, and that the import is done
		}
		outcomes := map[string]int{}
		for _, d := range o.deals() {
			outcomes[string(d.Outcome)+d.LostReason]++
		}
		if want := map[string]int{"won": 2246, "lostLost-Declined": 7635, "lostLost-Cancelled": 2807, "open": 399}; !maps.Equal(outcomes, want) {
			t.Errorf("%v, want %v", outcomes, want)
		}
		o.sameAsByHand(dir)
		if again := o.take(m, sheet.Dir(dir)); !again.Unchanged || again.Counts.Unchanged != 13087 {
			t.Errorf("a second import: %+v", again.Counts)
		}
		o.Do(sales.UndoImport{ID: result.ID})
		if left := len(o.deals()); left != 0 {
			t.Errorf("%d deals are left", left)
		}
	})
}

// sameAsByHand compares random days with what the two files say, counted as simply as can be.
func (o *office) sameAsByHand(dir string) {
	o.t.Helper()
	history := map[string][][]string{}
	for _, row := range table(o.t, filepath.Join(dir, "stage_history.csv")) {
		history[row[0]] = append(history[row[0]], row)
	}
	lives, names := o.lives(), o.stageNames()
	random := rand.New(rand.NewPCG(2012, 1))
	for range 20 {
		at := time.Date(2011, 9, 30, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(170*24*3600)) * time.Second)
		want := map[string]int{}
		for _, rows := range history {
			last := ""
			for _, row := range rows { // in order, as the set's description says
				if changed, _ := time.Parse(time.RFC3339, row[3]); !changed.After(at) {
					last = row[2]
				}
			}
			if last != "" {
				want[strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(last, "-Declined"), "-Cancelled"))]++
			}
		}
		got := map[string]int{}
		for stage, n := range o.asOf(lives, names, sales.InstantOf(at)) {
			got[strings.ToLower(stage)] = n
		}
		if !maps.Equal(got, want) {
			o.t.Errorf("as of %s: %v, want %v", at, got, want)
		}
	}
}

func TestASellersAwkwardExportComesInWhole(t *testing.T) {
	dir := sharedData(t, "maven_crm")
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, m := newOffice(t, db), mapOf(t, "maven_crm.yaml")
		product := m.Section(sheet.Deals).Fields["product"]
		product.Values = nil // without the map's repair the name has to be linked
		m.Section(sheet.Deals).Fields["product"] = product
		result := o.take(m, sheet.Dir(dir))
		if c := result.Counts.Created; c["deal"] != 8800 || c["account"] != 85 || c["product"] != 7 || c["user"] != 35+6 || c["team"] != 3+6 {
			t.Errorf("created %v", c)
		}
		wantCodes(t, result.Findings, "list_price_taken sales_pipeline.csv:2 product", "name_linked sales_pipeline.csv:3 product")
		names, groups, noAccount, pro := o.stageNames(), map[string]int{}, 0, 0
		var gtxPro sales.ProductID
		for _, p := range all[*sales.Product](o, sales.ProductKind) {
			if p.Facts.Name == "GTX Pro" {
				gtxPro = sales.ProductID(p.ID)
			}
		}
		for _, d := range o.deals() {
			groups[string(d.Outcome)+" "+names[d.Stage]]++
			if d.Account == "" {
				noAccount++
			}
			if slices.ContainsFunc(d.LineItems, func(i sales.LineItem) bool { return i.Product == gtxPro }) {
				pro++
			}
		}
		if want := map[string]int{"won Engaging": 4238, "lost Engaging": 2473, "open Engaging": 1589, "open Prospecting": 500}; !maps.Equal(groups, want) {
			t.Errorf("%v, want %v", groups, want)
		}
		if noAccount != 1425 || pro != 1480 {
			t.Errorf("%d without account, %d of GTX Pro", noAccount, pro)
		}
		booked := int64(0)
		for _, d := range o.deals() {
			if d.Outcome == sales.Won {
				booked += d.Value.Minor
			}
		}
		want := int64(0)
		for _, row := range table(t, filepath.Join(dir, "sales_pipeline.csv")) {
			if row[4] == "Won" {
				value, err := sales.ParseMoney(row[7], "USD")
				if err != nil {
					t.Fatal(err)
				}
				want += value.Minor
			}
		}
		if booked != want {
			t.Errorf("booked %d, want %d", booked, want)
		}
		if again := o.take(m, sheet.Dir(dir)); !again.Unchanged {
			t.Errorf("a second import: %+v %v", again.Counts, again.Findings)
		}
	})
}

func BenchmarkBank(b *testing.B) {
	dir := sharedData(b, "bpi2012")
	m := mapOf(b, "bpi2012.yaml")
	for name, open := range map[string]func() *store.DB{
		"sqlite":   func() *store.DB { return storetest.Open(b, b.TempDir()) },
		"postgres": func() *store.DB { return storetest.Open(b, storetest.Postgres(b, storetest.Durable)) },
	} {
		b.Run(name, func(b *testing.B) {
			db, events := open(), 0
			for b.Loop() {
				b.StopTimer()
				w := ledgertest.New(b, db, nil)
				w.Clock.Pass(300 * 24 * time.Hour)
				desk := intake.NewDesk(intake.Config{Store: db, Ledger: w.Ledger, Mint: ledgertest.Mint, Clock: w.Clock.Now})
				b.StartTimer()
				result, err := desk.Import(b.Context(), w.Who, intake.Input{Map: m, Open: sheet.Dir(dir)})
				if err != nil {
					b.Fatal(err)
				}
				events += result.Counts.Events
			}
			b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
		})
	}
}
