package tally

import (
	"slices"

	"arus/report/scan"
	"arus/report/survival"
	"arus/sales"
)

// spent are the stays of a chunk's deals in one place.
type spent struct {
	place uint32
	over  survival.Piece  // those that have ended
	of    []uint8         // the deals whose they are, by their places in the columns
	since []sales.Instant // when those that go on began
	still []uint8         // the deals whose they are
}

// spentIn gives the stays of a chunk's deals, place by place. They are kept with its columns: 11 bytes for each, so that
// nobody walks through all versions again until something happens to one of the deals.
func (c *counting) spentIn(b *scan.Batch) (all []spent) {
	if kept, ok := b.Aside.Load().([]spent); ok {
		return kept
	}
	var over [][]survival.Stay
	for i := range b.Len() {
		c.stays = b.Deal(i).AppendStays(c.stays[:0])
		for _, s := range c.stays {
			n := slices.IndexFunc(all, func(p spent) bool { return p.place == s.Place })
			if n < 0 {
				n, all, over = len(all), append(all, spent{place: s.Place}), append(over, nil)
			}
			if p := &all[n]; s.Left == 0 {
				p.since, p.still = append(p.since, s.Entered), append(p.still, uint8(i))
			} else {
				over[n], p.of = append(over[n], survival.Ended(s.Entered, s.Left)), append(p.of, uint8(i))
			}
		}
	}
	for n := range all { // in as much memory as they need, and so that nobody adds to them
		p := &all[n]
		p.over, p.of = survival.PieceOf(slices.Clone(over[n])), slices.Clip(slices.Clone(p.of))
	}
	b.Aside.Store(all)
	return all
}

// stayTogether takes the stays of all deals, where all are meant and groups depend on nothing but where the stays were spent.
// It says whether that is so.
func (c *counting) stayTogether(b *scan.Batch) bool {
	if !c.together || !b.Whole() {
		return false
	}
	for _, p := range c.spentIn(b) {
		g := c.visitors(0, p.place)
		g.Stays.Join(p.over)
		for _, from := range p.since {
			g.Stays.Add(survival.Going(from, c.w.Now))
		}
	}
	return true
}

// stay takes the stays of the deals that are meant.
func (c *counting) stay(b *scan.Batch, sel []uint32, group []int32) {
	if c.groups.Overlap() {
		c.stayEach(b, sel, group)
		return
	}
	if c.stayTogether(b) {
		return
	}
	const unmeant = -1
	var groups [256]int32
	for i := range groups[:b.Len()] {
		groups[i] = unmeant
	}
	for at, i := range sel {
		groups[i] = group[at]
	}
	for _, p := range c.spentIn(b) {
		over := p.over.All()
		for at, i := range p.of {
			if n := groups[i]; n != unmeant {
				c.visitors(n, p.place).Stays.Add(over[at])
			}
		}
		for at, i := range p.still {
			if n := groups[i]; n != unmeant {
				c.visitors(n, p.place).Stays.Add(survival.Going(p.since[at], c.w.Now))
			}
		}
	}
}

// stayEach goes deal by deal, each of which may be in several groups.
func (c *counting) stayEach(b *scan.Batch, sel []uint32, group []int32) {
	for at, i := range sel {
		c.stays = b.Deal(int(i)).AppendStays(c.stays[:0])
		for _, s := range c.stays {
			c.visitors(group[at], s.Place).Stays.Add(survival.Of(s.Entered, s.Left, c.w.Now))
		}
	}
}

// visitors are the group that a visit belongs to: of deals in a group, in a place.
func (c *counting) visitors(group int32, place uint32) *Group {
	places := len(c.w.Picture.Places())
	if n := len(c.groups.Keys) * places; n > len(c.visits) {
		c.visits = append(c.visits, make([]*Group, max(n-len(c.visits), len(c.visits)))...)
	}
	at := int(group)*places + int(place)
	if c.visits[at] == nil {
		c.visits[at] = c.visited(group, place)
	}
	return c.visits[at]
}

func (c *counting) visited(group int32, place uint32) *Group {
	g := &Group{Keys: slices.Clone(c.groups.Keys[group]), Cell: Cell{Stays: new(survival.Stays)}}
	for i, d := range c.by {
		if d.Place != nil {
			g.Keys[i] = d.Place(place)
		}
	}
	return g
}
