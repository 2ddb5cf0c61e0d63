package portable

import "math"

// The two parts of ln 2: the upper one times any exponent is exact.
const (
	ln2High = 6.93147180369123816490e-01
	ln2Low  = 1.90821492927058770002e-10
	log2E   = 1.44269504088896338700
)

// Exp is e^x, within one unit in the last place; 0 and +Inf where float64 ends, NaN of NaN.
func Exp(x float64) float64 {
	switch {
	case math.IsNaN(x) || x > 709.782712893383973096:
		return x * math.Inf(1)
	case x < -745.13321910194110842:
		return 0
	}
	k := math.Floor(float64(x*log2E) + .5)
	high, low := x-float64(k*ln2High), float64(k*ln2Low)
	r := high - low
	t := float64(r * r)
	// The minimax polynomial of r·coth(r/2) in r², by Horner's rule.
	c := 4.13813679705723846039e-08
	for _, p := range [...]float64{-1.65339022054652515390e-06, 6.61375632143793436117e-05, -2.77777777770155933842e-03, 1.66666666666666019037e-01} {
		c = p + float64(t*c)
	}
	c = r - float64(t*c)
	y := 1 - ((low - float64(r*c)/(2-c)) - high)
	return math.Ldexp(y, int(k))
}

// Log is the natural logarithm, within one unit in the last place; -Inf of 0, NaN of what is negative.
func Log(x float64) float64 {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 1):
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	f, exponent := math.Frexp(x)
	if f < math.Sqrt2/2 {
		f *= 2
		exponent--
	}
	f--
	k := float64(exponent)
	s := f / (2 + f)
	s2 := float64(s * s)
	s4 := float64(s2 * s2)
	odd, even := 1.479819860511658591e-01, 1.531383769920937332e-01
	for _, p := range [...]float64{1.818357216161805012e-01, 2.857142874366239149e-01, 6.666666666666735130e-01} {
		odd = p + float64(s4*odd)
	}
	for _, p := range [...]float64{2.222219843214978396e-01, 3.999999999940941908e-01} {
		even = p + float64(s4*even)
	}
	half := float64(float64(.5*f) * f)
	r := float64(s2*odd) + float64(s4*even)
	return float64(k*ln2High) - ((half - (float64(s*(half+r)) + float64(k*ln2Low))) - f)
}

// Chance is the probability of a logit: 1 ÷ (1 + e^-z).
func Chance(z float64) float64 { return 1 / (1 + Exp(-z)) }

// Logit is the logarithm of the odds of a probability in (0, 1).
func Logit(p float64) float64 { return Log(p / (1 - p)) }
