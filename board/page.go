package board

import (
	"encoding/json"
	"slices"

	"arus/sales"
)

// write puts a chunk on a page. The same deals after the same events always give the same bytes, however the events were
// batched, so the page serves for the checkpoint and for the hash.
func (c *chunk) write(p *pen) error {
	p.number(uint64(len(c.ids)))
	for i, id := range c.ids {
		p.text(string(id))
		p.number(uint64(c.versions[i]))
		p.number(uint64(c.starts[i+1] - c.starts[i]))
	}
	for deal := range c.ids {
		was := &dated{}
		for i := c.starts[deal]; i < c.starts[deal+1]; i++ {
			p.row(was, &c.rows[i])
			was = &c.rows[i]
		}
	}
	p.again(c)
	p.number(uint64(len(c.facts)))
	for i := range c.facts {
		if err := p.facts(&c.facts[i]); err != nil {
			return err
		}
	}
	p.bytes(c.patches)
	return nil
}

// again writes which rows were closed or derived anew, as few as they are.
func (p *pen) again(c *chunk) {
	if c.again == nil {
		p.byte(0)
		return
	}
	p.byte(1)
	for i := range c.rows {
		until, cause := c.again.until[i], c.again.cause[i]
		if until == sales.Forever {
			until = 0
		}
		p.signed(int64(until))
		p.signed(int64(c.rows[i].from - cause))
	}
}

// chunk reads a chunk. w is only looked at.
func (e *eye) chunk(w *words) *chunk {
	n := min(e.length(), chunkLength)
	c := &chunk{ids: make([]sales.DealID, n), versions: make([]uint32, n), starts: make([]uint32, n+1)}
	total := 0
	for i := range n {
		c.ids[i] = sales.DealID(e.text())
		c.versions[i] = uint32(e.number())
		total += e.length()
		c.starts[i+1] = uint32(total)
	}
	if total > len(e.body) { // each row takes at least a byte
		e.fail()
		return nil
	}
	c.rows = make([]dated, total)
	for deal := range n {
		var r dated
		for i := c.starts[deal]; i < c.starts[deal+1]; i++ {
			e.row(&r)
			c.rows[i] = r
		}
	}
	e.again(c)
	c.facts = make([]facts, e.length())
	for i := range c.facts {
		e.facts(&c.facts[i])
	}
	c.patches = slices.Clone(e.bytes())
	if e.end() == nil && !c.sound(w) {
		e.fail()
	}
	return c
}

func (e *eye) again(c *chunk) {
	if e.byte() != 0 {
		c.again = &again{make([]sales.Instant, len(c.rows)), make([]sales.Instant, len(c.rows))}
	}
	for i := range c.rows {
		until, from := sales.Forever, c.rows[i].from
		if c.again != nil {
			if at := e.signed(); at != 0 {
				until = sales.Instant(at)
				c.changed = max(c.changed, until)
			}
			c.again.until[i], c.again.cause[i] = until, from-sales.Instant(e.signed())
		}
		c.newest, c.changed = max(c.newest, c.rows[i].at), max(c.changed, from)
	}
}

// sound reports whether every number points to something, so that a file written by something else cannot panic a reader.
func (c *chunk) sound(w *words) bool {
	for i := range c.rows {
		r := &c.rows[i]
		if int(r.facts) >= len(c.facts) || int(r.place) >= len(w.places) || int(r.owner) >= len(w.list) ||
			int(r.currency) >= len(w.currencies) || r.did > touched || int(r.state.category()) >= len(categories()) ||
			r.did == lost && int(r.arg) >= len(w.losses) {
			return false
		}
		if r.did == changed {
			if _, sound := patchAt(c.patches, r.arg); !sound {
				return false
			}
		}
	}
	for i := range c.facts {
		f := &c.facts[i]
		if int(max(f.origin, f.kind, f.account, f.segment, f.region, f.channel, f.source)) >= len(w.list) {
			return false
		}
	}
	return true
}

// write puts the dictionary on a page.
func (w *words) write(p *pen) {
	p.number(uint64(len(w.list)))
	for _, text := range w.list {
		p.text(text)
	}
	p.number(uint64(len(w.places)))
	for _, at := range w.places {
		p.text(string(at.Pipeline))
		p.text(string(at.Stage))
		p.text(string(at.SubStage))
	}
	p.number(uint64(len(w.losses)))
	for _, l := range w.losses {
		p.text(l.reason)
		p.text(string(l.competitor))
	}
	p.number(uint64(len(w.currencies)))
	for _, c := range w.currencies {
		p.text(string(c))
	}
}

// words reads a dictionary; the codes are given anew in the same order, so they are the same.
func (e *eye) words() *words {
	w := newWords()
	for range e.length() {
		w.code(e.text())
	}
	for range e.length() {
		w.place(Place{sales.PipelineID(e.text()), sales.StageID(e.text()), sales.SubStageID(e.text())})
	}
	for range e.length() {
		w.loss(loss{e.text(), sales.CompetitorID(e.text())})
	}
	for range e.length() {
		w.currency(sales.Currency(e.text()))
	}
	return w
}

// write puts the lives of a shelf on a page: their events, from which the objects are made again.
func (s *shelf) write(p *pen) error {
	p.number(uint64(s.count))
	for i := range s.count {
		l := s.at(i)
		p.text(string(l.id))
		p.number(uint64(l.version))
		p.number(uint64(len(l.history)))
		for _, v := range l.history {
			for _, at := range []sales.Instant{v.at, v.from, v.until, v.cause} {
				p.signed(int64(at))
			}
			doc, err := json.Marshal(v.is.event)
			if err != nil {
				return err
			}
			p.text(v.is.event.Name())
			p.bytes(doc)
		}
	}
	return nil
}

// shelf reads a shelf.
func (e *eye) shelf(decoder sales.Decoder) (*shelf, error) {
	s := newShelf()
	for i := range e.length() {
		l := &life{id: sales.ID(e.text()), version: int64(e.number())}
		for range e.length() {
			v := version[thing]{}
			for _, at := range []*sales.Instant{&v.at, &v.from, &v.until, &v.cause} {
				*at = sales.Instant(e.signed())
			}
			name, doc := e.text(), e.bytes()
			if e.err != nil {
				return nil, e.err
			}
			event, err := decoder.Decode(name, doc)
			if err != nil {
				return nil, err
			}
			v.is.event = event
			if err := l.restore(v); err != nil {
				return nil, err
			}
		}
		s.put(i, l)
		s.count++
		s.index.add(string(l.id), uint32(i))
	}
	return s, e.end()
}

// restore derives a version again from the one that it was derived from: the last that was known when it became known.
func (l *life) restore(v version[thing]) error {
	before := l.history.find(latest, v.from)
	var was *thing
	if before >= 0 {
		was = &l.history[before].is
	}
	if err := l.deriving(before == len(l.history)-1)(was, &v); err != nil {
		return err
	}
	l.history = append(l.history, v)
	return nil
}
