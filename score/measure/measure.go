package measure

import (
	"cmp"
	"math"
	"slices"

	"arus/score/portable"
)

// Quality of chances, each beside what happened.
type Quality struct {
	N       int
	Hits    int
	AUC     float64 // the chance that a hit is given a higher chance than a miss; ties count half. .5 where one kind is missing
	Brier   float64 // mean squared distance
	LogLoss float64 // mean -ln of the chance that was given to what happened, in nats
	ECE     float64 // mean |share of hits − mean chance| over ten bins of equally many
}

// Of measures chances in (0, 1). Without any it is the zero Quality with an AUC of .5.
func Of(chances []float64, hits []bool) Quality {
	q := Quality{N: len(chances), AUC: AUC(chances, hits)}
	if q.N == 0 {
		return q
	}
	for i, p := range chances {
		y := 0.0
		if hits[i] {
			q.Hits++
			y = 1
		}
		off := p - y
		q.Brier += float64(off * off)
		q.LogLoss += Loss(p, hits[i])
	}
	n := float64(q.N)
	q.Brier /= n
	q.LogLoss /= n
	for _, b := range Reliability(chances, hits, nil, 10) {
		q.ECE += float64(math.Abs(b.Mean-b.Share)*b.Weight) / n
	}
	return q
}

// Loss is -ln of the chance given to what happened. A chance nearer to 0 or 1 than a millionth counts as that far away:
// one certainty that was wrong is not to outweigh all else.
func Loss(p float64, hit bool) float64 {
	p = min(max(p, 1e-6), 1-1e-6)
	if !hit {
		p = 1 - p
	}
	return -portable.Log(p)
}

// AUC is the area under the receiver operating characteristic, by ranks.
func AUC(chances []float64, hits []bool) float64 {
	order := rising(chances)
	var below, misses, allHits float64
	for i := 0; i < len(order); {
		var h, m float64
		j := i
		for ; j < len(order) && chances[order[j]] == chances[order[i]]; j++ {
			if hits[order[j]] {
				h++
			} else {
				m++
			}
		}
		below += float64(h*misses) + float64(h*m)/2
		allHits += h
		misses += m
		i = j
	}
	if allHits == 0 || misses == 0 {
		return .5
	}
	return below / (allHits * misses)
}

// rising are the numbers of rows by their chances; rows with the same chance stay as they are.
func rising(chances []float64) []int32 {
	order := make([]int32, len(chances))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(chances[a], chances[b]), cmp.Compare(a, b)) })
	return order
}

// Bin is a part of the deals, by their chances.
type Bin struct {
	N         int
	Weight    float64 // of its deals; N where each weighs 1
	Low, High float64 // chances in it
	Mean      float64 // chance, weighted
	Share     float64 // of hits, weighted
}

// Parts sorts deals by their chances into bins of equally many: the places of the deals of each. Empty bins are left out.
func Parts(chances []float64, bins int) (parts [][]int32) {
	order := rising(chances)
	for k := range bins {
		if part := order[k*len(order)/bins : (k+1)*len(order)/bins]; len(part) > 0 {
			parts = append(parts, part)
		}
	}
	return parts
}

// Reliability sorts deals by their chances into bins of equally many, and says of each what was said and what happened.
// Weights, such as values, count in means and shares; nil is 1 each. A bin without weight says the plain chance, and no hits.
func Reliability(chances []float64, hits []bool, weights []float64, bins int) []Bin {
	var all []Bin
	for _, part := range Parts(chances, bins) {
		b := Bin{N: len(part), Low: chances[part[0]], High: chances[part[len(part)-1]]}
		for _, i := range part {
			w := 1.0
			if weights != nil {
				w = weights[i]
			}
			b.Weight += w
			b.Mean += float64(w * chances[i])
			if hits[i] {
				b.Share += w
			}
		}
		if b.Weight > 0 {
			b.Mean /= b.Weight
			b.Share /= b.Weight
		} else {
			b.Mean = b.Low
		}
		all = append(all, b)
	}
	return all
}
