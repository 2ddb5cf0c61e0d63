package health

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"arus/report"
	"arus/report/reporttest"
	"arus/sales"
)

// What is wrong with a seller's open deals, and who holds much of their value, is what a loop over the export counts.
func TestHealthOfASellersExportAgreesWithItsFile(t *testing.T) {
	s := reporttest.ReadSellers(t)
	now := reporttest.Moment(t, "2018-01-01T00:00:00Z")
	page, err := OnePage(report.NewReader(s.Board(t).Snapshot().At(now, 0), now), Question{})
	if err != nil {
		t.Fatal(err)
	}
	failing, value := map[string]map[string]int{}, map[string]map[string]int64{"account": {}, "owner": {}} // by check and owner; by kind and id
	var open int
	var total int64
	for _, row := range s {
		if row["deal_stage"] == "Won" || row["deal_stage"] == "Lost" {
			continue
		}
		open++
		worth := reporttest.Euros(t, row["worth"]).Minor
		total += worth
		value["account"][row["account"]] += worth
		value["owner"][row["sales_agent"]] += worth
		for key, fails := range map[string]bool{
			"no_account": row["account"] == "", "no_close_date": true, "no_next_step": true, // the export has neither a plan nor a step
			"idle_30_days": reporttest.Moment(t, reporttest.Began(row)+"T12:00:00Z").DaysUntil(now) >= 30,
		} {
			if fails {
				if failing[key] == nil {
					failing[key] = map[string]int{}
				}
				failing[key][row["sales_agent"]]++
			}
		}
	}
	for _, row := range page.Checks.Rows {
		n := 0
		for _, of := range failing[row[0].(string)] {
			n += of
		}
		if row[0] == "stalled" && n == 0 { // no stage of the export is left but by closing: held against bpi2012 in report/flow
			continue
		}
		status := "good"
		if 20*n > open {
			status = "warn"
		}
		if 5*n > open {
			status = "bad"
		}
		if row[1] != status || row[2] != n || row[3] != open {
			t.Errorf("%v, by the file %d of %d", row, n, open)
		}
		t.Logf("%-20v %v: %v of %v", row[0], row[1], row[2], row[3])
	}
	for _, row := range page.Owners.Rows {
		if row[0] != "stalled" && row[3] != failing[row[0].(string)][row[1].(string)] {
			t.Errorf("%v, by the file %d", row, failing[row[0].(string)][row[1].(string)])
		}
	}
	var want []string
	for _, kind := range []string{"account", "owner"} {
		order := slices.SortedFunc(maps.Keys(value[kind]), func(a, b string) int { return cmp.Compare(value[kind][b], value[kind][a]) })
		for _, id := range order[:3] {
			if id != "" { // most open deals of the export name no account: they are nobody's risk
				want = append(want, fmt.Sprint(kind, id, sales.Money{Minor: value[kind][id], Currency: "EUR"}, float64(value[kind][id])/float64(total)))
			}
		}
	}
	for i, row := range page.Concentration.Rows {
		if got := fmt.Sprint(row[0], row[1], row[5], row[6]); i >= len(want) || got != want[i] {
			t.Errorf("got %s, by the file %v", got, want)
		}
		t.Logf("%v %v holds %.3f", row[0], row[1], row[6])
	}
	if len(page.Concentration.Rows) != len(want) {
		t.Errorf("%d hold much, by the file %v", len(page.Concentration.Rows), want)
	}
}

// Whether deals leave the stages of a real pipeline forwards less often than before is what a loop over its file finds.
func TestDropsOfARealPipelineAgreeWithItsFile(t *testing.T) {
	l := reporttest.ReadLoans(t)
	now := reporttest.Moment(t, "2012-03-10T23:59:59Z")
	page, err := OnePage(report.NewReader(l.Board(t).Snapshot().At(now, 0), now), Question{Selection: report.Selection{Pipeline: "pipe_a"}})
	if err != nil {
		t.Fatal(err)
	}
	order := append(reporttest.LoanStages(), "Won")
	split := sales.DayOf(now.Time()) + 1 - 90
	ended, on := map[string][2]float64{}, map[string][2]float64{} // before and lately
	entered := map[string]sales.Instant{}
	for _, m := range l.Moves {
		at, id := reporttest.Moment(t, m["changed_at"]), m["opportunity_id"]
		if at > now {
			continue
		}
		if from := m["from_stage"]; from != "" {
			when := 0
			if sales.DayOf(entered[id].Time()) >= split {
				when = 1
			}
			e, o := ended[from], on[from]
			e[when]++
			if slices.Index(order, m["to_stage"]) > slices.Index(order, from) {
				o[when]++
			}
			ended[from], on[from] = e, o
		}
		entered[id] = at
	}
	if len(page.Drops.Rows) != 5 {
		t.Fatalf("%v", page.Drops.Rows)
	}
	for i, row := range page.Drops.Rows {
		e, o := ended[order[i]], on[order[i]]
		was, rate, all, status := o[0]/e[0], o[1]/e[1], (o[0]+o[1])/(e[0]+e[1]), "good"
		if was-rate > 2*math.Sqrt(all*(1-all)*(1/e[0]+1/e[1])) {
			status = "bad"
		}
		if row[2] != status || row[3] != int(e[1]) || row[4] != int(e[0]) || math.Abs(row[5].(float64)-rate) > 1e-12 || math.Abs(row[6].(float64)-was) > 1e-12 {
			t.Errorf("%v, by the file %s, %v of %v", row, status, o, e)
		}
		t.Logf("%v: %v, %.3f of %v, before %.3f of %v", row[1], row[2], row[5], row[3], row[6], row[4])
	}
}
