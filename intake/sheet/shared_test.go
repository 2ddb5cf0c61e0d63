package sheet

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
)

// sharedData is where third-party data sets lie that are tried but not shipped.
func sharedData(t *testing.T, set string) Opener {
	t.Helper()
	root := os.Getenv("ARUS_SHARED_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	dir := filepath.Join(root, set)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the data set %s is not here (set ARUS_SHARED_DATA to its parent)", set)
	}
	return Dir(dir)
}

// tally reads a section and counts its rows by what of tells of each.
func tally(t *testing.T, m *Map, kind string, open Opener, of func(*Sheet) string) (map[string]int, *Report) {
	t.Helper()
	report, counts := &Report{}, map[string]int{}
	sheet, err := OpenSheet(m, m.Section(kind), open, report)
	if err != nil {
		t.Fatal(err)
	}
	for sheet.Next() {
		key := of(sheet)
		if sheet.Bad() {
			key = "bad"
		}
		counts[key]++
	}
	if err := sheet.Err(); err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings() {
		t.Log(f)
	}
	return counts, report
}

func expect(t *testing.T, got, want map[string]int) {
	t.Helper()
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestABanksPipelineIsReadWhole(t *testing.T) {
	open, m := sharedData(t, "bpi2012"), mustParse(t, "maps/bpi2012.yaml")
	for _, f := range m.Check(open) {
		t.Fatal(f)
	}
	reasons := map[string]int{}
	counts, report := tally(t, m, Deals, open, func(s *Sheet) string {
		if _, ok := s.Instant("created_at"); !ok {
			return "no creation"
		}
		if n, ok := s.Number("value"); !ok || n.Text == "" || s.Text("currency") != "EUR" {
			return "no value"
		}
		if _, closed := s.Instant("closed_at"); closed != (s.Outcome() != "open") {
			return "closed and open at once"
		}
		if reason := s.Text("lost_reason"); reason != "" {
			reasons[reason]++
		}
		return s.Outcome()
	})
	expect(t, counts, map[string]int{"won": 2246, "lost": 10442, "open": 399})
	expect(t, reasons, map[string]int{"Lost-Declined": 7635, "Lost-Cancelled": 2807})
	if report.Errors()+report.Warnings() > 0 {
		t.Error("a clean file has findings")
	}

	changes := map[string][]Change{}
	stages := map[string]bool{}
	for _, s := range m.Pipelines[0].Stages {
		stages[s.Name] = true
	}
	counts, _ = tally(t, m, History, open, func(s *Sheet) string {
		at, ok := s.Instant("at")
		if _, terminal := m.Terminal(s.Text("to")); !ok || !terminal && !stages[s.Text("to")] {
			return "unknown stage"
		}
		deal := s.Text("deal")
		changes[deal] = append(changes[deal], Change{Line: s.Line(), Deal: deal, To: s.Text("to"), At: at})
		return "change"
	})
	expect(t, counts, map[string]int{"change": 46524})
	deals, odd := 0, map[string]int{}
	tally(t, m, Deals, open, func(s *Sheet) string {
		created, _ := s.Instant("created_at")
		deals++
		_, found := CheckTrail(changes[s.Text("id")], created)
		for _, f := range found {
			odd[string(f.Code)]++
		}
		return ""
	})
	if deals != 13087 {
		t.Errorf("%d deals", deals)
	}
	expect(t, odd, map[string]int{})
}

func TestASellersAwkwardExportIsReadWhole(t *testing.T) {
	open, m := sharedData(t, "maven_crm"), mustParse(t, "maps/maven_crm.yaml")
	for _, f := range m.Check(open) {
		t.Fatal(f)
	}
	products, accounts := NewNames(), NewNames()
	tally(t, m, Products, open, func(s *Sheet) string {
		products.Add(s.Text("name"))
		if n, ok := s.Number("price"); !ok || n.Text == "0" {
			return "no price"
		}
		return ""
	})
	counts, _ := tally(t, m, Accounts, open, func(s *Sheet) string {
		accounts.Add(s.Text("name"))
		return s.Text("industry")
	})
	if counts["technolgy"] != 0 || counts["technology"] == 0 {
		t.Errorf("the repair of the map was not made: %v", counts)
	}
	noAccount, unknown := 0, 0
	counts, report := tally(t, m, Deals, open, func(s *Sheet) string {
		if _, ok := s.Instant("created_at"); !ok {
			return "no creation"
		}
		if account := s.Text("account"); account == "" {
			noAccount++
		} else if match, note := accounts.Match(account); match == "" || note != nil {
			unknown++
		}
		if _, note := products.Match(s.Text("product")); note != nil {
			return "unknown product " + s.Text("product")
		}
		if _, ok := s.Number("value"); ok != (s.Outcome() == "won") {
			return "value of a deal that is not won"
		}
		return s.Outcome() + " " + s.Text("stage")
	})
	expect(t, counts, map[string]int{"won Engaging": 4238, "lost Engaging": 2473, "open Engaging": 1589, "open Prospecting": 500})
	if noAccount != 1425 || unknown != 0 || report.Errors() > 0 {
		t.Errorf("%d without account, %d with an unknown one, %d errors", noAccount, unknown, report.Errors())
	}
	if match, note := products.Match("GTXPro"); match != "GTX Pro" || note == nil {
		t.Errorf("GTXPro is not linked to GTX Pro: %q", match)
	}
}
