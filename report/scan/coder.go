package scan

import "arus/board"

// table maps codes to small numbers, not negative. Nearly all codes that occur are small; those of accounts and people of
// a large company lie in pages, of which most are never needed.
type table struct {
	near []int32 // number plus one
	far  [][]int32
}

const (
	nearCodes = 1 << 16
	pageBits  = 10
	pageSize  = 1 << pageBits
)

// at is the number of a code, or -1. It is small enough to be inlined.
func (t *table) at(code uint32) int32 {
	if int(code) < len(t.near) {
		return t.near[code] - 1
	}
	return t.away(code)
}

// yeses tells which codes of a word stand for yes, where all of them were met before and stand for yes or no. The loop is
// by itself because there it fits into registers.
func (t *table) yeses(codes []uint32) (word uint64, plain bool) {
	near, other := t.near, int32(0)
	for i, code := range codes {
		if int(code) >= len(near) {
			return 0, false
		}
		answer := near[code] - 1
		other |= answer >> 1 // of no and yes, nothing is left
		word |= uint64(answer&1) << (i % wordBits)
	}
	return word, other == 0
}

func (t *table) away(code uint32) int32 {
	if page := int(code >> pageBits); page < len(t.far) && t.far[page] != nil {
		return t.far[page][code%pageSize] - 1
	}
	return -1
}

func (t *table) set(code uint32, to int32) {
	if code < nearCodes {
		if int(code) >= len(t.near) {
			t.near = append(t.near, make([]int32, max(64, int(code)+1))...)
		}
		t.near[code] = to + 1
		return
	}
	page := int(code >> pageBits)
	if page >= len(t.far) {
		t.far = append(t.far, make([][]int32, page+1-len(t.far))...)
	}
	if t.far[page] == nil {
		t.far[page] = make([]int32, pageSize)
	}
	t.far[page][code%pageSize] = to + 1
}

// pairs numbers pairs of small numbers, from 0 in the order in which they are met.
type pairs struct {
	rows []table // by the first, as long as it is small
	rest map[uint64]int32
	next int32
}

const fewFirsts = 1 << 12

// of gives the number of a pair.
func (p *pairs) of(a, b int32) (n int32) {
	if a >= fewFirsts {
		return p.rare(a, b)
	}
	for int(a) >= len(p.rows) {
		p.rows = append(p.rows, table{})
	}
	if n = p.rows[a].at(uint32(b)); n >= 0 {
		return n
	}
	n, p.next = p.next, p.next+1
	p.rows[a].set(uint32(b), n)
	return n
}

func (p *pairs) rare(a, b int32) (n int32) {
	key := uint64(a)<<32 | uint64(b)
	n, known := p.rest[key]
	if known {
		return n
	}
	if p.rest == nil {
		p.rest = map[uint64]int32{}
	}
	n, p.next = p.next, p.next+1
	p.rest[key] = n
	return n
}

// coder finds out what deals of the same codes stand for, asking the first deal of each.
type coder struct {
	columns []Columns
	meet    func(board.Deal) int32 // what it stands for, not negative
	stands  table                  // by the code, or by the number of the codes
	numbers []table                // of the codes of each column, where there are several
	counts  []int32
	joins   []pairs                   // of the columns so far with the next
	agreed  func(*board.Bunch) uint32 // the code of a bunch, where it has one
}

func newCoder(set Columns, meet func(board.Deal) int32) *coder {
	k := &coder{meet: meet}
	for column := range set.each {
		k.columns = append(k.columns, column)
	}
	if n := len(k.columns); n == 1 {
		k.agreed = agreed(k.columns[0])
	} else if n > 1 {
		k.numbers, k.counts, k.joins = make([]table, n), make([]int32, n), make([]pairs, n-1)
	}
	return k
}

// fill writes what each of the chosen deals stands for, in their order.
func (k *coder) fill(w *World, b *Batch, chosen []uint32, into []int32) {
	switch len(k.columns) {
	case 0: // it depends on nothing, so that all deals agree
		for at, i := range chosen {
			into[at] = k.stand(b, 0, i)
		}
	case 1:
		codes := b.Of(w, k.columns[0])
		for at, i := range chosen {
			n := k.stands.at(codes[i])
			if n < 0 {
				n = k.stand(b, codes[i], i)
			}
			into[at] = n
		}
	default:
		for at, i := range chosen {
			into[at] = k.stand(b, uint32(k.number(w, b, i)), i)
		}
	}
}

// standAll is stand of a bunch.
func (k *coder) standAll(b *Batch, c *board.Bunch) int32 {
	code := k.agreed(c)
	if n := k.stands.at(code); n >= 0 {
		return n // without a look at its deals
	}
	return k.stand(b, code, uint32(c.Deals[0]))
}

func (k *coder) stand(b *Batch, code, i uint32) int32 {
	n := k.stands.at(code)
	if n < 0 {
		n = k.meet(b.Deal(int(i)))
		k.stands.set(code, n)
	}
	return n
}

// number is one number for a deal's codes in several columns.
func (k *coder) number(w *World, b *Batch, i uint32) (n int32) {
	for j, column := range k.columns {
		code := b.Of(w, column)[i]
		own := k.numbers[j].at(code)
		if own < 0 {
			own = k.counts[j]
			k.counts[j]++
			k.numbers[j].set(code, own)
		}
		if j == 0 {
			n = own
		} else {
			n = k.joins[j-1].of(n, own)
		}
	}
	return n
}
