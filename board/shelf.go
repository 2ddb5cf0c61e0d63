package board

import (
	"fmt"
	"slices"

	"arus/ledger"
	"arus/sales"
)

// The shelves: one for each kind of record.
const (
	workspaces = iota
	pipelines
	accounts
	contacts
	products
	competitors
	users
	teams
	rates
	shelfCount
)

// shelfOf is the shelf that objects of a kind stand on, or -1.
func shelfOf(kind sales.Kind) int {
	return slices.Index([]sales.Kind{sales.WorkspaceKind, sales.PipelineKind, sales.AccountKind, sales.ContactKind,
		sales.ProductKind, sales.CompetitorKind, sales.UserKind, sales.TeamKind, sales.RateKind}, kind)
}

// thing is a record in one version: the event that made it so, and what it then was. The object never changes.
type thing struct {
	event  sales.Event
	object sales.Object // nil before its creation
}

// life is a record with all its versions. It never changes; a longer one takes its place.
type life struct {
	id      sales.ID
	version int64 // the ledger's
	history history[thing]
}

// shelf holds the lives of one kind, in blocks that are copied before they are changed once a snapshot has them.
type shelf struct {
	index  *index
	count  int
	blocks []*block
	epoch  int64 // blocks of an earlier epoch belong to snapshots
}

const blockLength = 64

type block struct {
	epoch int64
	lives [blockLength]*life
}

func newShelf() *shelf { return &shelf{index: newIndex()} }

// freeze gives readers the shelf as it is.
func (s *shelf) freeze() *shelf {
	s.epoch++
	return &shelf{index: s.index, count: s.count, blocks: slices.Clone(s.blocks)}
}

func (s *shelf) at(i int) *life { return s.blocks[i/blockLength].lives[i%blockLength] }

func (s *shelf) find(id sales.ID) (number int, found bool) {
	n, found := s.index.find(string(id), func(n uint32) bool { return int(n) < s.count && s.at(int(n)).id == id })
	return int(n), found
}

func (s *shelf) put(i int, l *life) {
	at := i / blockLength
	if at == len(s.blocks) {
		s.blocks = append(s.blocks, &block{epoch: s.epoch})
	}
	if b := s.blocks[at]; b.epoch != s.epoch {
		own := *b
		own.epoch = s.epoch
		s.blocks[at] = &own
	}
	s.blocks[at].lives[i%blockLength] = l
}

// apply takes one event of a record in.
func (s *shelf) apply(e ledger.Event) error {
	l := life{id: e.Object}
	number, known := s.find(e.Object)
	if known {
		l = *s.at(number)
	}
	l.version = e.Version
	v := version[thing]{at: e.At, from: e.Recorded, until: sales.Forever, cause: e.Recorded, is: thing{event: e.Event}}
	if err := l.add(v); err != nil {
		return err
	}
	if !known {
		number = s.count
	}
	s.put(number, &l)
	if !known {
		s.count++
		s.index.add(string(e.Object), uint32(number))
	}
	return nil
}

// add appends an event in order, behind what snapshots see of the same memory. Any other needs a copy.
func (l *life) add(v version[thing]) (err error) {
	last, n := l.history.find(latest, latest), len(l.history)
	if n > 0 && (last != n-1 || l.history[last].at > v.at) {
		l.history, err = slices.Clone(l.history).insert(v, l.deriving(false))
		return err
	}
	var before *thing
	if n > 0 {
		before = &l.history[last].is
	}
	if err := l.deriving(true)(before, &v); err != nil {
		return err
	}
	l.history = append(l.history, v)
	return nil
}

// deriving folds the event of a version into a copy of what was before. behind says that it comes behind the newest one.
func (l *life) deriving(behind bool) derive[thing] {
	return func(before *thing, v *version[thing]) error {
		v.is.object = nil
		if _, creates := v.is.event.(interface{ CameFrom() sales.Origin }); creates {
			v.is.object = sales.NewObject(l.id.Kind())
		} else if before != nil {
			v.is.object = copied(before.object)
		}
		if v.is.object == nil {
			return nil // nothing happens to a record that is not there
		}
		if set, ok := v.is.event.(sales.RateSet); ok {
			spread(v.is.object.(*sales.Rate), set, behind)
		}
		return v.is.object.Fold(sales.Fact{Object: l.id, At: v.at, Event: v.is.event})
	}
}

// spread readies the days of a rate, since setting one changes the list in place. A later day behind the newest version
// goes into memory that no other version looks at, or years of daily rates would be kept once for each day.
func spread(r *sales.Rate, set sales.RateSet, behind bool) {
	days := r.Facts.Days
	if n := len(days); behind && n > 0 && days[n-1].Day < set.Day {
		return
	}
	r.Facts.Days = slices.Clone(days)
}

// copied is a copy that can be folded into; lists are still shared.
func copied(object sales.Object) sales.Object {
	switch o := object.(type) {
	case *sales.Workspace:
		return clone(o)
	case *sales.Pipeline:
		return clone(o)
	case *sales.Account:
		return clone(o)
	case *sales.Contact:
		return clone(o)
	case *sales.Product:
		return clone(o)
	case *sales.Competitor:
		return clone(o)
	case *sales.User:
		return clone(o)
	case *sales.Team:
		return clone(o)
	case *sales.Rate:
		return clone(o)
	}
	return nil
}

func clone[F sales.Facts](r *sales.Record[F]) *sales.Record[F] {
	c := *r
	return &c
}

// retract takes back what was recorded at an instant.
func (s *shelf) retract(cause, now sales.Instant) error {
	for i := range s.count {
		l := *s.at(i)
		if !slices.ContainsFunc(l.history, func(v version[thing]) bool { return v.cause == cause && v.until == sales.Forever }) {
			continue
		}
		l.version++
		history, err := slices.Clone(l.history).retract(cause, now, l.deriving(false))
		if err != nil {
			return fmt.Errorf("taking back %s: %w", l.id, err)
		}
		l.history = history
		s.put(i, &l)
	}
	return nil
}
