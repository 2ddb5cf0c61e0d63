package intake_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"arus/intake"
	"arus/sales"
	"arus/store/storetest"
)

func itoa(n int) string { return strconv.Itoa(n) }

func TestBadRowsAreLeftOutAndListed(t *testing.T) {
	db := storetest.Open(t, storetest.Dir(t))
	for name, c := range map[string]struct {
		deals, history string // rows that are added
		found          []string
		bad, created   int
	}{
		"a second row of a deal": {deals: "A,Other,Ani,,Lead,Open,2026-01-08T08:00:00Z,,400,\n",
			found: []string{"duplicate_id deals.csv:6 id"}, bad: 1, created: 4},
		"a value that is none": {deals: "E,E,Ani,,Lead,Open,2026-01-08T08:00:00Z,,ten,\n",
			found: []string{"bad_number deals.csv:6 value"}, bad: 1, created: 4},
		"more decimals than dollars have": {deals: "E,E,Ani,,Lead,Open,2026-01-08T08:00:00Z,,1.255,\n",
			found: []string{"refused deals.csv:6 value"}, bad: 1, created: 4},
		"a negative value": {deals: "E,E,Ani,,Lead,Open,2026-01-08T08:00:00Z,,-5,\n",
			found: []string{"refused deals.csv:6 value"}, bad: 1, created: 4},
		"a date that is none": {deals: "E,E,Ani,,Lead,Open,2026-13-08T08:00:00Z,,1,\n",
			found: []string{"bad_date deals.csv:6 created"}, bad: 1, created: 4},
		"a deal of tomorrow": {deals: "E,E,Ani,,Lead,Open,2036-01-08T08:00:00Z,,1,\n",
			found: []string{"in_the_future deals.csv:6 created"}, bad: 1, created: 4},
		"no id": {deals: ",E,Ani,,Lead,Open,2026-01-08T08:00:00Z,,1,\n",
			found: []string{"empty_value deals.csv:6 id"}, bad: 1, created: 4},
		"an outcome nobody knows": {deals: "E,E,Ani,,Lead,Maybe,2026-01-08T08:00:00Z,,1,\n",
			found: []string{"unknown_outcome deals.csv:6 outcome"}, bad: 1, created: 4},
		"closed before it began": {deals: "E,E,Ani,,Lead,Won,2026-01-08T08:00:00Z,2026-01-07,1,\n",
			found: []string{"closed_before_creation deals.csv:6 closed"}, bad: 1, created: 4},
		"closed, but when": {deals: "E,E,Ani,,Lead,Won,2026-01-08T08:00:00Z,,1,\n",
			found: []string{"closing_not_told deals.csv:6 closed"}, bad: 1, created: 4},
		"a row too short": {deals: "E,E,Ani\n", found: []string{"ragged_row deals.csv:6 "}, bad: 1, created: 4},
		"a quote left open": {deals: "E,\"E,Ani,,Lead,Open,2026-01-08T08:00:00Z,,1,\n",
			found: []string{"quote_not_closed deals.csv:6 "}, bad: 1, created: 4},
		"history of a deal that is bad": {deals: "E,E,Ani,,Lead,Open,2026-01-08T08:00:00Z,,x,\n", history: "E,Lead,2026-01-08T08:00:00Z\n",
			found: []string{"bad_number deals.csv:6 value", "deal_left_out history.csv:9 deal"}, bad: 2, created: 4},
		"history of a deal that is not there": {history: "Z,Lead,2026-01-08T08:00:00Z\n",
			found: []string{"unknown_deal history.csv:9 deal"}, bad: 1, created: 4},
		"a stage that is not there": {history: "D,Ofer,2026-01-09T08:00:00Z\nD,Moon,2026-01-10T08:00:00Z\n",
			found: []string{"unknown_stage_did_you_mean history.csv:9 to", "unknown_stage history.csv:10 to"}, bad: 2, created: 4},
		"an open deal in no stage": {deals: "E,E,Ani,,Moon,Open,2026-01-08T08:00:00Z,,1,\n",
			found: []string{"unknown_stage deals.csv:6 stage"}, bad: 1, created: 4},
		"a change before the creation": {history: "D,Lead,2026-01-01T08:00:00Z\n",
			found: []string{"change_before_creation history.csv:9 "}, bad: 1, created: 4},
		"a change of tomorrow": {history: "D,Offer,2036-01-01T08:00:00Z\n",
			found: []string{"in_the_future history.csv:9 at"}, bad: 1, created: 4},
		"the same change twice": {history: "D,Offer,2026-01-10T08:00:00Z\nD,Offer,2026-01-10T08:00:00Z\n",
			found: []string{"change_repeated history.csv:10 "}, bad: 0, created: 4},
		"the history says won, the deal open": {history: "D,Won,2026-01-10T08:00:00Z\n",
			found: []string{"outcome_differs deals.csv:5 outcome"}, bad: 0, created: 4},
		"the history goes on after the closing": {history: "B,Contract,2026-01-25T08:00:00Z\n",
			found: []string{"closing_moved deals.csv:3 closed"}, bad: 0, created: 4},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, db)
			files := shop()
			files["history.csv"] = strings.Replace(files["history.csv"], "C,Offer,2026-01-17T08:00:00Z\nC,Lead,2026-01-07T08:00:00Z\n",
				"C,Lead,2026-01-07T08:00:00Z\nC,Offer,2026-01-17T08:00:00Z\n", 1)
			files["deals.csv"] += c.deals
			files["history.csv"] += c.history
			result := o.take(parsed(t, shopMap), texts(files))
			wantCodes(t, result.Findings, c.found...)
			if result.Counts.Bad != c.bad || result.Counts.Created["deal"] != c.created {
				t.Errorf("%+v", result.Counts)
			}
			if again := o.take(parsed(t, shopMap), texts(files)); !again.Unchanged || again.Counts.Bad != c.bad {
				t.Errorf("again: %+v", again.Counts)
			}
			strict, err := o.desk.Import(t.Context(), newOffice(t, db).Who, intake.Input{Map: parsed(t, shopMap), Open: texts(files), Strict: true})
			if (err != nil) != (c.bad > 0) || len(strict.Findings) < len(c.found) {
				t.Errorf("strict: %v", err)
			}
		})
	}
}

