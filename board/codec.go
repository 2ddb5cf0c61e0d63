package board

import (
	"encoding/json"
	"math/bits"
	"slices"

	"arus/board/dense"
	"arus/board/kept"
	"arus/board/page"
	"arus/sales"
)

// write puts a chunk on a page. The same deals after the same events always give the same bytes, however the events were
// batched, so the page serves for the checkpoint and for the hash.
func (c *chunk) write(p *page.Pen) error {
	p.Number(uint64(len(c.ids)))
	for i := range c.ids {
		p.Text(string(c.id(i)))
		p.Number(uint64(c.versions[i]))
		p.Number(uint64(c.starts[i+1] - c.starts[i]))
	}
	for deal := range c.ids {
		var was dated
		for i := c.starts[deal]; i < c.starts[deal+1]; i++ {
			is := c.rows.dated(i)
			writeRow(p, &was, &is)
			was = is
		}
	}
	c.writeAgain(p)
	p.Number(uint64(len(c.facts)))
	for i := range c.facts {
		if err := writeFacts(p, &c.facts[i], c.texts); err != nil {
			return err
		}
	}
	p.Bytes(c.patches)
	return nil
}

// writeAgain writes which rows were closed or derived anew, as few as they are.
func (c *chunk) writeAgain(p *page.Pen) {
	if c.again == nil {
		p.Byte(0)
		return
	}
	p.Byte(1)
	for i, from := range c.rows.from {
		until, cause := c.again.until[i], c.again.cause[i]
		if until == sales.Forever {
			until = 0
		}
		p.Signed(int64(until))
		p.Signed(int64(from - cause))
	}
}

// readChunk reads a chunk. w is only looked at.
func readChunk(e *page.Eye, w *words) (*chunk, error) {
	n := min(e.Length(), chunkLength)
	texts := dense.Onto(dense.NoTexts)
	c := &chunk{ids: make([]dense.Text, n), versions: make([]uint32, n), starts: make([]uint32, n+1)}
	total := 0
	for i := range n {
		c.ids[i] = texts.Keep(e.Text(), 0)
		c.versions[i] = uint32(e.Number())
		total += e.Length()
		c.starts[i+1] = uint32(total)
	}
	if total > e.Left() { // each row takes at least a byte
		return nil, page.ErrShort
	}
	c.rows = roomFor(total)
	for deal := range n {
		var r dated
		for i := c.starts[deal]; i < c.starts[deal+1]; i++ {
			readRow(e, &r)
			c.rows.append(r)
		}
	}
	c.readAgain(e)
	c.amounts = kept.AmountsOf(c.rows.value, c.rows.currency)
	c.facts = make([]facts, e.Length())
	for i := range c.facts {
		if err := readFacts(e, &c.facts[i], &texts); err != nil {
			return nil, err
		}
	}
	c.texts, c.rows.args, c.patches = texts.Fitted(), fitted(c.rows.args), slices.Clone(e.Bytes())
	if err := e.End(); err != nil {
		return nil, err
	}
	if !c.sound(w) {
		return nil, page.ErrShort
	}
	return c, nil
}

func (c *chunk) readAgain(e *page.Eye) {
	if e.Byte() != 0 {
		c.again = &again{make([]sales.Instant, c.rows.count()), make([]sales.Instant, c.rows.count())}
	}
	for i, from := range c.rows.from {
		until := sales.Forever
		if c.again != nil {
			if at := e.Signed(); at != 0 {
				until = sales.Instant(at)
				c.changed = max(c.changed, until)
			}
			c.again.until[i], c.again.cause[i] = until, from-sales.Instant(e.Signed())
		}
		c.newest, c.changed = max(c.newest, c.rows.at[i]), max(c.changed, from)
	}
}

// sound reports whether every number points to something, so that a file written by something else cannot panic a reader.
func (c *chunk) sound(w *words) bool {
	for i := range uint32(c.rows.count()) {
		r := c.rows.row(i)
		if int(r.facts) >= len(c.facts) || int(r.place) >= len(w.places) || int(r.owner) >= len(w.list) ||
			int(r.currency) >= len(w.currencies) || r.did > unmerged || int(r.state.Category()) >= len(categories()) ||
			r.did == lost && int(r.arg) >= len(w.losses) || r.did == beside && int(r.arg) >= len(w.list) {
			return false
		}
		if r.did.patches() {
			if _, sound := patchAt(c.patches, r.arg); !sound {
				return false
			}
		}
	}
	for i := range c.facts {
		if f := &c.facts[i]; int(f.account) >= len(w.list) || int(f.profile) >= len(w.profiles) {
			return false
		}
	}
	return true
}

