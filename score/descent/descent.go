package descent

import (
	"math"

	"arus/score/bins"
	"arus/score/portable"
)

// MostRows is how many rows can be added up.
const MostRows = 1 << 21

// Logit is a logit in units of 2⁻²⁰.
type Logit int32

const (
	logitUnit = 1 << 20
	reach     = 16 // chances of logits beyond ±16 are those of ±16
	steps     = 1 << 13
	stepBits  = 12 // a step of the curve is 2¹² units, or 1/256

	slopeUnit = 1 << 24
	bendUnit  = 1 << 20
	bendBits  = 40 // of Sum.bends below which are bends, above which rows
)

// LogitOf rounds a logit to a unit; what is out of reach is put at its end.
func LogitOf(z float64) Logit {
	return Logit(math.RoundToEven(max(-reach, min(reach, z)) * logitUnit))
}

// Float is the logit as a float, exactly.
func (l Logit) Float() float64 { return float64(l) / logitUnit }

// Share is an n-th of a logit, to the unit.
func (l Logit) Share(n int) Logit { return Logit(math.RoundToEven(float64(l) / float64(n))) }

// Curve is the chance at each step of logits, and what it costs to be wrong there.
type Curve struct {
	chance [steps + 1]int32 // in units of 2⁻²⁴
	losses [steps + 1]int64 // of a row that is hit, in units of 2⁻²⁴; of one that is missed, those from the other end
}

// NewCurve works the curve out.
func NewCurve() *Curve {
	c := new(Curve)
	for i := range c.chance {
		p := portable.Chance((float64(i)/steps*2 - 1) * reach)
		c.chance[i] = int32(math.RoundToEven(p * slopeUnit))
		c.losses[i] = int64(math.RoundToEven(-portable.Log(p) * slopeUnit))
	}
	return c
}

func step(z Logit) int {
	return min(max((int(z)+reach*logitUnit+1<<(stepBits-1))>>stepBits, 0), steps)
}

// Slope is the first derivative of a row's loss by its logit, in units of 2⁻²⁴: its chance, less 1 where it is hit. Bend is the second,
// packed so that adding it counts the row as well.
func (c *Curve) Slope(z Logit, hit int32) (slope int32, bend uint64) {
	p := c.chance[step(z)]
	return p - hit, uint64(int64(p)*int64(slopeUnit-p)>>28) | 1<<bendBits
}

// Hit is what Slope wants of a row that is hit.
const Hit = slopeUnit

// Sum adds up rows.
type Sum struct {
	slope int64
	bends uint64
}

// Add counts a row.
func (s *Sum) Add(slope int32, bend uint64) {
	s.slope += int64(slope)
	s.bends += bend
}

// Plus is both together, and Minus one without the other.
func (s Sum) Plus(o Sum) Sum { return Sum{s.slope + o.slope, s.bends + o.bends} }

// Minus is the sum without the rows of o, which are in it.
func (s Sum) Minus(o Sum) Sum { return Sum{s.slope - o.slope, s.bends - o.bends} }

// Rows is how many rows were added.
func (s Sum) Rows() int { return int(s.bends >> bendBits) }

// Slope is the sum of the first derivatives.
func (s Sum) Slope() float64 { return float64(s.slope) / slopeUnit }

// Bend is the sum of the second derivatives.
func (s Sum) Bend() float64 { return float64(s.bends&(1<<bendBits-1)) / bendUnit }

// Gain is twice what the best step of these rows takes off the loss, where steps cost lambda.
func (s Sum) Gain(lambda float64) float64 {
	slope := s.Slope()
	return float64(slope*slope) / (s.Bend() + lambda)
}

// Step is the best step times a rate.
func (s Sum) Step(rate, lambda float64) Logit {
	return LogitOf(-rate * s.Slope() / (s.Bend() + lambda))
}

// Loss is the mean logarithmic loss of rows, in nats.
func (c *Curve) Loss(z []Logit, hits []int32) float64 {
	var sum int64
	for i := range z {
		at := step(z[i])
		if hits[i] == 0 {
			at = steps - at
		}
		sum += c.losses[at]
	}
	return float64(sum) / slopeUnit / float64(max(1, len(z)))
}

// Start is the logit that a model without a feature would give: that of the share of hits, with half a row of each kind
// added, so that one class alone, or no row at all, is still a number.
func Start(hits []int32) Logit {
	won := 0
	for _, h := range hits {
		if h != 0 {
			won++
		}
	}
	return LogitOf(portable.Logit((float64(won) + .5) / (float64(len(hits)) + 1)))
}

// Draw is a number in [0, 1) that belongs to a seed and a name, the same on every machine (SplitMix64).
func Draw(seed, name uint64) float64 {
	x := seed*0x9e3779b97f4a7c15 + name*0xd1342543de82ef95 + 0x9e3779b97f4a7c15
	for range 2 {
		x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
		x = (x ^ x>>27) * 0x94d049bb133111eb
		x ^= x >> 31
	}
	return float64(x>>11) / (1 << 53)
}

// Split are the rows to learn from and those to check on. Rows of one deal are on one side.
type Split struct{ Learn, Check []int32 }

// Halves splits rows: a share of the deals is for checking. Of more than most rows, as many deals are left out.
func Halves(t *bins.Table, seed uint64, check float64, most int) (s Split) {
	n := t.Len()
	keep := 1.0
	if n > most {
		keep = float64(most) / float64(n)
	}
	for i := range n {
		g := t.Group(i)
		switch u := Draw(seed, g); {
		case keep < 1 && Draw(seed+1<<32, g) >= keep:
		case u < check:
			s.Check = append(s.Check, int32(i))
		default:
			s.Learn = append(s.Learn, int32(i))
		}
	}
	return s
}

// Gather copies the rows of a column.
func Gather[T any](column []T, rows []int32) []T {
	out := make([]T, len(rows))
	for k, i := range rows {
		out[k] = column[i]
	}
	return out
}

// Outcomes are the hits of rows as Slope wants them.
func Outcomes(t *bins.Table, rows []int32) []int32 {
	out := make([]int32, len(rows))
	for k, i := range rows {
		if t.Hits[i] {
			out[k] = Hit
		}
	}
	return out
}
