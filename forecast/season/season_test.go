package season

import (
	"testing"

	"arus/sales"
)

func TestPeriodsBeforeAPeriodAreOfItsKindAndLeaveNoGap(t *testing.T) {
	for _, fiscal := range []int{1, 4, 11} {
		c := Calendar{sales.Calendar{FiscalYearStart: fiscal}}
		for name, kind := range map[string]Kind{"2026-Q1": Quarter, "2026-Q4": Quarter, "2026-03": Month, "2026-W01": Week, "2026-10-03..2026-10-30": Span} {
			p, err := c.Period(name)
			if err != nil || c.KindOf(p) != kind {
				t.Fatalf("%s: %v, %s", name, err, c.KindOf(p))
			}
			next := p
			for _, before := range c.Past(p, 9) {
				again, err := c.Period(before.Name)
				if err != nil || again != before || c.KindOf(before) != kind || before.To != next.From {
					t.Fatalf("before %+v comes %+v, read again %+v, %v", next, before, again, err)
				}
				next = before
			}
			if from, to := c.QuarterOf(p.From); !(sales.Period{From: from, To: to}).Holds(p.From) {
				t.Errorf("%s begins outside its quarter", name)
			}
			if kind != Span {
				if of := c.Of(kind, p.To-1); of != p {
					t.Errorf("the last day of %+v lies in %+v", p, of)
				}
			}
		}
	}
}

func TestStepsAndSeasons(t *testing.T) {
	quarter, month := sales.Period{From: 0, To: 91}, sales.Period{From: 0, To: 31}
	if Step(quarter) != 7 || Step(month) != 1 || Quarter.Season() != 4 || Month.Season() != 3 || Span.Season() != 0 {
		t.Error("a quarter is looked at by weeks, a month by days")
	}
}
