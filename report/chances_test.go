package report

import (
	"cmp"
	"hash/fnv"
	"math"
	"math/big"
	"testing"

	"arus/board"
	"arus/sales"
	"arus/score"

	"pgregory.net/rapid"
)

// lots give every deal in every stage a chance by lot.
type lots struct{ filled *int }

func (l lots) Of(d board.Deal) score.Rate {
	sum := fnv.New64a()
	sum.Write([]byte(string(d.ID()) + string(d.Stage())))
	return score.Rate{P: float64(sum.Sum64()%1e9) / 1e9, Source: score.FromScore}
}

func (lots) By() string { return "lots" }

func (l lots) Fill(c board.Columns, into []Chance) {
	*l.filled++
	for i := range into {
		into[i] = ChanceOf(l.Of(c.Deal(i)).P)
	}
}

func TestChancesOfSingleDealsWeighThem(t *testing.T) {
	check(t, func(t *rapid.T) {
		s := tell(t, 60)
		l := lots{new(int)}
		r := s.reader().Weighing(l)
		want := func(d life) *big.Rat {
			onBoard, found := r.Deal(d.ID)
			if !found || d.Outcome != sales.Open {
				return nil
			}
			p := cmp.Or(d.Opinion.P, l.Of(onBoard).P)
			return big.NewRat(int64(math.RoundToEven(p*1e9)), 1e9)
		}
		total, _ := s.sum(r, s.lives(r), want)
		table, err := r.Ask(Question{Measures: []string{"weighted_value"}})
		if missingRate(t, r, err, s.lacking(r, map[string][]life{"": s.lives(r)}, want)) {
			return
		}
		same(t, "weighted", table.Totals, []any{total})
	})
}
