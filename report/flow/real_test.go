package flow

import (
	"math/big"
	"testing"

	"arus/report"
	"arus/report/reporttest"
	"arus/sales"
)

// What became of each visit to a stage of a real pipeline, and how long it took, is what a loop over its file counts.
func TestStagesOfARealPipelineAgreeWithItsFile(t *testing.T) {
	l := reporttest.ReadLoans(t)
	end := reporttest.Moment(t, "2012-03-14T23:59:59Z")
	r := report.NewReader(l.Board(t).Snapshot().At(end, 0), end)
	q := Question{Selection: report.Selection{Pipeline: "pipe_a"}, Period: sales.Period{To: 1 << 30}}
	all := map[string][]visit{}
	var at string // the stage in which the deal of the last row is, and since when
	var since sales.Instant
	for i, m := range l.Moves {
		when, first := reporttest.Moment(t, m["changed_at"]), m["from_stage"] == ""
		if !first {
			v := visit{step: stageOf(at), to: stageOf(m["to_stage"]), entered: since, left: when, end: "moved"}
			switch {
			case m["to_stage"] == "Won":
				v.end = "won"
			case v.to < 0:
				v.end = "lost"
			}
			all[at] = append(all[at], v)
		}
		at, since = m["to_stage"], when
		last := i+1 == len(l.Moves) || l.Moves[i+1]["from_stage"] == ""
		if last && stageOf(at) >= 0 {
			all[at] = append(all[at], visit{step: stageOf(at), entered: since})
		}
	}
	velocity, err := OfVelocity(r, q)
	if err != nil {
		t.Fatal(err)
	}
	conversion, err := OfConversion(r, q)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range reporttest.LoanStages() {
		here := all[name]
		ended := func(how string) int { return count(here, func(v visit) bool { return v.end == how }) }
		on := count(here, func(v visit) bool { return v.end == "moved" && v.to > i })
		id := string(reporttest.LoanStage(name))
		c := row(t, conversion.Stages.Columns, conversion.Stages.Rows, id)
		for column, want := range map[string]any{"visits": len(here), "forwards": on, "won": ended("won"), "lost": ended("lost"), "backwards": ended("moved") - on,
			"staying": ended(""), "progress_rate": ratio(on+ended("won"), len(here)-ended(""))} {
			same(t, name+" "+column, c(column), want)
		}
		v := row(t, velocity.Stages.Columns, velocity.Stages.Rows, id)
		same(t, name+" days_p50", v("days_p50"), median(here, end, big.NewRat(1, 2)))
		t.Logf("%-32s visits %d, forwards %d, won %d, lost %d, progress %v, median %v days", name, len(here), on, ended("won"), ended("lost"), c("progress_rate"), v("days_p50"))
	}
}

func stageOf(name string) int {
	for i, stage := range reporttest.LoanStages() {
		if stage == name {
			return i
		}
	}
	return -1
}
