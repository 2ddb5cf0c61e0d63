package board

import (
	"encoding/binary"
	"encoding/json"

	"arus/board/dense"
	"arus/board/kept"
	"arus/board/past"
	"arus/ledger"
	"arus/sales"
)

// draft is a chunk while it is being written: what the chunk was, and what has come since. The slices ids, facts and
// patches grow behind the end of the chunk's own, which readers do not see.
type draft struct {
	words    *words
	base     *chunk
	texts    dense.Texts
	ids      []dense.Text
	versions []uint32
	facts    []facts
	patches  []byte
	tails    [chunkLength]tail
}

// tail is what has come to one deal: versions after those in the chunk or, when the chunk's had to be rewritten, all.
type tail struct {
	whole bool
	rows  past.History[row]
}

func newDraft(w *words, base *chunk) *draft {
	if base == nil {
		base = &chunk{texts: dense.NoTexts, starts: []uint32{0}, facts: make([]facts, 1)} // facts 0: of a deal that was never created
	}
	return &draft{words: w, base: base, texts: dense.Onto(base.texts), ids: base.ids, versions: append([]uint32(nil), base.versions...),
		facts: base.facts, patches: base.patches}
}

// add makes room for another deal.
func (d *draft) add(id sales.DealID) (deal int) {
	d.ids = append(d.ids, d.texts.Keep(string(id), 0))
	d.versions = append(d.versions, 0)
	return len(d.ids) - 1
}

func (d *draft) id(deal int) sales.DealID { return sales.DealID(d.ids[deal].Of(d.texts.All())) }

// apply takes one event of a deal in.
func (d *draft) apply(deal int, e ledger.Event) error {
	d.versions[deal] = uint32(e.Version)
	before, at, dead := d.last(deal)
	r, err := d.said(e.Fact, before)
	if err != nil {
		return err
	}
	v := past.Version[row]{At: e.At, From: e.Recorded, Until: sales.Forever, Cause: e.Recorded, Is: r}
	t := &d.tails[deal]
	if before == nil && !dead || before != nil && at <= e.At {
		if err := d.derive(before, &v); err != nil {
			return err
		}
		if t.rows == nil {
			t.rows = make(past.History[row], 0, 4)
		}
		t.rows = append(t.rows, v)
		return nil
	}
	d.unfold(deal)
	t.rows, err = t.rows.Insert(v, d.derive)
	return err
}

// last is the newest version that holds. dead tells that there are versions, but none that holds.
func (d *draft) last(deal int) (r *row, at sales.Instant, dead bool) {
	t := &d.tails[deal]
	for i := len(t.rows) - 1; i >= 0; i-- {
		if t.rows[i].Until == sales.Forever {
			return &t.rows[i].Is, t.rows[i].At, false
		}
	}
	if t.whole || deal >= len(d.base.ids) {
		return nil, 0, len(t.rows) > 0
	}
	if i, found := d.base.find(deal, past.Latest, past.Latest); found {
		newest := d.base.rows.row(i)
		return &newest, d.base.rows.at[i], false
	}
	return nil, 0, true
}

// unfold brings all versions of a deal into its tail, where they can be changed.
func (d *draft) unfold(deal int) {
	t := &d.tails[deal]
	if t.whole {
		return
	}
	t.whole = true
	if deal >= len(d.base.ids) {
		return
	}
	first, end := d.base.starts[deal], d.base.starts[deal+1]
	all := make(past.History[row], 0, int(end-first)+len(t.rows)+2)
	for i := first; i < end; i++ {
		all = append(all, d.base.version(i))
	}
	t.rows = append(all, t.rows...)
}

// retract takes back what was recorded at an instant. touched reports whether the deal had any of it.
func (d *draft) retract(deal int, cause, now sales.Instant) error {
	d.versions[deal]++ // whoever holds the old version must not write on it
	d.unfold(deal)
	rows, err := d.tails[deal].rows.Retract(cause, now, d.derive)
	d.tails[deal].rows = rows
	return err
}

// hasCause reports whether a version comes from an event that was recorded at an instant.
func (c *chunk) hasCause(deal int, cause sales.Instant) bool {
	for i := c.starts[deal]; i < c.starts[deal+1]; i++ {
		if c.again == nil && c.rows.from[i] == cause {
			return true
		}
		if c.again != nil && c.again.cause[i] == cause && c.again.until[i] == sales.Forever {
			return true
		}
	}
	return false
}

// keepFacts and keepPatch put something beside the rows and tell where it is.
func (d *draft) keepFacts(f facts) uint32 {
	d.facts = append(d.facts, f)
	return uint32(len(d.facts) - 1)
}

func (d *draft) keepPatch(patch []byte) uint32 {
	at := uint32(len(d.patches))
	d.patches = binary.AppendUvarint(d.patches, uint64(len(patch)))
	d.patches = append(d.patches, patch...)
	return at
}

// keepEvent keeps an event whose text is seldom asked for.
func (d *draft) keepEvent(e sales.Event) (uint32, error) {
	text, err := json.Marshal(e)
	return d.keepPatch(text), err
}

// seal makes the chunk that the draft has become.
func (d *draft) seal() *chunk {
	n, total, rewritten := len(d.ids), 0, d.base.again != nil
	for deal := range n {
		t := &d.tails[deal]
		total += len(t.rows)
		if !t.whole && deal < len(d.base.ids) {
			total += int(d.base.starts[deal+1] - d.base.starts[deal])
		}
		for i := range t.rows {
			rewritten = rewritten || t.rows[i].Until != sales.Forever || t.rows[i].Cause != t.rows[i].From
		}
	}
	c := &chunk{texts: d.texts.Fitted(), ids: fitted(d.ids), versions: d.versions, starts: make([]uint32, 1, n+1), rows: roomFor(total),
		facts: fitted(d.facts), patches: fitted(d.patches), newest: d.base.newest, changed: d.base.changed}
	if rewritten {
		c.again = &again{make([]sales.Instant, 0, total), make([]sales.Instant, 0, total)}
	}
	for deal := range n {
		t := &d.tails[deal]
		if !t.whole && deal < len(d.base.ids) {
			c.copy(d.base, deal)
		}
		for i := range t.rows {
			c.append(&t.rows[i])
		}
		c.starts = append(c.starts, uint32(c.rows.count()))
	}
	c.rows.args = fitted(c.rows.args)
	c.amounts = kept.AmountsOf(c.rows.value, c.rows.currency)
	return c
}

// fitted gives back memory that growing took in advance: over a million deals it is a hundred megabytes.
func fitted[T any](list []T) []T {
	if cap(list)-len(list) > len(list)/8 {
		return append(make([]T, 0, len(list)), list...)
	}
	return list
}

// copy takes over the rows of a deal as they are.
func (c *chunk) copy(from *chunk, deal int) {
	first, end := from.starts[deal], from.starts[deal+1]
	c.rows.appendAll(&from.rows, first, end)
	if c.again == nil {
		return
	}
	for i := first; i < end; i++ {
		v := from.version(i)
		c.again.until, c.again.cause = append(c.again.until, v.Until), append(c.again.cause, v.Cause)
	}
}

func (c *chunk) append(v *past.Version[row]) {
	c.rows.append(dated{v.At, v.From, v.Is})
	c.newest, c.changed = max(c.newest, v.At), max(c.changed, v.From)
	if v.Until != sales.Forever {
		c.changed = max(c.changed, v.Until)
	}
	if c.again != nil {
		c.again.until, c.again.cause = append(c.again.until, v.Until), append(c.again.cause, v.Cause)
	}
}
