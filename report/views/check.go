package views

import (
	"cmp"
	"errors"
	"strconv"
	"strings"

	"arus/report"
	"arus/report/lists"
	"arus/sales"
)

// nothing selects no deal, so that the engine reads a question and counts nothing.
var nothing = []sales.DealID{"deal_none"}

// Moment reads what somebody says of a moment, and says what is wrong with it.
type Moment func(pointer, text string) error

// Check reads every question of a view as the engine would, with the custom fields, pipelines and calendar of a reader. A
// problem points into the view.
func Check(r *report.Reader, v sales.ViewFacts, read Moment) error {
	if err := within("/question", cmp.Or(question(r, v.Page, v.Question), moments(r, v.Question, read))); err != nil {
		return err
	}
	for i, p := range v.Panels {
		if err := within("/panels/"+strconv.Itoa(i)+"/question", cmp.Or(question(r, p.Report, p.Question), moments(r, p.Question, read))); err != nil {
			return err
		}
	}
	return nil
}

// within puts a problem of a question into its place: parameters and members have the same names.
func within(place string, err error) error {
	var p *sales.Problem
	if !errors.As(err, &p) {
		return err
	}
	own := *p
	own.Pointer = place + "/" + strings.TrimLeft(p.Pointer, "#/")
	return &own
}

func question(r *report.Reader, page string, q sales.KeptQuestion) error {
	if page == "accounts" {
		none := func(func(*sales.Account) bool) {}
		_, _, err := lists.Of(r, none, lists.Listing{Kind: sales.AccountKind, Filter: q.Filter, Text: q.Text, Sort: q.Sort, Limit: 1})
		return err
	}
	s := report.Selection{IDs: nothing, Pipeline: sales.PipelineID(q.Pipeline), Owner: sales.UserID(q.Owner), Account: sales.AccountID(q.Account), Text: q.Text, Filter: q.Filter}
	measures := q.Measures
	if len(measures) == 0 && page != "query" && page != "explorer" {
		measures = []string{"count"} // a named report has its own
	}
	_, err := r.Ask(report.Question{Selection: s, Measures: measures, GroupBy: q.GroupBy, Currency: sales.Currency(q.Currency), Kind: sales.ValueKind(q.ValueKind)})
	if err == nil && (page == "deals" || page == "board") {
		_, _, err = r.List(report.Listing{Selection: s, Sort: q.Sort, Limit: 1})
	}
	return err
}

// moments reads what a question says of time.
func moments(r *report.Reader, q sales.KeptQuestion, read Moment) error {
	if q.Period != "" {
		if _, err := r.Settings().Calendar.PeriodAt(q.Period, r.Today()); err != nil {
			return err
		}
	}
	return cmp.Or(read("/as_of", q.AsOf), read("/known_at", q.KnownAt), read("/compare_to", q.CompareTo), read("/from", q.From), read("/to", q.To))
}
