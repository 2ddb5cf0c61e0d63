package tally_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"arus/board"
	"arus/report"
	"arus/report/reporttest"
	"arus/report/scan"
	"arus/report/survival"
	"arus/report/tally"
	"arus/sales"
)

func TestAQuestionWithMoreGroupsThanItMayHaveIsRefused(t *testing.T) {
	at := reporttest.Opening + 200*reporttest.Day
	r := report.NewReader(reporttest.Many(t, rand.New(rand.NewPCG(1, 2)), 500).Snapshot().At(at, 0), at)
	byDeal := tally.Question{By: []scan.Dimension{{Key: func(d board.Deal) string { return string(d.ID()) }}}}
	all, err := tally.Count(r.World(), byDeal)
	if err != nil {
		t.Fatal(err)
	}
	byDeal.Most = len(all.Groups)
	if _, err := tally.Count(r.World(), byDeal); err != nil {
		t.Errorf("as many as it may have: %v", err)
	}
	byDeal.Most--
	var problem *sales.Problem
	if _, err := tally.Count(r.World(), byDeal); !errors.As(err, &problem) || problem.Code != "too_costly" || problem.Pointer != "/group_by" {
		t.Errorf("one more: %v", err)
	}
}

// The same stays are asked for twice, of all deals and of some: those that are kept, in pieces or as they are, and those
// that a walk through each deal's visits finds.
func TestKeptStaysAreThoseOfEachDealsVisits(t *testing.T) {
	at := reporttest.Opening + 200*reporttest.Day
	picture := reporttest.Many(t, rand.New(rand.NewPCG(3, 4)), 700).Snapshot().At(at, 0)
	w := report.NewReader(picture, at).World()
	stage := scan.Dimension{Columns: scan.Place, Coded: true, Key: func(d board.Deal) string { return string(d.Stage()) },
		Place: func(code uint32) string { return string(picture.Place(code).Stage) }}
	owner := scan.Dimension{Columns: scan.Owner, Coded: true, Key: func(d board.Deal) string { return string(d.Owner()) }}
	both := scan.Dimension{Keys: func(d board.Deal) []string { return []string{"all", string(d.Owner())} }}
	all := func(board.Deal) bool { return true }
	some := func(d board.Deal) bool { return d.Value().Minor%3 > 0 }
	for name, by := range map[string][]scan.Dimension{"stage": {stage}, "owner": {owner}, "owner and stage": {owner, stage}, "overlapping": {both, stage}} {
		for _, meant := range []func(board.Deal) bool{all, some, all} {
			a, err := tally.Count(w, tally.Question{By: by, Needs: tally.Stays, Which: scan.Which{Also: meant}})
			if err != nil {
				t.Fatal(err)
			}
			want := walked(picture, by, meant, at)
			for _, g := range a.Groups {
				key := " " + strings.Join(g.Keys, " ")
				var got []survival.Stay
				for piece := range g.Stays.Pieces {
					got = append(got, piece.All()...)
				}
				slices.Sort(got)
				slices.Sort(want[key])
				if !slices.Equal(got, want[key]) {
					t.Errorf("by %s, %s has %d stays, want %d", name, key, len(got), len(want[key]))
				}
				delete(want, key)
			}
			if len(want) > 0 {
				t.Errorf("by %s: %d groups are missing", name, len(want))
			}
		}
	}
}

func walked(picture *board.Picture, by []scan.Dimension, meant func(board.Deal) bool, now sales.Instant) map[string][]survival.Stay {
	all := map[string][]survival.Stay{}
	for d := range picture.Deals() {
		for _, v := range d.Visits() {
			if !meant(d) {
				continue
			}
			keys := []string{""}
			for _, dimension := range by {
				var own []string
				switch {
				case dimension.Place != nil:
					own = []string{dimension.Place(v.Place)}
				case dimension.Keys != nil:
					own = dimension.Keys(d)
				default:
					own = []string{dimension.Key(d)}
				}
				var next []string
				for _, key := range keys {
					for _, o := range own {
						next = append(next, key+" "+o)
					}
				}
				keys = next
			}
			for _, key := range keys {
				all[key] = append(all[key], survival.Of(v.Entered, v.Left, now))
			}
		}
	}
	return all
}
