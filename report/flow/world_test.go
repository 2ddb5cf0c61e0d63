package flow

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"slices"
	"testing"

	"arus/report"
	"arus/report/reporttest"
	"arus/sales"

	"pgregory.net/rapid"
)

// told is a story with a reader of it, and what is counted by hand.
type told struct {
	*reporttest.Story
	t        *rapid.T
	r        *report.Reader
	question Question
	lives    []reporttest.Life // those that the question selects
	steps    []string
}

// everywhere is the question's way to let everything through.
func hear(t *rapid.T) *told {
	s := reporttest.Tell(t, 60)
	asOf, knownAt := s.Moments()
	h := &told{Story: s, t: t, r: report.NewReader(s.Board().Snapshot().At(asOf, knownAt), asOf)}
	h.question = Question{Selection: report.Selection{Pipeline: reporttest.Pick[sales.PipelineID](s, "", "pipe_a", "pipe_b")}, Period: sales.Period{From: -1 << 30, To: 1 << 30}}
	if rapid.Bool().Draw(t, "period") {
		from := s.SomeDay() - 30
		h.question.Period = sales.Period{From: from, To: from + sales.Day(rapid.IntRange(1, 200).Draw(t, "days"))}
	}
	if rapid.IntRange(0, 2).Draw(t, "grouped") == 0 {
		h.question.GroupBy = []string{"owner"}
	}
	sight := report.Sight{All: rapid.Bool().Draw(t, "all"), Owners: map[sales.UserID]bool{"user_1": true, "": true}}
	h.r = h.r.Within(sight)
	for _, l := range s.Lives(asOf, knownAt) {
		if (h.question.Pipeline == "" || l.Pipeline == h.question.Pipeline) && (sight.All || sight.Owners[l.Owner]) {
			h.lives = append(h.lives, l)
		}
	}
	if h.question.Pipeline == "" {
		for _, c := range sales.DefaultCanonical() {
			h.steps = append(h.steps, c.Key)
		}
	} else {
		for _, st := range reporttest.Pipelines()[sales.ID(h.question.Pipeline)].Stages {
			h.steps = append(h.steps, string(st.ID))
		}
	}
	return h
}

// groups are the deals by owner, or all of them.
func (h *told) groups() (keys []string, of map[string][]reporttest.Life) {
	of = map[string][]reporttest.Life{}
	if len(h.question.GroupBy) == 0 {
		return []string{""}, map[string][]reporttest.Life{"": h.lives}
	}
	for _, l := range h.lives {
		if _, seen := of[string(l.Owner)]; !seen {
			keys = append(keys, string(l.Owner))
		}
		of[string(l.Owner)] = append(of[string(l.Owner)], l)
	}
	slices.Sort(keys)
	return keys, of
}

// step is where a deal stands on the ladder; -1 when nowhere.
func (h *told) step(d sales.Deal) int {
	_, stage := reporttest.Pipelines()[sales.ID(d.Pipeline)].Stage(d.Stage)
	switch {
	case stage == nil:
		return -1
	case h.question.Pipeline == "":
		return slices.Index(h.steps, stage.Canonical)
	}
	return slices.Index(h.steps, string(stage.ID))
}

// visit is a stay on a step, counted by hand.
type visit struct {
	step, to      int
	entered, left sales.Instant
	end           string // "", moved, won or lost
}

func (h *told) visits(l reporttest.Life) (all []visit) {
	open := false
	for _, f := range l.Told {
		now := f.After.Outcome == sales.Open
		last := len(all) - 1
		switch {
		case open && now && h.step(f.After) != all[last].step:
			all[last].left, all[last].end, all[last].to = f.At, "moved", h.step(f.After)
			all = append(all, visit{step: h.step(f.After), entered: f.At})
		case open && !now:
			all[last].left, all[last].end = f.At, string(f.After.Outcome)
		case !open && now:
			all = append(all, visit{step: h.step(f.After), entered: f.At})
		}
		open = now
	}
	return all
}

