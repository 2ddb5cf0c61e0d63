package shelf

import (
	"fmt"
	"slices"

	"arus/board/lookup"
	"arus/board/past"
	"arus/ledger"
	"arus/ledger/codec"
	"arus/sales"
)

// thing is a record in one version: the event that made it so, and what it then was. The object never changes.
type thing struct {
	event  sales.Event
	object sales.Object // nil before its creation
}

// record is what stands on shelves.
type record interface{ Copy() sales.Object }

// Life is a record with all its versions. It never changes; a longer one takes its place.
type Life struct {
	ID      sales.ID
	Version int64 // the ledger's
	history past.History[thing]
}

// Shelf holds the lives of one kind, in blocks that are copied before they are changed once a snapshot has them.
type Shelf struct {
	index  *lookup.Index
	count  int
	blocks []*block
	epoch  int64 // blocks of an earlier epoch belong to snapshots
}

const blockLength = 64

type block struct {
	epoch int64
	lives [blockLength]*Life
}

// New is an empty shelf.
func New() *Shelf { return &Shelf{index: lookup.New()} }

// Freeze gives readers the shelf as it is.
func (s *Shelf) Freeze() *Shelf {
	s.epoch++
	return &Shelf{index: s.index, count: s.count, blocks: slices.Clone(s.blocks)}
}

// At is one of the lives, from 0 to Count.
func (s *Shelf) At(i int) *Life { return s.blocks[i/blockLength].lives[i%blockLength] }

// Find gives the number of a life.
func (s *Shelf) Find(id sales.ID) (number int, found bool) {
	n, found := s.index.Find(string(id), func(n uint32) bool { return int(n) < s.count && s.At(int(n)).ID == id })
	return int(n), found
}

// Count is the number of lives.
func (s *Shelf) Count() int { return s.count }

func (s *Shelf) put(i int, l *Life) {
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

// Apply takes one event of a record in.
func (s *Shelf) Apply(e ledger.Event) error {
	l := Life{ID: e.Object}
	number, known := s.Find(e.Object)
	if known {
		l = *s.At(number)
	}
	l.Version = e.Version
	v := past.Version[thing]{At: e.At, From: e.Recorded, Until: sales.Forever, Cause: e.Recorded, Is: thing{event: e.Event}}
	if err := l.add(v); err != nil {
		return err
	}
	if !known {
		number = s.count
	}
	s.put(number, &l)
	if !known {
		s.count++
		s.index.Add(string(e.Object), uint32(number))
	}
	return nil
}

// Seen gives the record in the picture (as of, known at), or nil. One that is only effective later is seen in its first known
// version: history that was imported last week still has a pipeline with a name.
func (l *Life) Seen(asOf, knownAt sales.Instant) sales.Object {
	i := l.history.Find(asOf, knownAt)
	for first := 0; i < 0 && first < len(l.history); first++ {
		if v := &l.history[first]; v.From <= knownAt && knownAt < v.Until && v.Is.object != nil {
			i = first
		}
	}
	if i < 0 {
		return nil
	}
	return l.history[i].Is.object
}

// Began is when the record was first there, and when that was first written down.
func (l *Life) Began() (at, recorded sales.Instant) { return l.history[0].At, l.history[0].From }

// add appends an event in order, behind what snapshots see of the same memory. Any other needs a copy.
func (l *Life) add(v past.Version[thing]) (err error) {
	last, n := l.history.Find(past.Latest, past.Latest), len(l.history)
	if n > 0 && (last != n-1 || l.history[last].At > v.At) {
		l.history, err = slices.Clone(l.history).Insert(v, l.deriving(false))
		return err
	}
	var before *thing
	if n > 0 {
		before = &l.history[last].Is
	}
	if err := l.deriving(true)(before, &v); err != nil {
		return err
	}
	l.history = append(l.history, v)
	return nil
}

// deriving folds the event of a version into a copy of what was before. behind says that it comes behind the newest one.
func (l *Life) deriving(behind bool) past.Derive[thing] {
	return func(before *thing, v *past.Version[thing]) error {
		v.Is.object = nil
		if _, creates := v.Is.event.(interface{ CameFrom() sales.Origin }); creates {
			v.Is.object = codec.NewObject(l.ID.Kind())
		} else if before != nil && before.object != nil {
			v.Is.object = before.object.(record).Copy()
		}
		if v.Is.object == nil {
			return nil // nothing happens to a record that is not there
		}
		if r, ok := v.Is.object.(*sales.Rate); ok {
			spread(r, v.Is.event, behind)
		}
		return v.Is.object.Fold(sales.Fact{Object: l.ID, At: v.At, Event: v.Is.event})
	}
}

// spread readies the days of a rate, since setting one changes the list in place. A later day behind the newest version
// goes into memory that no other version looks at, or years of daily rates would be kept once for each day.
func spread(r *sales.Rate, e sales.Event, behind bool) {
	days := r.Facts.Days
	set, ok := e.(sales.RateSet)
	if later := len(days) > 0 && days[len(days)-1].Day < set.Day; ok && !(behind && later) {
		r.Facts.Days = slices.Clone(days)
	}
}

// Retract takes back what was recorded at an instant.
func (s *Shelf) Retract(cause, now sales.Instant) error {
	for i := range s.count {
		l := *s.At(i)
		if !slices.ContainsFunc(l.history, func(v past.Version[thing]) bool { return v.Cause == cause && v.Until == sales.Forever }) {
			continue
		}
		l.Version++
		history, err := slices.Clone(l.history).Retract(cause, now, l.deriving(false))
		if err != nil {
			return fmt.Errorf("taking back %s: %w", l.ID, err)
		}
		l.history = history
		s.put(i, &l)
	}
	return nil
}
