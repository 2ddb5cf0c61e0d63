package bench

import "testing"

// BenchmarkAsked asks what BenchmarkReports asks, of ours alone: what one looks at with a profile, and compares two builds by.
func BenchmarkAsked(b *testing.B) {
	x := madeUp(b, reportedDeals())
	manager := x.manager()
	for _, c := range append(x.contests(),
		contest{name: "plain sum", ask: func() func() []string { x.ask(plainSum); return nil }},
		contest{name: "a manager's grouped sum", ask: func() func() []string {
			_, err := manager.Ask(groupedSum)
			sound(x.b, err)
			return nil
		}}) {
		b.Run(c.name, func(b *testing.B) {
			c.ask()
			before := spent()
			for b.Loop() {
				c.ask()
			}
			b.ReportMetric(float64((spent()-before).Microseconds())/1e3/float64(b.N), "CPU-ms/op")
		})
	}
}
