package board

import (
	"slices"

	"arus/board/kept"
)

// Set is some of a chunk's deals: bit i%64 of word i/64 is the deal in place i of its columns.
type Set [chunkLength / 64]uint64

// Bunch are the deals of a chunk that agree in place, state and currency.
type Bunch struct {
	Place    uint32
	Currency uint16
	State    State
	Set
	Deals []uint8 // the same in rising order: the places of a chunk fit into a byte
	Sum   int64   // of their values, where it does not run over
}

// fewBunches: where the deals of a chunk have less in common, there is nothing to be gained from it.
const fewBunches = 64

// Bunches part the deals of the columns. Whoever asks something of places, states or currencies asks it of bunches and not
// of each deal. None are given where there would be many.
func (l *Layout) Bunches() []Bunch { return l.bunches.Once(l.part) }

func (l *Layout) part() (all []Bunch) {
	for i := range l.Place {
		n := slices.IndexFunc(all, func(c Bunch) bool {
			return c.Place == l.Place[i] && c.State == l.State[i] && c.Currency == l.Currency[i]
		})
		if n < 0 {
			n = len(all)
			all = append(all, Bunch{Place: l.Place[i], State: l.State[i], Currency: l.Currency[i]})
		}
		all[n].Set[i/64] |= 1 << (i % 64)
		all[n].Deals = append(all[n].Deals, uint8(i))
		all[n].Sum += l.Value[i]
	}
	if len(all) > fewBunches {
		return nil
	}
	list := make([]uint8, 0, l.Len()) // one piece of memory for all
	for n := range all {
		from := len(list)
		list = append(list, all[n].Deals...)
		all[n].Deals = list[from:len(list):len(list)]
	}
	return slices.Clip(all)
}

// Rises are the values of the bunches, in their order; none are given of a picture of the past, which is seldom asked twice.
func (l *Layout) Rises() []kept.Rise {
	if !l.newest {
		return nil
	}
	return l.rises.Once(func() []kept.Rise {
		return kept.Rises(l.Value, l.Bunches(), func(c *Bunch) []uint8 { return c.Deals })
	})
}