// write puts the dictionary on a page.
func (w *words) write(p *page.Pen) {
	p.Number(uint64(len(w.list)))
	for _, text := range w.list {
		p.Text(text)
	}
	p.Number(uint64(len(w.places)))
	for _, at := range w.places {
		p.Text(string(at.Pipeline))
		p.Text(string(at.Stage))
		p.Text(string(at.SubStage))
	}
	p.Number(uint64(len(w.losses)))
	for _, l := range w.losses {
		p.Text(l.reason)
		p.Text(string(l.competitor))
	}
	p.Number(uint64(len(w.profiles)))
	for _, f := range w.profiles {
		for _, code := range []uint32{f.origin, f.kind, f.segment, f.region, f.channel, f.source} {
			p.Number(uint64(code))
		}
	}
	p.Number(uint64(len(w.currencies)))
	for _, c := range w.currencies {
		p.Text(string(c))
	}
}

// readWords reads a dictionary; the codes are given anew in the same order, so they are the same.
func readWords(e *page.Eye) *words {
	w := newWords()
	for range e.Length() {
		w.code(e.Text())
	}
	for range e.Length() {
		w.place(Place{sales.PipelineID(e.Text()), sales.StageID(e.Text()), sales.SubStageID(e.Text())})
	}
	for range e.Length() {
		w.loss(loss{e.Text(), sales.CompetitorID(e.Text())})
	}
	for range e.Length() {
		var f profile
		for _, code := range []*uint32{&f.origin, &f.kind, &f.segment, &f.region, &f.channel, &f.source} {
			*code = min(uint32(e.Number()), uint32(len(w.list)-1))
		}
		w.profile(f)
	}
	for range e.Length() {
		w.currency(sales.Currency(e.Text()))
	}
	return w
}

// Which fields of a row differ from those of the row before.
const (
	atDiffers = 1 << iota
	fromDiffers
	valueDiffers
	closeDiffers
	ownerDiffers
	placeDiffers
	factsDiffer
	argDiffers
	currencyDiffers
	stateDiffers
)

// didBits hold what an event did; the mask stands above them.
const didBits = 5

// writeRow writes what differs from the row before: 10 bytes for most, instead of 44.
func writeRow(p *page.Pen, was, is *dated) {
	// in the order of the mask
	said := [...]int64{int64(is.at - was.at), int64(is.from - was.from), is.value, int64(is.close), int64(is.owner), int64(is.place),
		int64(is.facts), int64(is.arg), int64(is.currency), int64(is.state)}
	before := [...]int64{0, 0, was.value, int64(was.close), int64(was.owner), int64(was.place),
		int64(was.facts), int64(was.arg), int64(was.currency), int64(was.state)}
	mask := uint64(0)
	for i, n := range said {
		if n != before[i] {
			mask |= 1 << i
		}
	}
	p.Number(mask<<didBits | uint64(is.did))
	for ; mask != 0; mask &= mask - 1 {
		p.Signed(said[bits.TrailingZeros64(mask)])
	}
}

// readRow makes the row before into the next one.
func readRow(e *page.Eye, r *dated) {
	head := e.Number()
	r.did = did(head & (1<<didBits - 1))
	for mask := head >> didBits; mask != 0; mask &= mask - 1 {
		n := e.Signed()
		switch mask & -mask {
		case atDiffers:
			r.at += sales.Instant(n)
		case fromDiffers:
			r.from += sales.Instant(n)
		case valueDiffers:
			r.value = n
		case closeDiffers:
			r.close = sales.Day(n)
		case ownerDiffers:
			r.owner = uint32(n)
		case placeDiffers:
			r.place = uint32(n)
		case factsDiffer:
			r.facts = uint32(n)
		case argDiffers:
			r.arg = uint32(n)
		case currencyDiffers:
			r.currency = uint16(n)
		case stateDiffers:
			r.state = State(n)
		}
	}
}

func writeFacts(p *page.Pen, f *facts, texts string) error {
	p.Text(f.name.Of(texts))
	p.Text(f.sourceID.Of(texts))
	p.Number(uint64(f.account))
	p.Number(uint64(f.profile))
	if f.more == nil {
		p.Number(0)
		return nil
	}
	doc, err := json.Marshal(f.more)
	p.Bytes(doc)
	return err
}

func readFacts(e *page.Eye, f *facts, texts *dense.Texts) error {
	f.name, f.sourceID = texts.Keep(e.Text(), 0), texts.Keep(e.Text(), 0)
	f.account, f.profile = uint32(e.Number()), uint32(e.Number())
	if doc := e.Bytes(); len(doc) > 0 {
		f.more = new(more)
		return json.Unmarshal(doc, f.more)
	}
	return nil
}
