package rule_test

import (
	"slices"
	"testing"
	"time"

	"arus/rule"
)

// BenchmarkCriterion prints what a typical criterion costs: the median of many, since one that waits for a processor says
// nothing of the expression.
func BenchmarkCriterion(b *testing.B) {
	const text = `deal.outcome == "open" && deal.value > 100000 && deal.segment == "enterprise" && deal.days_in_stage < 30`
	language, err := rule.ForSteps(ourFields())
	if err != nil {
		b.Fatal(err)
	}
	filter, err := language.Filter(text)
	if err != nil {
		b.Fatal(err)
	}
	r := &row{value: 150000, segment: "enterprise", days: 3, region: "Jawa Barat", stage: "y"}
	for b.Loop() {
		b.ReportMetric(median(b, 20_000, func() error { _, err := filter.Match(r); return err }), "µs/evaluation-median")
		b.ReportMetric(median(b, 500, func() error { _, err := language.Filter(text); return err }), "µs/compile-median")
	}
}

// median is that of n measurements, in microseconds.
func median(b *testing.B, n int, do func() error) float64 {
	took := make([]time.Duration, n)
	for i := range took {
		began := time.Now()
		if err := do(); err != nil {
			b.Fatal(err)
		}
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	return float64(took[n/2].Nanoseconds()) / 1000
}