func (h *told) day(at sales.Instant) sales.Day {
	return sales.DayOf(at.Time().In(reporttest.Jakarta()))
}
func (h *told) holds(at sales.Instant) bool { return h.question.Period.Holds(h.day(at)) }

// median is Kaplan's and Meier's by the textbook: at each duration, those still there and those that end.
func median(list []visit, now sales.Instant, share *big.Rat) any {
	length := func(v visit) sales.Instant {
		if v.left == 0 {
			return now - v.entered
		}
		return v.left - v.entered
	}
	there := big.NewRat(1, 1)
	ends := map[sales.Instant]bool{}
	for _, v := range list {
		if v.left != 0 {
			ends[length(v)] = true
		}
	}
	var order []sales.Instant
	for at := range ends {
		order = append(order, at)
	}
	slices.Sort(order)
	for _, at := range order {
		risk, ended := int64(0), int64(0)
		for _, v := range list {
			if length(v) >= at {
				risk++
			}
			if v.left != 0 && length(v) == at {
				ended++
			}
		}
		there.Mul(there, big.NewRat(risk-ended, risk))
		if there.Cmp(new(big.Rat).Sub(big.NewRat(1, 1), share)) <= 0 {
			return sales.Instant(0).DaysUntil(at)
		}
	}
	return nil
}

func meanDays(list []float64) any {
	if len(list) == 0 {
		return nil
	}
	sum := 0.0
	for _, d := range list {
		sum += d
	}
	return sum / float64(len(list))
}

// lower is the smallest of them that half do not exceed.
func lower(list []float64) any {
	if len(list) == 0 {
		return nil
	}
	slices.Sort(list)
	return list[(len(list)-1)/2]
}

func ratio(part, whole int) any {
	if whole == 0 {
		return nil
	}
	return float64(part) / float64(whole)
}

func count[T any](list []T, keep func(T) bool) (n int) {
	for _, x := range list {
		if keep(x) {
			n++
		}
	}
	return n
}

// row finds the cells under some columns, of the row whose first cells are these.
func row(t rapid.TB, table []report.Column, rows [][]any, keys ...any) func(name string) any {
	for _, r := range rows {
		found := true
		for i, k := range keys {
			found = found && fmt.Sprint(cmp.Or(r[i], any(""))) == fmt.Sprint(k)
		}
		if found {
			return func(name string) any {
				at := slices.IndexFunc(table, func(c report.Column) bool { return c.Name == name })
				if at < 0 {
					t.Fatalf("there is no column %s", name)
				}
				return r[at]
			}
		}
	}
	t.Fatalf("there is no row %v among %v", keys, rows)
	return nil
}

// same compares two figures as a person reads them; floats but for their last bits.
func same(t rapid.TB, what string, got, want any) {
	a, float := got.(float64)
	if b, also := want.(float64); float && also && math.Abs(a-b) <= 1e-9*max(1, math.Abs(b)) {
		return
	}
	if a, b := fmt.Sprint(got), fmt.Sprint(want); a != b {
		t.Fatalf("%s: got %s, want %s", what, a, b)
	}
}

// groupKeys are the first cells of a group's rows.
func (h *told) groupKeys(key string) []any {
	if len(h.question.GroupBy) == 0 {
		return nil
	}
	name := key
	if key != "" {
		name = "User " + key
	}
	return []any{key, name}
}

// listed are the deals that a filter opens.
func (h *told) listed(filter string) (ids []sales.DealID) {
	page, _, err := h.r.List(report.Listing{Selection: report.Selection{Pipeline: h.question.Pipeline, Filter: filter}, Limit: 1000})
	if err != nil {
		h.t.Fatalf("%s: %v", filter, err)
	}
	for _, d := range page {
		ids = append(ids, d.ID())
	}
	return ids
}

func idsOf(lives []reporttest.Life, keep func(reporttest.Life) bool) (ids []sales.DealID) {
	for _, l := range lives {
		if keep(l) {
			ids = append(ids, l.ID)
		}
	}
	return ids
}

func check(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	rapid.Check(t, property)
}
