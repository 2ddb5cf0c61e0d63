package calibrate

import (
	"cmp"
	"math"
	"slices"

	"arus/score/portable"
)

// Row is what a model said of a deal that it had not seen, and what became of it.
type Row struct {
	Logit  float64
	Hit    bool
	Weight float64 // above 0; 1 for a deal
}

// Fit finds the curve of a kind that suits rows best. Without rows it leaves logits alone.
func Fit(kind Kind, rows []Row) Curve {
	switch {
	case len(rows) == 0:
		return Curve{}
	case kind == Isotonic:
		return isotonic(rows)
	}
	b := bend{rows: rows, free: 3, at: [3]float64{0, 1, 1}}
	if kind == Level {
		b.free = 1
	}
	b.settle()
	return Curve{Kind: kind, By: b.at[0], Won: b.at[1], Lost: b.at[2]}
}

// pull is how strongly a curve is held where it leaves logits alone, in certain halves of rows: the prior of a normal
// distribution with a standard deviation of .28. For the level of a chance of one half that is some 25 wins that say "as before".
const pull = 12.5

// bend finds the curve with the least loss: by, won and lost, of which the last two are never below 0. The loss is convex, and
// the pull makes it strictly so: there is one answer.
type bend struct {
	rows []Row
	free int // how many of the three may move
	at   [3]float64
}

const (
	steps = 50
	small = 1e-10
)

// settle takes Newton's steps over whatever is not held at its bound, each as long as it lessens the loss.
func (b *bend) settle() {
	for range steps {
		slope, curve := b.slopes()
		step := b.newton(slope, curve)
		from, loss := b.at, b.loss()
		length := 1.0
		for ; length > 1e-6; length /= 2 {
			for i := range b.free {
				b.at[i] = from[i] + float64(length*step[i])
				if i > 0 {
					b.at[i] = max(0, b.at[i])
				}
			}
			if b.loss() <= loss {
				break
			}
		}
		if length <= 1e-6 {
			b.at = from
			return
		}
		if moved := max(math.Abs(b.at[0]-from[0]), math.Abs(b.at[1]-from[1]), math.Abs(b.at[2]-from[2])); moved < small {
			return
		}
	}
}

// parts of a logit that the three multiply.
func parts(z float64) [3]float64 {
	z = min(max(z, -far), far)
	return [3]float64{1, -soft(-z), soft(z)}
}

func (b *bend) said(x *[3]float64) float64 {
	return b.at[0] + float64(b.at[1]*x[1]) + float64(b.at[2]*x[2])
}

// held is how far one of the three is from where it leaves logits alone.
func (b *bend) held(i int) float64 {
	if i == 0 {
		return b.at[0]
	}
	return b.at[i] - 1
}

func (b *bend) loss() (sum float64) {
	for _, r := range b.rows {
		x := parts(r.Logit)
		z := b.said(&x)
		if r.Hit {
			z = -z
		}
		sum += float64(r.Weight * soft(z))
	}
	for i := range b.free {
		sum += float64(pull / 2 * float64(b.held(i)*b.held(i)))
	}
	return sum
}

func (b *bend) slopes() (slope [3]float64, curve [3][3]float64) {
	for _, r := range b.rows {
		x := parts(r.Logit)
		p := portable.Chance(b.said(&x))
		off, spread := p, float64(float64(p*(1-p))*r.Weight)
		if r.Hit {
			off--
		}
		off = float64(off * r.Weight)
		for i, y := range x {
			slope[i] += float64(off * y)
			bent := float64(spread * y)
			for j, z := range x {
				curve[i][j] += float64(bent * z)
			}
		}
	}
	for i := range 3 {
		slope[i] += float64(pull * b.held(i))
		curve[i][i] += pull
	}
	return slope, curve
}

// newton is the step to where the slopes end, for all that may move: what is at its bound and would go below it stays.
func (b *bend) newton(slope [3]float64, curve [3][3]float64) (step [3]float64) {
	var move []int
	for i := range b.free {
		if i == 0 || b.at[i] > 0 || slope[i] < 0 {
			move = append(move, i)
		}
	}
	// Gaussian elimination; the pull keeps what it divides by well above 0.
	for k, i := range move {
		for _, j := range move[k+1:] {
			by := curve[j][i] / curve[i][i]
			for _, l := range move[k:] {
				curve[j][l] -= float64(by * curve[i][l])
			}
			slope[j] -= float64(by * slope[i])
		}
	}
	for k, i := range slices.Backward(move) {
		sum := -slope[i]
		for _, l := range move[k+1:] {
			sum -= float64(curve[i][l] * step[l])
		}
		step[i] = sum / curve[i][i]
	}
	return step
}

// pool is a run of rows that are given one chance.
type pool struct{ logit, hits, weight float64 } // sums, by weight

func (p pool) share() float64 { return p.hits / p.weight }

func (p pool) with(q pool) pool { return pool{p.logit + q.logit, p.hits + q.hits, p.weight + q.weight} }

// isotonic pools adjacent violators (Ayer et al. 1955): whatever would fall is put together until nothing falls. Between the
// pools' middles runs a straight line, so that deals with different chances keep them. No chance is nearer to 0 or 1 than one
// half of a deal among all of them.
func isotonic(rows []Row) Curve {
	pools := pooled(rows)
	all := pool{}
	for _, p := range pools {
		all = all.with(p)
	}
	least := .5 / (all.weight + 1)
	c := Curve{Kind: Isotonic, Knots: make([]Knot, len(pools))}
	for i, p := range pools {
		c.Knots[i] = Knot{p.logit / p.weight, portable.Logit(min(max(p.share(), least), 1-least))}
	}
	return c
}

func pooled(rows []Row) (pools []pool) {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(a.Logit, b.Logit) })
	for i := 0; i < len(rows); {
		var p pool
		for same := rows[i].Logit; i < len(rows) && rows[i].Logit == same; i++ {
			r := rows[i]
			one := pool{float64(r.Logit * r.Weight), 0, r.Weight}
			if r.Hit {
				one.hits = r.Weight
			}
			p = p.with(one)
		}
		for n := len(pools); n > 0 && pools[n-1].share() >= p.share(); n-- {
			p = pools[n-1].with(p)
			pools = pools[:n-1]
		}
		pools = append(pools, p)
	}
	return pools
}
