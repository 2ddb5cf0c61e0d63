package pattern

import (
	"cmp"
	"math"
	"slices"
)

// wilson is the interval that holds the true share of won in n with 80 % confidence.
// Wilson: Probable Inference, the Law of Succession, and Statistical Inference, JASA 22 (1927).
func wilson(won, n int) (low, high float64) {
	const z = 1.2815515655446004 // of 80 %
	if n == 0 {
		return 0, 1
	}
	p, size := float64(won)/float64(n), float64(n)
	middle := (p + z*z/(2*size)) / (1 + z*z/size)
	half := z / (1 + z*z/size) * math.Sqrt(p*(1-p)/size+z*z/(4*size*size))
	return max(0, middle-half), min(1, middle+half)
}

// fisher is how likely a table as uneven as this one is by chance alone: won and lost of a group, won and lost of the rest.
// Fisher: The Design of Experiments (1935); two-sided, by summing what is no likelier.
func fisher(won, lost, restWon, restLost int) float64 {
	n, wins, size := won+lost+restWon+restLost, won+restWon, won+lost
	chance := func(k int) float64 { // of k wins in the group
		return math.Exp(choose(wins, k) + choose(n-wins, size-k) - choose(n, size))
	}
	seen, sum := chance(won)*(1+1e-9), 0.
	for k := max(0, size-(n-wins)); k <= min(size, wins); k++ {
		if p := chance(k); p <= seen {
			sum += p
		}
	}
	return min(1, sum)
}

// choose is the logarithm of n over k.
func choose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}

// adjusted are, for each p, the least rate of false discoveries at which it would count among all of them.
// Benjamini, Hochberg: Controlling the False Discovery Rate, JRSS B 57 (1995).
func adjusted(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(p[a], p[b]), a-b) })
	q, least := make([]float64, len(p)), 1.
	for rank := len(order); rank > 0; rank-- {
		i := order[rank-1]
		least = min(least, p[i]*float64(len(p))/float64(rank))
		q[i] = least
	}
	return q
}
