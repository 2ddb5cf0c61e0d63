package intake_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"arus/intake"
	"arus/intake/sheet"
	"arus/ledger/ledgertest"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

// office is a workspace with a desk.
type office struct {
	*ledgertest.World
	desk *intake.Desk
	t    *testing.T
}

func newOffice(t *testing.T, db *store.DB) *office {
	w := ledgertest.New(t, db, nil)
	w.Clock.Pass(300 * 24 * time.Hour)
	return &office{w, intake.NewDesk(intake.Config{Store: db, Ledger: w.Ledger, Mint: ledgertest.Mint, Clock: w.Clock.Now}), t}
}

func mapOf(t *testing.T, file string) *sheet.Map {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, found := sheet.ParseMap(filepath.Base(file), text)
	for _, f := range found {
		t.Fatal(f)
	}
	return m
}

func (o *office) take(m *sheet.Map, open sheet.Opener) intake.Result {
	o.t.Helper()
	result, err := o.desk.Import(o.t.Context(), o.Who, intake.Input{Map: m, Open: open})
	if err != nil {
		o.t.Fatal(err, result.Findings)
	}
	return result
}

// deals are all deals as they are now, by their id in the files.
func (o *office) deals() map[string]*sales.Deal {
	o.t.Helper()
	all := map[string]*sales.Deal{}
	for after := sales.ID(""); ; {
		page, err := o.List(o.t.Context(), o.Who.Workspace, sales.DealKind, after, 1000)
		if err != nil {
			o.t.Fatal(err)
		}
		for _, c := range page {
			d := c.Object.(*sales.Deal)
			all[d.Origin.SourceID], after = d, sales.ID(d.ID)
		}
		if len(page) < 1000 {
			return all
		}
	}
}

// sharedData is where third-party data sets lie that are tried but not shipped.
func sharedData(t *testing.T, set string) sheet.Opener {
	t.Helper()
	root := os.Getenv("ARUS_SHARED_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "shared", "data")
	}
	dir := filepath.Join(root, set)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the data set %s is not here (set ARUS_SHARED_DATA to its parent)", set)
	}
	return sheet.Dir(dir)
}

func TestABanksPipelineComesInWhole(t *testing.T) {
	open := sharedData(t, "bpi2012")
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		m := mapOf(t, "sheet/testdata/maps/bpi2012.yaml")
		began := time.Now()
		result := o.take(m, open)
		t.Logf("%+v in %v", result.Counts, time.Since(began))
		for _, f := range result.Findings {
			t.Error(f)
		}
		if again := o.take(m, open); !again.Unchanged || again.Counts.Unchanged != 13087 {
			t.Errorf("a second import: %+v", again.Counts)
		}
	})
}
