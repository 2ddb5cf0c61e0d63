package naming_test

import (
	"strings"
	"testing"

	"arus/report"
	"arus/report/reporttest"
	"arus/sales"

	"pgregory.net/rapid"
)

// Whatever there is in a story may be asked for at any moment of it; what differs in one letter from all of that may not.
func TestWhatIsThereMayBeAskedForAndNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := reporttest.Tell(t, 20)
		asOf, knownAt := s.Moments()
		picture := s.Board().Snapshot().At(asOf, knownAt)
		r := report.NewReader(picture, asOf)
		known := map[string]string{"owner": "user_1"}
		for _, d := range s.Lives(0, 0) {
			known["pipeline"], known["stage"], known["owner"], known["account"] = string(d.Pipeline), string(d.Stage), string(d.Owner), string(d.Account)
		}
		for field, id := range known {
			if id == "" {
				continue
			}
			ask := func(id string) error {
				_, err := r.Which(report.Selection{Filter: report.Equal(field, id)})
				return err
			}
			if err := ask(id); err != nil {
				t.Fatalf("%s %q: %v", field, id, err)
			}
			if err := ask(id + "~"); err == nil || !strings.Contains(err.Error(), "there is no "+field) {
				t.Fatalf("%s %q: %v", field, id+"~", err)
			}
		}
	})
}

func TestWhatWasMeantByAnIDThatThereIsNot(t *testing.T) {
	create := func(id sales.ID, e sales.Event) sales.Fact { return sales.Fact{Object: id, At: 1, Event: e} }
	a := reporttest.Pipelines()["pipe_a"]
	b := reporttest.Board(t, create("ws_1", sales.Created[sales.WorkspaceFacts]{Facts: reporttest.Settings()}), create("pipe_a", sales.Created[sales.PipelineFacts]{Facts: a}),
		create("user_ann", sales.Created[sales.UserFacts]{Facts: sales.UserFacts{Name: "Ann Lee", Team: "team_n"}}),
		create("team_north", sales.Created[sales.TeamFacts]{Facts: sales.TeamFacts{Name: "North"}}),
		create("acct_1", sales.Created[sales.AccountFacts]{Facts: sales.AccountFacts{Name: "Acme"}}))
	r := report.NewReader(b.Snapshot().At(0, 0), reporttest.Opening)
	for _, c := range []struct {
		selection report.Selection
		want      string // "" where nothing is wrong
	}{
		{report.Selection{Pipeline: "pipe_a", Stage: a.Stages[0].ID, Owner: "user_ann", Account: "acct_1"}, ""},
		{report.Selection{Pipeline: "pipe_b"}, `there is no pipeline "pipe_b"; did you mean "pipe_a"?`},
		{report.Selection{Pipeline: sales.PipelineID(a.Name)}, `there is no pipeline "` + a.Name + `"; did you mean "pipe_a"?`},
		{report.Selection{Owner: "user_nan"}, `there is no owner "user_nan"; did you mean "user_ann"?`},
		{report.Selection{Account: "Acme"}, `there is no account "Acme"`},
		{report.Selection{Filter: `deal.team == "team_nroth"`}, `line 1, column 14: there is no team "team_nroth"; did you mean "team_north"?`},
		{report.Selection{Filter: `deal.team in ["team_north", ""] && deal.owner != "ann lee"`}, `line 1, column 50: there is no owner "ann lee"; did you mean "user_ann"?`},
		{report.Selection{Filter: `"prod_1" in deal.products`}, `line 1, column 1: there is no product "prod_1"`},
		{report.Selection{Filter: `deal.canonical_stage == "nowhere at all"`}, `line 1, column 25: there is no canonical_stage "nowhere at all"`},
		{report.Selection{Filter: `deal.segment == "whatever"`}, ""},
	} {
		got := ""
		if _, err := r.Which(c.selection); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%+v: %q, want %q", c.selection, got, c.want)
		}
	}
}

func TestWhatIsAskedForTwiceIsRefused(t *testing.T) {
	r := report.NewReader(reporttest.Board(t).Snapshot().At(0, 0), reporttest.Opening)
	for at, q := range map[string]report.Question{
		"/measures/2": {Measures: []string{"count", "won", "count"}},
		"/group_by/1": {Measures: []string{"count"}, GroupBy: []string{"owner", "owner"}},
	} {
		_, err := r.Ask(q)
		if p, is := err.(*sales.Problem); !is || p.Code != "twice" || p.Pointer != at {
			t.Errorf("%s: %v", at, err)
		}
	}
}
