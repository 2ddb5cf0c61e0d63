package pattern

import (
	"math/big"
	"testing"

	"arus/report"
	"arus/report/reporttest"
	"arus/sales"
)

// Who won and lost, and what each source brought, is what a loop over the seller's file counts.
func TestASellersExportAgreesWithItsFile(t *testing.T) {
	s := reporttest.ReadSellers(t)
	end := reporttest.Moment(t, "2018-01-01T00:00:00Z")
	r := report.NewReader(s.Board(t).Snapshot().At(end, 0), end)
	ever := sales.Period{To: 1 << 30}
	type tally struct{ created, won, lost, value int64 }
	agents, products, all := map[string]*tally{}, map[string]*tally{}, &tally{}
	for _, row := range s {
		for of, name := range map[*map[string]*tally]string{&agents: row["sales_agent"], &products: row["product"]} {
			if (*of)[name] == nil {
				(*of)[name] = &tally{}
			}
		}
		for _, x := range []*tally{agents[row["sales_agent"]], products[row["product"]], all} {
			x.created++
			switch row["deal_stage"] {
			case "Won":
				x.won++
				x.value += reporttest.Euros(t, row["close_value"]).Minor
			case "Lost":
				x.lost++
			}
		}
	}
	table, err := OfWinLoss(r, Question{Period: ever, Factors: []string{"owner"}})
	if err != nil {
		t.Fatal(err)
	}
	if table.Totals[5] != int(all.won) || table.Totals[6] != int(all.lost) || all.won != 4238 || all.lost != 2473 {
		t.Errorf("%v won and %v lost, by the file %+v", table.Totals[5], table.Totals[6], all)
	}
	signals := 0
	for _, row := range table.Rows {
		x := agents[row[1].(string)]
		if x == nil || row[5] != int(x.won) || row[6] != int(x.lost) {
			t.Errorf("%v, by the file %+v", row, x)
		}
		if row[3] != "no_signal" && row[3] != "too_few" {
			signals++
		}
	}
	t.Logf("of %d agents %d differ from the others", len(table.Rows), signals)
	sources, err := OfSources(r, Question{Period: ever})
	if err != nil {
		t.Fatal(err)
	}
	if len(sources.Rows) != len(products) {
		t.Errorf("%d sources of %d products", len(sources.Rows), len(products))
	}
	for _, row := range sources.Rows {
		x := products[row[0].(string)]
		mean := reporttest.Rounded(big.NewRat(x.value, x.won))
		if row[1] != int(x.created) || row[3] != int(x.won) || row[4] != int(x.lost) || row[8].(sales.Money).Minor != x.value || row[9].(sales.Money).Minor != mean.Minor {
			t.Errorf("%v, by the file %+v", row, x)
		}
		t.Logf("%-14v created %v, won %v, lost %v, brought %v", row[0], row[1], row[3], row[4], row[8])
	}
}
