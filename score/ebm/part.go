package ebm

// Part is what some of the facts add to a logit, alone and with each other. Parts that have every fact and every pair between
// them add up, with the intercept, to the logit to the last bit, for what they add is exact.
type Part struct {
	features []int
	mains    [][]float64
	pairs    []*Pair
}

// Split parts the facts that stay as they are, while rows are asked about again and again, from those that move: what stays
// needs to be added up once. A pair moves where one of its facts does.
func (m *Model) Split(moves func(feature int) bool) (stay, move Part) {
	of := func(moving bool) *Part {
		if moving {
			return &move
		}
		return &stay
	}
	for f, main := range m.Mains {
		p := of(moves(f))
		p.features, p.mains = append(p.features, f), append(p.mains, main)
	}
	for k := range m.Pairs {
		pair := &m.Pairs[k]
		p := of(moves(pair.A) || moves(pair.B))
		p.pairs = append(p.pairs, pair)
	}
	return stay, move
}

// Sum is what the part adds to a row.
func (p *Part) Sum(row []uint8) (sum float64) {
	for k, f := range p.features {
		sum += p.mains[k][row[f]]
	}
	for _, pair := range p.pairs {
		sum += pair.Value(row[pair.A], row[pair.B])
	}
	return sum
}
