package tally

import (
	"arus/report/scan"
	"arus/sales"
)

// Series answers a question about each of the world's moments in one sweep over all versions of the deals: what a version
// adds to a group it adds from the first of its moments on, and takes away after the last. It counts what needs no more
// than the board's values, and asks of versions only what they say by themselves; see [scan.World].
func Series(w *scan.World, q Question) ([]*Answer, error) {
	sweeps := make([]*sweep, w.Workers())
	for i := range sweeps {
		sweeps[i] = newSweep(w, &q, q.By)
	}
	err := w.Scan(q.Which, len(sweeps), func(worker int, b *scan.Batch) bool {
		return sweeps[worker].take(b)
	})
	if err != nil {
		return nil, err
	}
	found, totals := make([]map[string]*Group, len(w.Moments)), make([]map[string]*Group, len(w.Moments))
	for i := range found {
		found[i], totals[i] = map[string]*Group{}, map[string]*Group{"": {}}
		if len(q.By) == 0 {
			found[i][""] = &Group{}
		}
	}
	for _, s := range sweeps {
		if s.failed != nil {
			return nil, s.failed
		}
		s.deliver(found)
		if s.total != nil {
			s.total.deliver(totals)
		}
	}
	answers := make([]*Answer, len(w.Moments))
	for i := range answers {
		a := &Answer{Overlap: sweeps[0].total != nil, Total: totals[i][""].Cell}
		a.take(found[i])
		answers[i] = a
	}
	return answers, nil
}

// sweep is one worker's part of a series.
type sweep struct {
	w          *scan.World
	q          *Question
	groups     *scan.Groups
	total      *sweep // of all deals, where groups overlap
	currencies int
	places     []int // by group and currency: where in changes its moments begin, plus one; 0 where nothing happens
	next       int
	changes    sums // what comes at each moment
	failed     error
}

func newSweep(w *scan.World, q *Question, by []scan.Dimension) *sweep {
	s := &sweep{w: w, q: q, groups: w.NewGroups(by), currencies: w.Picture.Currencies()}
	if s.groups.Overlap() {
		s.total = newSweep(w, q, nil)
	}
	return s
}

func (s *sweep) take(b *scan.Batch) bool {
	if s.total != nil {
		s.total.take(b)
	}
	if bunches, possible := s.groups.Bunches(b); possible && s.changes.mayTake(2*b.Len(), b.MostValue()) {
		if !s.fits() {
			return false
		}
		for _, one := range bunches {
			s.addBunch(b, &one)
		}
		return true
	}
	sel, group := s.groups.Of(b)
	if !s.fits() {
		return false
	}
	quick := s.changes.mayTake(2*len(sel), b.MostValue())
	values, states := b.Value, b.State[:len(b.Value)]
	for at, i := range sel {
		own := s.first(group[at], b.Currency[i])
		first, end, outcome := own+int(b.Spans.First[i]), own+int(b.Spans.End[i]), states[i]&3
		if quick {
			comes, goes := &s.changes.brief[first][outcome], &s.changes.brief[end][outcome]
			comes.n, comes.sum = comes.n+1, comes.sum+values[i]
			goes.n, goes.sum = goes.n-1, goes.sum-values[i]
			continue
		}
		comes, goes := &s.changes.exact[first][outcome], &s.changes.exact[end][outcome]
		comes.n, goes.n = comes.n+1, goes.n-1
		comes.sum.Add(values[i])
		goes.sum.Sub(values[i])
	}
	return true
}

// fits reports whether there are no more groups than there may be.
func (s *sweep) fits() bool {
	if most := s.q.Most; most > 0 && len(s.groups.Keys)*len(s.w.Moments) > most {
		s.failed = sales.Invalid("/group_by", "too_costly", "this question has more than %d groups at all of its moments together: name fewer dimensions or moments, or narrow the filter", most)
		return false
	}
	if n := s.currencies * len(s.groups.Keys); len(s.places) < n {
		s.places = append(s.places, make([]int, n-len(s.places))...)
	}
	return true
}

// addBunch is for versions of one group, where no sum can run over. What is not meant is added as nought, and what stands at
// no moment is taken away where it was added: both are faster than passing over them.
func (s *sweep) addBunch(b *scan.Batch, c *scan.Grouped) {
	outcome, values, firsts, ends := c.State&3, b.Value, b.Spans.First, b.Spans.End
	changes := s.changes.brief[s.first(c.Group, c.Currency):]
	if meant, only := b.Values(c); only {
		for _, i := range c.Deals {
			value := values[i]
			mask := meant.Mask(value)
			value &= mask
			comes, goes := &changes[firsts[i]][outcome], &changes[ends[i]][outcome]
			comes.n, comes.sum = comes.n-mask, comes.sum+value
			goes.n, goes.sum = goes.n+mask, goes.sum-value
		}
		return
	}
	masks := b.Masks()
	for _, i := range c.Deals {
		mask := int64(int8(masks[i]))
		value := values[i] & mask
		comes, goes := &changes[firsts[i]][outcome], &changes[ends[i]][outcome]
		comes.n, comes.sum = comes.n-mask, comes.sum+value
		goes.n, goes.sum = goes.n+mask, goes.sum-value
	}
}

// first is where the moments of a group and currency begin in changes.
func (s *sweep) first(group int32, currency uint16) int {
	at := int(group)*s.currencies + int(currency)
	if s.places[at] == 0 {
		return s.place(at)
	}
	return s.places[at] - 1
}

// place makes room for the moments of a group and currency.
func (s *sweep) place(at int) (first int) {
	first = s.next
	s.places[at], s.next = first+1, first+len(s.w.Moments)+1
	s.changes.room(s.next)
	return first
}

// deliver adds the changes up, moment by moment, and joins what there is at each to the groups of all workers.
func (s *sweep) deliver(into []map[string]*Group) {
	for at, first := range s.places {
		if first == 0 {
			continue
		}
		keys, currency := s.groups.Keys[at/s.currencies], s.w.Picture.Currency(uint16(at%s.currencies))
		var now outcomes
		for moment, groups := range into {
			var cell Cell
			for outcome, change := range s.changes.at(first - 1 + moment) {
				now[outcome].n += change.n
				now[outcome].sum.Join(change.sum)
				cell.Counts[outcome] = now[outcome].n
				if !now[outcome].sum.Zero() {
					cell.Values[outcome].Join(currency, now[outcome].sum)
				}
			}
			if cell.Count() > 0 {
				groupOf(groups, keys).Merge(&cell)
			}
		}
	}
}
