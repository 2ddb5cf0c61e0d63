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
	err := w.Scan(q.Which, len(sweeps), func(worker int, b *scan.Batch, chosen []uint32) bool {
		return sweeps[worker].take(b, chosen)
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
	changes    [][]outcomes // by group and currency, then by moment: what comes at it; nil where nothing does
	failed     error
}

func newSweep(w *scan.World, q *Question, by []scan.Dimension) *sweep {
	s := &sweep{w: w, q: q, groups: w.NewGroups(by), currencies: w.Picture.Currencies()}
	if s.groups.Overlap() {
		s.total = newSweep(w, q, nil)
	}
	return s
}

func (s *sweep) take(b *scan.Batch, chosen []uint32) bool {
	if s.total != nil {
		s.total.take(b, chosen)
	}
	sel, group := s.groups.Of(b, chosen)
	if most := s.q.Most; most > 0 && len(s.groups.Keys)*len(s.w.Moments) > most {
		s.failed = sales.Invalid("/group_by", "too_costly", "this question has more than %d groups at all of its moments together: name fewer dimensions or moments, or narrow the filter", most)
		return false
	}
	if n := s.currencies * len(s.groups.Keys); len(s.changes) < n {
		s.changes = append(s.changes, make([][]outcomes, n-len(s.changes))...)
	}
	room := len(s.w.Moments) + 1
	for at, i := range sel {
		own := &s.changes[int(group[at])*s.currencies+int(b.Currency[i])]
		if *own == nil {
			*own = make([]outcomes, room)
		}
		outcome, value := b.State[i]&3, b.Value[i]
		comes, goes := &(*own)[b.Spans.First[i]][outcome], &(*own)[b.Spans.End[i]][outcome]
		comes.n++
		comes.sum.Add(value)
		goes.n--
		goes.sum.Sub(value)
	}
	return true
}

// deliver adds the changes up, moment by moment, and joins what there is at each to the groups of all workers.
func (s *sweep) deliver(into []map[string]*Group) {
	for at, changes := range s.changes {
		if changes == nil {
			continue
		}
		keys, currency := s.groups.Keys[at/s.currencies], s.w.Picture.Currency(uint16(at%s.currencies))
		var now outcomes
		for moment, groups := range into {
			var cell Cell
			for outcome := range now {
				now[outcome].n += changes[moment][outcome].n
				now[outcome].sum.Join(changes[moment][outcome].sum)
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