func TestAFileThatIsWrongAsAWholeChangesNothing(t *testing.T) {
	db := storetest.Open(t, storetest.Dir(t))
	for name, c := range map[string]struct {
		change func(files map[string]string)
		mapped func(string) string
		found  string
	}{
		"a column is missing": {change: func(f map[string]string) { f["deals.csv"] = strings.Replace(f["deals.csv"], "created", "made", 1) },
			found: "missing_column map.yaml:12 deals.created_at"},
		"a file is missing": {change: func(f map[string]string) { delete(f, "history.csv") }, found: "missing_file map.yaml:17 history"},
		"another delimiter": {mapped: func(m string) string {
			return strings.Replace(m, "file: deals.csv", "file: deals.csv\n  delimiter: ;", 1)
		},
			found: "one_column deals.csv:1 "},
		"an empty file": {change: func(f map[string]string) { f["deals.csv"] = "" }, found: "empty_file deals.csv "},
		"no text":       {change: func(f map[string]string) { f["history.csv"] = "PK\x03\x04rest" }, found: "not_text history.csv "},
		"dates of two meanings": {change: func(f map[string]string) {
			f["deals.csv"] = "id,name,owner,account,stage,outcome,created,closed,value,why\nA,A,Ani,,Lead,Open,03/04/2026,,1,\n"
		}, found: "ambiguous_dates deals.csv created"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, db)
			before := len(o.Events())
			files, text := shop(), shopMap
			if c.change != nil {
				c.change(files)
			}
			if c.mapped != nil {
				text = c.mapped(text)
			}
			result, err := o.try(parsed(t, text), texts(files))
			var problem *sales.Problem
			if !errors.As(err, &problem) || problem.Kind != sales.KindInvalid || problem.Code != "import_unusable" {
				t.Errorf("got %v", err)
			}
			wantCodes(t, result.Findings[:1], c.found)
			if len(o.Events()) != before {
				t.Error("something was written")
			}
		})
	}
}

func TestAPipelineThatIsHereKeepsItsStages(t *testing.T) {
	o := newOffice(t, storetest.Open(t, storetest.Dir(t)))
	o.take(parsed(t, shopMap), texts(shop()))
	m := parsed(t, strings.Replace(shopMap, "[Lead, Offer, Contract]", "[Lead, Offer, Contract, Party]", 1))
	if result, err := o.try(m, texts(shop())); err == nil {
		t.Errorf("a stage was added in silence: %+v", result.Counts)
	} else {
		wantCodes(t, result.Findings[len(result.Findings)-1:], "unknown_stage map.yaml pipeline.stages")
	}
}

func TestEveryByteMayBeMissing(t *testing.T) {
	o := newOffice(t, storetest.Open(t, storetest.Dir(t)))
	whole := shop()
	for name, text := range whole {
		for cut := range len(text) {
			files := shop()
			files[name] = text[:cut]
			before := len(o.Events())
			result, err := o.desk.Import(t.Context(), o.Who, intake.Input{Map: parsed(t, shopMap), Open: texts(files), DryRun: true})
			var problem *sales.Problem
			if err != nil && (!errors.As(err, &problem) || len(result.Findings) == 0) {
				t.Fatalf("%s cut at %d: %v", name, cut, err)
			}
			if len(o.Events()) != before {
				t.Fatal("a rehearsal has written")
			}
		}
	}
}
