package forecast

import (
	"math/big"

	"arus/board"
	"arus/report"
	"arus/sales"
)

// pile is a sum of money in several currencies, exact.
type pile map[sales.Currency]*big.Int

func (p pile) add(m sales.Money) {
	if m.Currency == "" || m.Minor == 0 {
		return
	}
	if p[m.Currency] == nil {
		p[m.Currency] = new(big.Int)
	}
	p[m.Currency].Add(p[m.Currency], big.NewInt(m.Minor))
}

func (p pile) weigh(m sales.Money, chance report.Chance) {
	if m.Currency == "" || m.Minor == 0 {
		return
	}
	if p[m.Currency] == nil {
		p[m.Currency] = new(big.Int)
	}
	part := big.NewInt(m.Minor)
	p[m.Currency].Add(p[m.Currency], part.Mul(part, big.NewInt(int64(chance))))
}

// money is the sum in one currency at the rates of the picture's day, over a divisor, rounded once, half to even.
func (p pile) money(q *asking, over int64) (sales.Money, error) {
	sum := new(big.Rat)
	for from, amount := range p {
		rate, err := q.r.MinorRate(from, q.Currency)
		if err != nil {
			return sales.Money{}, err
		}
		sum.Add(sum, rate.Mul(rate, new(big.Rat).SetFrac(amount, big.NewInt(over))))
	}
	return sales.Money{Minor: 1, Currency: q.Currency}.Times(sum)
}

// holding is what deals of one owner come to.
type holding struct {
	booked, due pile
	wins        int
}

// tally is what is counted of the deals that are meant: exactly, not estimated.
type tally struct {
	q        *asking
	piles    [rungs]pile // of open deals that are due, by category
	counts   [rungs]int
	owners   map[sales.UserID]*holding
	wonBy    [partKinds]map[string]pile
	weighing pile
	open     sales.Money
	booked   sales.Money
	weighted sales.Money
	deals    int
	overdue  int
	wins     int
}

const rungs = 6 // as rung counts; 0 is of a stage without a category, which counts as pipeline

// count looks at every deal that is meant. An open deal is due when it is expected before the period ends.
func (q *asking) count() (*tally, error) {
	t := &tally{q: q, owners: map[sales.UserID]*holding{}, weighing: pile{}}
	for i := range t.piles {
		t.piles[i] = pile{}
	}
	for i := range t.wonBy {
		t.wonBy[i] = map[string]pile{}
	}
	from, to := q.period.From.Start(q.r.Zone), q.period.To.Start(q.r.Zone)
	for d := range q.r.Deals() {
		if q.people != nil && !q.people[d.Owner()] || q.Pipeline != "" && d.Pipeline() != q.Pipeline {
			continue
		}
		switch d.Outcome() {
		case sales.Won:
			if closed := d.ClosedAt(); from <= closed && closed < to {
				t.won(d)
			}
		case sales.Open:
			if day := d.CloseDate(); day != 0 && day < q.period.To {
				t.due(d)
			}
		}
	}
	booked, open := pile{}, pile{}
	for _, h := range t.owners {
		booked.all(h.booked)
		open.all(h.due)
	}
	var err error
	if t.booked, err = booked.money(q, 1); err != nil {
		return nil, err
	}
	if t.open, err = open.money(q, 1); err != nil {
		return nil, err
	}
	t.weighted, err = t.weighing.money(q, int64(report.Certain))
	return t, err
}

func (p pile) all(other pile) {
	for currency, amount := range other {
		if p[currency] == nil {
			p[currency] = new(big.Int)
		}
		p[currency].Add(p[currency], amount)
	}
}

func (t *tally) of(owner sales.UserID) *holding {
	h := t.owners[owner]
	if h == nil {
		h = &holding{booked: pile{}, due: pile{}}
		t.owners[owner] = h
	}
	return h
}

func (t *tally) won(d board.Deal) {
	h := t.of(d.Owner())
	h.booked.add(d.Value())
	h.wins++
	t.wins++
	for kind, name := range partsOf(t.q, d) {
		if t.wonBy[kind][name] == nil {
			t.wonBy[kind][name] = pile{}
		}
		t.wonBy[kind][name].add(d.Value())
	}
}

func (t *tally) due(d board.Deal) {
	t.deals++
	if d.CloseDate() < t.q.period.From {
		t.overdue++
	}
	t.of(d.Owner()).due.add(d.Value())
	at := rung(categoryOf(t.q.r, d))
	t.piles[at].add(d.Value())
	t.counts[at]++
	if rate, known := t.q.r.Chance(d); known {
		t.weighing.weigh(d.Value(), report.ChanceOf(rate.P))
	}
}

// categoryOf is what a person said, else what the stage says.
func categoryOf(r *report.Reader, d board.Deal) sales.Category {
	if c := d.Category(); c != "" {
		return c
	}
	if p, ok := r.Picture.Pipeline(d.Pipeline()); ok {
		if _, stage := p.Facts.Stage(d.Stage()); stage != nil {
			return stage.Category
		}
	}
	return ""
}

// Category is a line of what people say: open deals that are due by their category, and what is closed.
type Category struct {
	Name       string // closed, commit, most_likely, best_case, pipeline, omitted
	Deals      int
	Value      sales.Money
	Cumulative sales.Money // with all that is surer; of omitted its own
}

// categories from the surest to the least.
func (t *tally) categories() ([]Category, error) {
	t.piles[rung(sales.InPipeline)].all(t.piles[0])
	t.counts[rung(sales.InPipeline)] += t.counts[0]
	list := []Category{{Name: "closed", Deals: t.wins, Value: t.booked, Cumulative: t.booked}}
	sum := t.booked
	for _, c := range []sales.Category{sales.Commit, sales.MostLikely, sales.BestCase, sales.InPipeline, sales.Omitted} {
		value, err := t.piles[rung(c)].money(t.q, 1)
		if err != nil {
			return nil, err
		}
		line := Category{Name: string(c), Deals: t.counts[rung(c)], Value: value, Cumulative: value}
		if c != sales.Omitted {
			if sum, err = sum.Plus(value); err != nil {
				return nil, err
			}
			line.Cumulative = sum
		}
		list = append(list, line)
	}
	return list, nil
}
