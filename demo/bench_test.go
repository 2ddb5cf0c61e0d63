package demo_test

import (
	"testing"

	"arus/demo"
	"arus/sales"
)

// BenchmarkDemo makes the demo company and walks through its orders.
func BenchmarkDemo(b *testing.B) {
	for b.Loop() {
		orders := 0
		for range demo.Company(1, now, demo.Demo()).Orders {
			orders++
		}
		b.ReportMetric(float64(orders), "orders")
	}
}

// BenchmarkProspect asks for the real chance of one deal.
func BenchmarkProspect(b *testing.B) {
	truth := demo.Company(1, now, demo.Small()).Truth
	for id := range truth.Open(now) {
		for b.Loop() {
			truth.Prospect(id, now, sales.Forever)
		}
		return
	}
}
