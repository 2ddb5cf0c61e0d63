package report

import (
	"cmp"
	"container/heap"
	"slices"
	"strings"

	"arus/board"
	"arus/sales"
)

// Listing asks for a page of deals in an order.
type Listing struct {
	Selection
	Sort  string // keys of SortKeys, separated by commas, each with a - before it for falling order
	After sales.DealID
	Limit int
}

// SortKeys are what deals can be put in order by.
const SortKeys = "name, value, close_date, created_at, stage_since, next_step"

// rank is what a deal is sorted by: numbers for everything but names.
type rank struct {
	number float64
	text   string
}

type sortKey struct {
	falling bool
	of      func(*Reader, board.Deal) rank
}

var sortKeys = map[string]func(*Reader, board.Deal) rank{
	"name":        func(_ *Reader, d board.Deal) rank { return rank{text: strings.ToLower(d.Name())} },
	"value":       func(r *Reader, d board.Deal) rank { return rank{number: r.comparable(d.Value())} },
	"close_date":  func(_ *Reader, d board.Deal) rank { return rank{number: float64(d.CloseDate())} },
	"created_at":  func(_ *Reader, d board.Deal) rank { return rank{number: float64(d.CreatedAt())} },
	"stage_since": func(_ *Reader, d board.Deal) rank { return rank{number: float64(d.StageSince())} },
	"next_step": func(r *Reader, d board.Deal) rank {
		order := []NextStepState{Overdue, Due, NoStep, Planned}
		return rank{number: float64(slices.Index(order, r.NextStep(d.NextStep())))}
	},
}

// comparable is an amount in the reporting currency, for putting deals of several currencies in order. One without a rate
// stands as if it were of the reporting currency: an order is no figure.
func (r *Reader) comparable(m sales.Money) float64 {
	to := r.Picture.Workspace().Currency
	if m.Currency != to && m.Currency != "" {
		if rate, err := r.Picture.Rate(m.Currency, to, r.Today()); err == nil {
			f, _ := rate.Float64()
			return f * major(m)
		}
	}
	return major(m)
}

func parseSort(text string) ([]sortKey, error) {
	var keys []sortKey
	for part := range strings.SplitSeq(text, ",") {
		name, falling := strings.CutPrefix(strings.TrimSpace(part), "-")
		if name == "" {
			continue
		}
		of, known := sortKeys[name]
		if !known {
			return nil, sales.Invalid("#sort", "not_a_choice", "%q is not one of %s", name, SortKeys)
		}
		keys = append(keys, sortKey{falling, of})
	}
	return keys, nil
}

// placed is a deal with what it is sorted by.
type placed struct {
	deal  board.Deal
	ranks []rank
}

// best keeps the first deals of an order, the last of them on top.
type best struct {
	keys []sortKey
	list []placed
}

func (b *best) compare(x, y placed) int {
	for i, k := range b.keys {
		order := cmp.Or(cmp.Compare(x.ranks[i].number, y.ranks[i].number), cmp.Compare(x.ranks[i].text, y.ranks[i].text))
		if k.falling {
			order = -order
		}
		if order != 0 {
			return order
		}
	}
	return cmp.Compare(x.deal.ID(), y.deal.ID())
}

// Len, Less, Swap, Push and Pop make a heap of it.
func (b *best) Len() int           { return len(b.list) }
func (b *best) Less(i, j int) bool { return b.compare(b.list[i], b.list[j]) > 0 }
func (b *best) Swap(i, j int)      { b.list[i], b.list[j] = b.list[j], b.list[i] }
func (b *best) Push(x any)         { b.list = append(b.list, x.(placed)) }
func (b *best) Pop() any {
	last := b.list[len(b.list)-1]
	b.list = b.list[:len(b.list)-1]
	return last
}

// List gives a page of the selected deals, and whether there are more. The page begins behind the deal After as it stands
// now, so a list that moves while somebody pages through it shows no deal twice in one place.
func (r *Reader) List(l Listing) (page []board.Deal, more bool, err error) {
	keys, err := parseSort(l.Sort)
	if err != nil {
		return nil, false, err
	}
	b := &best{keys: keys}
	after := placed{}
	if l.After != "" {
		d, ok := r.Picture.Deal(l.After)
		if !ok {
			return nil, false, sales.Invalid("#cursor", "bad_cursor", "the cursor is not of this list: leave it out to begin anew")
		}
		after = r.placed(d, keys)
	}
	err = r.each(l.Selection, func(d board.Deal) bool {
		p := r.placed(d, keys)
		if l.After != "" && b.compare(p, after) <= 0 {
			return true
		}
		if b.Len() <= l.Limit {
			heap.Push(b, p)
		} else if b.compare(p, b.list[0]) < 0 {
			b.list[0] = p
			heap.Fix(b, 0)
		}
		return true
	})
	slices.SortFunc(b.list, b.compare)
	for _, p := range b.list[:min(l.Limit, len(b.list))] {
		page = append(page, p.deal)
	}
	return page, len(b.list) > l.Limit, err
}

func (r *Reader) placed(d board.Deal, keys []sortKey) placed {
	p := placed{deal: d, ranks: make([]rank, len(keys))}
	for i, k := range keys {
		p.ranks[i] = k.of(r, d)
	}
	return p
}
