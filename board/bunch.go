package board

import (
	"math"
	"slices"

	"arus/board/kept"
)

// Kind is what the deals of a bunch agree in.
type Kind struct {
	Place    uint32
	Currency uint16
	State    State
}

// Bunch are the deals of columns that are of one kind.
type Bunch struct {
	Kind
	kept.Part
}

// Where the deals of a chunk have less in common, there is nothing to be gained from it: more bunches, or fewer deals to each.
const fewBunches, fewDeals = 64, 4

// Bunches part the deals of the columns, or the versions that are in pictures. Whoever asks something of places, states or
// currencies asks it of bunches and not of each deal. None are given where there would be many, and of columns that are laid
// out for one look.
func (l *Layout) Bunches() []Bunch {
	if l.once || l.Len() > math.MaxUint16 {
		return nil
	}
	return l.bunches.Once(func() []Bunch {
		kinds, parts := kept.Parts(l.Value, min(fewBunches, l.Len()/fewDeals), func(i int) (Kind, bool) {
			return Kind{l.Place[i], l.Currency[i], l.State[i]}, l.State[i].Present()
		})
		all := slices.Grow([]Bunch(nil), len(kinds)) // nil where there are none
		for n, kind := range kinds {
			all = append(all, Bunch{kind, parts[n]})
		}
		return all
	})
}

// Rises are the values of the bunches, in their order; none are given of a picture of the past, which is seldom asked twice.
func (l *Layout) Rises() []kept.Rise {
	if !l.newest {
		return nil
	}
	places := func(c *Bunch) []uint16 { return c.Deals }
	return l.rises.Once(func() []kept.Rise { return kept.Rises(l.Value, l.Bunches(), places) })
}
