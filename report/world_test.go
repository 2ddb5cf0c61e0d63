package report

import (
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"
	"testing"
	"time"

	"arus/board"
	"arus/report/reporttest"
	"arus/sales"

	"pgregory.net/rapid"
)

// story is one of package reporttest, shown through a reader.
type story struct {
	*reporttest.Story
	t *rapid.T
}

// life is a deal folded by hand.
type life = reporttest.Life

const (
	hour = reporttest.Hour
	day  = reporttest.Day
)

var opening = reporttest.Opening

func stageID(letter string) sales.StageID                { return reporttest.StageID(letter) }
func companySettings() sales.WorkspaceFacts              { return reporttest.Settings() }
func companyPipelines() map[sales.ID]sales.PipelineFacts { return reporttest.Pipelines() }
func boardOf(t testing.TB, facts ...sales.Fact) *board.Board {
	t.Helper()
	return reporttest.Board(t, facts...)
}

func tell(t *rapid.T, most int) *story { return &story{reporttest.Tell(t, most), t} }

func pick[T any](s *story, choices ...T) T { return reporttest.Pick(s.Story, choices...) }

// reader shows the story on a board at a random moment.
func (s *story) reader() *Reader {
	asOf, knownAt := s.Moments()
	return NewReader(s.Board().Snapshot().At(asOf, knownAt), asOf)
}

// lives are the deals of the reader's picture, folded by hand.
func (s *story) lives(r *Reader) []life { return s.Lives(r.Picture.AsOf(), r.Picture.KnownAt()) }

func jakarta(interface{ Fatal(...any) }) *time.Location { return reporttest.Jakarta() }

// sum adds up in dollars, rounding once half to even, what a weight gives of each deal's value. missing is the first currency
// in the alphabet without a rate, of those in which something is left.
func (s *story) sum(r *Reader, deals []life, weight func(life) *big.Rat) (m sales.Money, missing sales.Currency) {
	sums := map[sales.Currency]*big.Rat{}
	for _, d := range deals {
		w := weight(d)
		if w == nil || d.Value.Minor == 0 {
			continue
		}
		if sums[d.Value.Currency] == nil {
			sums[d.Value.Currency] = new(big.Rat)
		}
		part := new(big.Rat).SetInt64(d.Value.Minor)
		sums[d.Value.Currency].Add(sums[d.Value.Currency], part.Mul(part, w))
	}
	total := new(big.Rat)
	for currency, sum := range sums {
		rate := s.Rate(currency, r.Picture.AsOf(), r.Picture.KnownAt())
		switch {
		case sum.Sign() == 0:
		case rate != nil:
			total.Add(total, sum.Mul(sum, rate))
		case missing == "" || currency < missing:
			missing = currency
		}
	}
	return reporttest.Rounded(total), missing
}

// lacking are the currencies that figures of groups, and of all together, have no rate for: what is left of a currency in one
// may be nothing in another.
func (s *story) lacking(r *Reader, groups map[string][]life, weights ...func(life) *big.Rat) (missing []sales.Currency) {
	var all []life
	for _, deals := range groups {
		all = append(all, deals...)
	}
	for _, weight := range weights {
		for _, deals := range append(slices.Collect(maps.Values(groups)), all) {
			if _, c := s.sum(r, deals, weight); c != "" {
				missing = append(missing, c)
			}
		}
	}
	return missing
}

func always(life) *big.Rat { return big.NewRat(1, 1) }

func when(o sales.Outcome) func(life) *big.Rat {
	return func(d life) *big.Rat {
		if d.Outcome != o {
			return nil
		}
		return big.NewRat(1, 1)
	}
}

// chance weighs open deals with their stage's odds, which package score is tested for.
func chance(r *Reader) func(life) *big.Rat {
	return func(d life) *big.Rat {
		rate, ok := r.Odds.At(d.Pipeline, d.Stage)
		if d.Opinion.P > 0 {
			rate.P, ok = d.Opinion.P, true
		}
		if d.Outcome != sales.Open || !ok {
			return nil
		}
		return big.NewRat(int64(math.RoundToEven(rate.P*1e9)), 1e9)
	}
}

func filtered(deals []life, keep func(life) bool) (kept []life) {
	for _, d := range deals {
		if keep(d) {
			kept = append(kept, d)
		}
	}
	return kept
}

func count(deals []life, keep func(life) bool) int { return len(filtered(deals, keep)) }

func is(o sales.Outcome) func(life) bool { return func(d life) bool { return d.Outcome == o } }

// same compares two figures by what a person would read.
func same(t interface{ Fatalf(string, ...any) }, what string, got, want any) {
	if a, b := fmt.Sprint(got), fmt.Sprint(want); a != b {
		t.Fatalf("%s: got %s, want %s", what, a, b)
	}
}

// check runs a property. It exists so that every test says the same about how much it tries.
func check(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	rapid.Check(t, property)
}
