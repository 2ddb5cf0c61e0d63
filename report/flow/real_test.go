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

// Which open deals have waited too long in a stage of a real pipeline, and how old they are, is what a loop over its file
// finds: the limit is the time by which four fifths have left the stage.
func TestWhatWaitsInARealPipelineAgreesWithItsFile(t *testing.T) {
	l := reporttest.ReadLoans(t)
	b, began, worth := l.Board(t), map[string]sales.Instant{}, map[string]int64{}
	for _, d := range l.Deals {
		began[d["opportunity_id"]], worth[d["opportunity_id"]] = reporttest.Moment(t, d["created_at"]), reporttest.Euros(t, d["amount"]).Minor
	}
	for _, day := range []string{"2011-11-20", "2012-01-10", "2012-03-14"} {
		now := reporttest.Moment(t, day+"T23:59:59Z")
		r := report.NewReader(b.Snapshot().At(now, 0), now)
		q := Question{Selection: report.Selection{Pipeline: "pipe_a"}}
		stays, open := staysBy(t, l, now)

		stalled, err := OfStalled(r, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range reporttest.LoanStages() {
			limit, all, warned, late, value := median(stays[name], now, big.NewRat(4, 5)), 0, 0, 0, int64(0)
			for id, s := range open {
				if s.stage != name {
					continue
				}
				all++
				waited := s.since.DaysUntil(now)
				switch over := limit.(float64); {
				case waited > over:
					late++
					value += worth[id]
				case waited >= .7*over:
					warned++
				}
			}
			t.Logf("%s %-32s limit %.3f days, open %d, warned %d, stalled %d", day, name, limit, all, warned, late)
			if all == 0 {
				continue // a stage in which nobody waits has no row
			}
			cell := row(t, stalled.Columns, stalled.Rows, "pipe_a", "Loans", reporttest.LoanStage(name))
			same(t, day+" "+name, []any{cell("limit_days"), cell("open"), cell("warned"), cell("stalled"), cell("stalled_value")},
				[]any{limit, all, warned, late, sales.Money{Minor: value, Currency: "EUR"}})
		}

		for basis, since := range map[Basis]func(string) sales.Instant{Age: func(id string) sales.Instant { return began[id] },
			InStage: func(id string) sales.Instant { return open[id].since }} {
			ageing, err := OfAgeing(r, q, basis)
			if err != nil {
				t.Fatal(err)
			}
			for _, got := range ageing.Rows {
				from, below, n, value := float64(got[0].(int)), 1e9, 0, int64(0)
				if got[1] != nil {
					below = float64(got[1].(int))
				}
				for id := range open {
					if days := since(id).DaysUntil(now); days >= from && days < below {
						n++
						value += worth[id]
					}
				}
				same(t, day+" by "+string(basis), got[2:4], []any{n, sales.Money{Minor: value, Currency: "EUR"}})
			}
		}
	}
}

// standing is where an open deal is, and since when.
type standing struct {
	stage string
	since sales.Instant
}

// staysBy are the visits of each stage that began by a moment, as they looked then, and the deals that were open.
func staysBy(t *testing.T, l reporttest.Loans, now sales.Instant) (stays map[string][]visit, open map[string]standing) {
	stays, open = map[string][]visit{}, map[string]standing{}
	for _, m := range l.Moves {
		when, id := reporttest.Moment(t, m["changed_at"]), m["opportunity_id"]
		if when > now {
			continue
		}
		if s, there := open[id]; there {
			stays[s.stage] = append(stays[s.stage], visit{entered: s.since, left: when})
			delete(open, id)
		}
		if stageOf(m["to_stage"]) >= 0 {
			open[id] = standing{m["to_stage"], when}
		}
	}
	for _, s := range open {
		stays[s.stage] = append(stays[s.stage], visit{entered: s.since})
	}
	return stays, open
}

func stageOf(name string) int {
	for i, stage := range reporttest.LoanStages() {
		if stage == name {
			return i
		}
	}
	return -1
}
