package score

import (
	"cmp"
	"iter"
	"slices"

	"arus/board"
	"arus/sales"
)

// Contest holds what people said of deals that are closed now against what was worked out when they said it: index by
// index, one for each deal whose opinion stood to its end.
type Contest struct {
	By     sales.UserID // empty for everybody
	Said   []float64
	Worked []float64
	Won    []bool
}

// Contests are that of everybody and, behind it, those of each person, in the order of their ids. A deal of which nothing
// was worked out is no contest.
func Contests(deals iter.Seq[board.Deal]) []Contest {
	list := []Contest{{}}
	for d := range deals {
		o := d.Opinion()
		if o.P == 0 || o.Instead.P == 0 || d.Outcome() == sales.Open {
			continue
		}
		list[0].add(o, d.Outcome() == sales.Won)
		i, found := slices.BinarySearchFunc(list[1:], o.By, func(c Contest, by sales.UserID) int { return cmp.Compare(c.By, by) })
		if !found {
			list = slices.Insert(list, i+1, Contest{By: o.By})
		}
		list[i+1].add(o, d.Outcome() == sales.Won)
	}
	return list
}

func (c *Contest) add(o sales.Opinion, won bool) {
	c.Said, c.Worked, c.Won = append(c.Said, o.P), append(c.Worked, o.Instead.P), append(c.Won, won)
}
