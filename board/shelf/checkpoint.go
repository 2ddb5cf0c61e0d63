package shelf

import (
	"encoding/json"

	"arus/board/page"
	"arus/board/past"
	"arus/ledger/codec"
	"arus/sales"
)

// Write puts the lives of a shelf on a page: their events, from which the objects are made again.
func (s *Shelf) Write(p *page.Pen) error {
	p.Number(uint64(s.count))
	for i := range s.count {
		l := s.At(i)
		p.Text(string(l.ID))
		p.Number(uint64(l.Version))
		p.Number(uint64(len(l.history)))
		for _, v := range l.history {
			for _, at := range []sales.Instant{v.At, v.From, v.Until, v.Cause} {
				p.Signed(int64(at))
			}
			doc, err := json.Marshal(v.Is.event)
			if err != nil {
				return err
			}
			p.Text(v.Is.event.Name())
			p.Bytes(doc)
		}
	}
	return nil
}

// Read reads a shelf.
func Read(e *page.Eye, decoder codec.Decoder) (*Shelf, error) {
	s := New()
	for i := range e.Length() {
		l := &Life{ID: sales.ID(e.Text()), Version: int64(e.Number())}
		for range e.Length() {
			v := past.Version[thing]{}
			for _, at := range []*sales.Instant{&v.At, &v.From, &v.Until, &v.Cause} {
				*at = sales.Instant(e.Signed())
			}
			name, doc := e.Text(), e.Bytes()
			event, err := decoder.Decode(name, doc)
			if err != nil {
				return nil, err
			}
			v.Is.event = event
			if err := l.restore(v); err != nil {
				return nil, err
			}
		}
		s.put(i, l)
		s.count++
		s.index.Add(string(l.ID), uint32(i))
	}
	return s, e.End()
}

// restore derives a version again from the one that it was derived from: the last that was known when it became known.
func (l *Life) restore(v past.Version[thing]) error {
	before := l.history.Find(past.Latest, v.From)
	var was *thing
	if before >= 0 {
		was = &l.history[before].Is
	}
	if err := l.deriving(before == len(l.history)-1)(was, &v); err != nil {
		return err
	}
	l.history = append(l.history, v)
	return nil
}
