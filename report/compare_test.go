package report

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// A comparison is two answers side by side, and nothing else.
func TestAComparisonIsTwoAnswers(t *testing.T) {
	check(t, func(t *rapid.T) {
		s := tell(t, 60)
		b := s.Board()
		asOf, knownAt := s.Moments()
		earlier := asOf - day*10
		is := NewReader(b.Snapshot().At(asOf, knownAt), asOf)
		was := NewReader(b.Snapshot().At(earlier, knownAt), earlier)
		q := Question{Measures: []string{"count", "value", "win_rate"}, GroupBy: []string{pick(s, "stage", "owner", "value_band")}}
		table, err := is.Compare(was, q)
		now, err1 := is.Ask(q)
		then, err2 := was.Ask(q)
		if err1 != nil || err2 != nil || err != nil {
			if (err1 == nil && err2 == nil) != (err == nil) {
				t.Fatal(err, err1, err2)
			}
			return
		}
		figures := func(of Table) map[string][]any {
			found := map[string][]any{}
			for _, row := range of.Rows {
				found[fmt.Sprint(row[0])] = row[len(row)-3:]
			}
			found["all"] = of.Totals[len(of.Totals)-3:]
			return found
		}
		a, z := figures(now), figures(then)
		groups := map[string]bool{}
		for i, row := range append(table.Rows, table.Totals) {
			key, f := fmt.Sprint(row[0]), row[len(row)-9:]
			if i == len(table.Rows) {
				key = "all"
			}
			groups[key] = true
			for i := range 3 {
				for side, answers := range []map[string][]any{a, z} {
					if want, there := answers[key]; there {
						same(t, key, f[i*3+side], want[i])
					}
				}
				same(t, key+" change", f[i*3+2], change(f[i*3], f[i*3+1]))
			}
		}
		for _, answers := range []map[string][]any{a, z} {
			for key := range answers {
				if !groups[key] {
					t.Fatalf("%s is missing", key)
				}
			}
		}
	})
}

// What was known at a moment is said for ever, whatever is back-dated later; what was true at it is not.
func TestKnownFiguresStayAndTrueOnesFollowWhatIsBackDated(t *testing.T) {
	check(t, func(t *rapid.T) {
		s := tell(t, 40)
		known, asOf := s.Recorded, s.Recorded
		ask := func() (knownThen, trueThen string) {
			snapshot := s.Board().Snapshot()
			for i, r := range []*Reader{NewReader(snapshot.At(asOf, known), asOf), NewReader(snapshot.At(asOf, 0), asOf)} {
				table, err := r.Ask(Question{Measures: []string{"count", "open", "won", "stage_days_mean"}, GroupBy: []string{"stage", "owner"}})
				if err != nil {
					t.Fatal(err)
				}
				if i == 0 {
					knownThen = fmt.Sprint(table.Rows, table.Totals)
				} else {
					trueThen = fmt.Sprint(table.Rows, table.Totals)
				}
			}
			return knownThen, trueThen
		}
		before, same1 := ask()
		same(t, "all is known", before, same1)
		deals := len(s.Lives(asOf, 0))
		s.Recorded += day
		for range 10 {
			s.Do(asOf-hour, s.Command()) // back-dated to before the moment
		}
		after, follows := ask()
		same(t, "what was known", after, before)
		if len(s.Lives(asOf, 0)) != deals {
			if follows == before {
				t.Fatal("deals were back-dated, and what was true is told as before")
			}
		}
	})
}
