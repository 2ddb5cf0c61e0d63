package scan

import (
	"arus/board"
	"arus/rule"
)

// part marks bunches as a whole. Until somebody asks for single deals, nobody has to look at any.
func (b *Batch) part(bunches uint64) { b.parts, b.parted = bunches, true }

// spread marks the deals of the bunches that are meant.
func (b *Batch) spread() {
	if !b.parted {
		return
	}
	b.parted = false
	clear(b.marks)
	for n, c := range b.Bunches() {
		if b.parts>>n&1 != 0 {
			b.marks.plus(c.Set)
		}
	}
}

// meets reports whether any deal of bunch n is meant.
func (b *Batch) meets(n int, c *board.Bunch) bool {
	if b.parted {
		return b.parts>>n&1 != 0
	}
	return b.marks.meets(c.Set)
}

// any reports whether any deal is meant.
func (b *Batch) any() bool {
	if b.parted {
		return b.parts != 0
	}
	return b.marks.any()
}

// part marks the bunches that are meant, where all that is asked has one answer for each. It says whether it has.
func (s *search) part() bool {
	b, parts := &s.batch, uint64(0)
	bunches := b.Bunches()
	for n := range bunches {
		answer := yes
		for i := 0; i < len(s.tests) && answer == yes; i++ {
			answer = s.tests[i].standAll(b, &bunches[n])
		}
		if answer == yes && s.which.Filter != nil {
			answer = s.sieve.root.means(b, &bunches[n])
		}
		if answer == unsaid {
			return false
		}
		parts |= uint64(answer) << n
	}
	if bunches != nil {
		b.part(parts)
		b.later = s.sieve.later
	}
	return bunches != nil
}

// means is the answer of a plain filter for a bunch.
func (n *node) means(b *Batch, c *board.Bunch) int32 {
	if n.join == rule.Leaf {
		return n.coder.standAll(b, c)
	}
	each := no // what settles the answer: of all the first that is not yes, of the others the first that is not no
	if n.join == rule.All {
		each = yes
	}
	for _, part := range n.parts {
		answer := part.means(b, c)
		if answer == unsaid {
			return unsaid
		}
		if answer != each {
			each = answer
			break
		}
	}
	if n.join == rule.Not {
		return yes - each
	}
	return each
}
