package estimate

// Ceiling is how accurate a forecast can be on average at this moment, whoever makes it, and what would raise it.
//
// accuracy ≤ 1 − 0.8·√((1 + c²)(1 − φ) ÷ N), with N wins in a period, c the coefficient of variation of what they bring
// and φ the share that is booked already. It fits forecasts that knew every hidden truth within 1.2 points.
type Ceiling struct {
	Known        bool    // whether two deals were won in the last year: of fewer nobody can say c
	Accuracy     float64 // 0 to 1; 0 without any wins
	Wins         float64 // N
	Variation    float64 // c
	Booked       float64 // φ
	MoreDeals    float64 // the ceiling with twice as many deals of half the size
	SteadierSize float64 // with deals of which c is half as large
	HalfWay      float64 // at the moment when half as much as now is still to come
}

func accuracyAt(wins, variation, booked float64) float64 {
	if wins <= 0 {
		return 0
	}
	return max(0, 1-.8*root((1+variation*variation)*(1-booked)/wins))
}

func (e *Estimate) ceil(s *survey) {
	c := &e.Ceiling
	c.Known = s.values.n > 1
	c.Wins = e.Wins
	for _, list := range [][]Chance{e.Open, e.New} {
		for _, d := range list {
			c.Wins += d.Wins
		}
	}
	if v := s.values; v.n > 1 && v.sum > 0 {
		mean := v.sum / v.n
		c.Variation = root(v.squares/v.n-mean*mean) / mean
	}
	if e.Expected > 0 {
		c.Booked = min(1, e.Booked/e.Expected)
	}
	c.Accuracy = accuracyAt(c.Wins, c.Variation, c.Booked)
	c.MoreDeals = accuracyAt(2*c.Wins, c.Variation, c.Booked)
	c.SteadierSize = accuracyAt(c.Wins, c.Variation/2, c.Booked)
	c.HalfWay = accuracyAt(c.Wins, c.Variation, (1+c.Booked)/2)
}
