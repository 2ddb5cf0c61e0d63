package report

import (
	"cmp"
	"container/heap"
	"slices"
	"strings"

	"arus/board"
	"arus/rule"
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
	of      func(board.Deal) rank
}

// sortKeys make, for one listing, what reads a deal's rank.
var sortKeys = map[string]func(*Reader) func(board.Deal) rank{
	"name": func(*Reader) func(board.Deal) rank {
		return func(d board.Deal) rank { return rank{text: strings.ToLower(d.Name())} }
	},
	"value":       (*Reader).byValue,
	"close_date":  numeric(func(d board.Deal) float64 { return float64(d.CloseDate()) }),
	"created_at":  numeric(func(d board.Deal) float64 { return float64(d.CreatedAt()) }),
	"stage_since": numeric(func(d board.Deal) float64 { return float64(d.StageSince()) }),
	"next_step": func(r *Reader) func(board.Deal) rank {
		order := map[NextStepState]float64{Overdue: 0, Due: 1, NoStep: 2, Planned: 3}
		return func(d board.Deal) rank { return rank{number: order[r.NextStep(d.NextStep())]} }
	},
}

func numeric(of func(board.Deal) float64) func(*Reader) func(board.Deal) rank {
	return func(*Reader) func(board.Deal) rank {
		return func(d board.Deal) rank { return rank{number: of(d)} }
	}
}

// byValue puts deals of several currencies in the order of what they are worth in the reporting currency. One without a
// rate stands as if it were of the reporting currency: an order is no figure.
func (r *Reader) byValue() func(board.Deal) rank {
	rates := map[sales.Currency]float64{"": 1, r.settings.Currency: 1}
	return func(d board.Deal) rank {
		m := d.Value()
		rate, known := rates[m.Currency]
		if !known {
			rate = 1
			if exact, err := r.Picture.Rate(m.Currency, r.settings.Currency, r.today); err == nil {
				rate, _ = exact.Float64()
			}
			rates[m.Currency] = rate
		}
		return rank{number: rate * rule.Major(m)}
	}
}

func (r *Reader) parseSort(text string) ([]sortKey, error) {
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
		keys = append(keys, sortKey{falling, of(r)})
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
	keys, err := r.parseSort(l.Sort)
	if err != nil {
		return nil, false, err
	}
	b := &best{keys: keys}
	after := placed{}
	if l.After != "" {
		d, ok := r.Deal(l.After)
		if !ok {
			return nil, false, sales.Invalid("#cursor", "bad_cursor", "the cursor is not of this list: leave it out to begin anew")
		}
		after = b.place(d, nil)
	}
	var scratch []rank // most deals of a long list are looked at and left
	err = r.each(l.Selection, func(d board.Deal) bool {
		p := b.place(d, scratch[:0])
		scratch = p.ranks
		full := b.Len() > l.Limit
		if l.After != "" && b.compare(p, after) <= 0 || full && b.compare(p, b.list[0]) >= 0 {
			return true
		}
		p.ranks = slices.Clone(p.ranks)
		if !full {
			heap.Push(b, p)
			return true
		}
		b.list[0] = p
		heap.Fix(b, 0)
		return true
	})
	slices.SortFunc(b.list, b.compare)
	for _, p := range b.list[:min(l.Limit, len(b.list))] {
		page = append(page, p.deal)
	}
	return page, len(b.list) > l.Limit, err
}

// place reads what a deal is sorted by, into the space that ranks has.
func (b *best) place(d board.Deal, ranks []rank) placed {
	for _, k := range b.keys {
		ranks = append(ranks, k.of(d))
	}
	return placed{d, ranks}
}
