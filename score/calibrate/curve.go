package calibrate

import (
	"sort"

	"arus/score/portable"
)

// Kind is the shape of a curve, in words of the API.
type Kind string

// The kinds, the simplest first.
const (
	Level    Kind = "level"
	Beta     Kind = "beta"
	Isotonic Kind = "isotonic"
)

// Curve turns logits into better ones. The zero value leaves them alone.
type Curve struct {
	Kind Kind `json:"kind,omitempty"`
	// Of a level and of beta: the logit becomes Won·ln p − Lost·ln(1−p) + By. Of a level both are 1.
	Won  float64 `json:"won,omitempty"`
	Lost float64 `json:"lost,omitempty"`
	By   float64 `json:"by,omitempty"`
	// Of isotonic regression: rising, with straight lines between them and level beyond the ends.
	Knots []Knot `json:"knots,omitempty"`
}

// Knot is what one logit becomes.
type Knot struct {
	From float64 `json:"from"`
	To   float64 `json:"to"`
}

// far is where curves end: a logit farther out counts as this one. Its chance is one in some 10¹⁷.
const far = 40

// Of is what a logit becomes.
func (c *Curve) Of(z float64) float64 {
	switch c.Kind {
	case Level:
		return z + c.By
	case Beta:
		z = min(max(z, -far), far)
		return float64(c.Lost*soft(z)) - float64(c.Won*soft(-z)) + c.By
	case Isotonic:
		return between(c.Knots, z)
	}
	return z
}

// soft is ln(1 + e^z), which is -ln(1−p) of the chance of a logit; of -z it is -ln p.
func soft(z float64) float64 {
	return max(z, 0) + portable.Log(1+portable.Exp(-max(z, -z)))
}

// between is where the lines through knots are at a logit.
func between(knots []Knot, z float64) float64 {
	after := sort.Search(len(knots), func(i int) bool { return knots[i].From >= z })
	switch {
	case after == len(knots):
		return knots[after-1].To
	case after == 0:
		return knots[0].To
	}
	a, b := knots[after-1], knots[after]
	share := (z - a.From) / (b.From - a.From)
	return min(a.To+float64(share*(b.To-a.To)), b.To)
}
