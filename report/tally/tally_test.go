package tally_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"arus/board"
	"arus/report"
	"arus/report/reporttest"
	"arus/report/scan"
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
