package bench

import (
	"fmt"
	"os"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"
)

// figure is one line of what models and forecasts are held to.
type figure struct {
	item  string
	got   float64
	bar   string  // as it is written
	above float64 // the least it may be, where not 0
	below float64 // the most it may be, where not 0
	with  string  // model, seeds, CPU seconds
}

// sheet is the table of figures, printed when it is full.
type sheet []figure

func (s *sheet) add(f figure) { *s = append(*s, f) }

func (s sheet) print() {
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "\nfigure\tseen\tbar\t\twith")
	for _, f := range s {
		verdict := "met"
		if f.above != 0 && f.got < f.above || f.below != 0 && f.got > f.below {
			verdict = "MISSED"
		}
		if f.bar == "" {
			verdict = ""
		}
		fmt.Fprintf(w, "%s\t%.4g\t%s\t%s\t%s\n", f.item, f.got, f.bar, verdict, f.with)
	}
	_ = w.Flush()
}

// spent is the CPU time of this process until now, over all its threads.
func spent() time.Duration {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// costing is the CPU seconds that something takes.
func costing(what func()) float64 {
	before := spent()
	what()
	return (spent() - before).Seconds()
}

// BenchmarkScience prints what models reach on real exports, beside what they are held to. Run it with make bench-science.
func BenchmarkScience(b *testing.B) {
	var s sheet
	ibm(b, &s)
	maven(b, &s)
	s.print()
}

// BenchmarkScienceForecasts prints the same of forecasts: of real loans, and of companies whose truth is known. One of
// them is run with -bench ScienceForecasts/S.
func BenchmarkScienceForecasts(b *testing.B) {
	for _, part := range []struct {
		name string
		run  func(testing.TB, *sheet)
	}{
		{"bpi2012", bpi}, {"drift", drifting},
		{"S", rehearsal{"S", 4, .77, .04}.held}, {"M", rehearsal{"M", 2, .89, .09}.held}, {"L", rehearsal{"L", 1, .955, .15}.held},
	} {
		b.Run(part.name, func(b *testing.B) {
			var s sheet
			part.run(b, &s)
			s.print()
		})
	}
}
