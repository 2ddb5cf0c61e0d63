package pattern

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"arus/board"
	"arus/report"
	"arus/report/conduct"
	"arus/sales"
)

// Question asks about deals that closed in a period, or for sources about those created in it.
type Question struct {
	report.Selection
	Period   sales.Period
	Factors  []string // dimensions: of a comparison those of [Factors] when empty; of sources the groups that are followed apart
	Currency sales.Currency
	Kind     sales.ValueKind
}

// Factors are the dimensions that are looked at when none is named.
func Factors() []string {
	return []string{"pipeline", "segment", "region", "channel", "source", "owner", "team"}
}

const (
	leastDeals = 10  // closed, under which a value of a factor is too few to tell
	discovery  = .10 // rate of false discoveries that is put up with
)

// trait is one value of a factor.
type trait struct {
	factor, value, name, filter string
	won, lost                   int
}

// OfWinLoss says for each value of each factor how often deals with it were won against those without: lift is the one
// share over the other. A deal is looked at as it stood before it closed, so that what closing itself sets is no factor.
// Verdicts are goes_with_wins, goes_with_losses, no_signal and too_few.
func OfWinLoss(r *report.Reader, q Question) (report.Table, error) {
	if len(q.Factors) == 0 {
		q.Factors = Factors()
	}
	var groupings []*report.Grouping
	for _, f := range q.Factors {
		g, err := r.GroupingBy([]string{f})
		if err != nil {
			return report.Table{}, err
		}
		groupings = append(groupings, g)
	}
	return told(r, q, func(d board.Deal, yield func(trait)) bool {
		then, was := beforeClosing(d)
		if !was {
			return false
		}
		for i, g := range groupings {
			key := g.Key(r, then)
			if key == "" {
				continue
			}
			name := key
			if cells := g.Cells(r, key); len(cells) > 1 {
				name, _ = cells[1].(string)
			}
			yield(trait{factor: q.Factors[i], value: key, name: name, filter: g.Filter(key)})
		}
		return true
	})
}

// OfBehaviours does the same for what people did with a deal: whether they spoke with the buyer in its first week, planned
// a next step, kept to its close date, knew more than one person. It goes with outcomes and may come of them: who loses a deal
// tidies up, who wins one plans no further step, and what takes long is pushed more often, whatever becomes of it. So every
// deal is read at the same age, four weeks after it was created, if it stayed open for a week longer; others are left out.
func OfBehaviours(r *report.Reader, q Question) (report.Table, error) {
	return told(r, q, func(d board.Deal, yield func(trait)) bool {
		did, known := conduct.Of(d, r.Now)
		for _, name := range did {
			yield(trait{factor: "behaviour", value: name, name: name, filter: strconv.Quote(name) + " in deal.behaviours"})
		}
		return known
	})
}

// beforeClosing is a closed deal as it stood before it closed. One that was closed from its beginning has never been open.
func beforeClosing(d board.Deal) (then board.Deal, was bool) {
	for v := range d.Versions() {
		if v.Outcome() == sales.Open {
			then, was = v, true
		}
	}
	return then, was
}

// told counts traits of closed deals and judges them together. traits yields those that a deal had at an earlier moment, or
// none and false where it is not to be compared.
func told(r *report.Reader, q Question, traits func(board.Deal, func(trait)) bool) (report.Table, error) {
	found, won, lost := map[[2]string]*trait{}, 0, 0
	err := r.Each(q.Selection, func(d board.Deal) bool {
		if d.Outcome() == sales.Open || !q.Period.Holds(r.DayOf(d.ClosedAt())) {
			return true
		}
		wins := 0
		if d.Outcome() == sales.Won {
			wins = 1
		}
		compared := traits(d, func(t trait) {
			seen := found[[2]string{t.factor, t.value}]
			if seen == nil {
				seen = &t
				found[[2]string{t.factor, t.value}] = seen
			}
			seen.won, seen.lost = seen.won+wins, seen.lost+1-wins
		})
		if compared {
			won, lost = won+wins, lost+1-wins
		}
		return true
	})
	var all []*trait
	for _, t := range found {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b *trait) int {
		return cmp.Or(strings.Compare(a.factor, b.factor), strings.Compare(a.value, b.value))
	})
	return judged(q.Period, all, won, lost), err
}

func judged(period sales.Period, all []*trait, won, lost int) report.Table {
	enough := func(t *trait) bool { return t.won+t.lost >= leastDeals && won+lost-t.won-t.lost >= leastDeals }
	var tested []float64
	for _, t := range all {
		if enough(t) {
			tested = append(tested, fisher(t.won, t.lost, won-t.won, lost-t.lost))
		}
	}
	rates := adjusted(tested)
	table := report.Table{Columns: report.Columns("", "text factor value value_name verdict", "count deals_n won lost", "share win_rate low high win_rate_without", "number lift p q", "filter deals")}
	at := 0
	for _, t := range all {
		n, restWon, rest := t.won+t.lost, won-t.won, won+lost-t.won-t.lost
		low, high := wilson(t.won, n)
		lift, p, q, verdict := any(nil), any(nil), any(nil), "too_few"
		if restWon > 0 {
			lift = float64(t.won) / float64(n) / (float64(restWon) / float64(rest))
		}
		if enough(t) {
			verdict = "no_signal"
			if rates[at] <= discovery {
				verdict = "goes_with_losses"
				if t.won*rest > restWon*n {
					verdict = "goes_with_wins"
				}
			}
			p, q = tested[at], rates[at]
			at++
		}
		filter := any(nil)
		if t.filter != "" {
			filter = report.And(`deal.outcome != "open"`, report.During("closed_day", period), t.filter)
		}
		table.Rows = append(table.Rows, []any{t.factor, t.value, t.name, verdict, n, t.won, t.lost, report.ShareOf(t.won, n), low, high, report.ShareOf(restWon, rest), lift, p, q, filter})
	}
	table.Totals = make([]any, len(table.Columns))
	table.Totals[4], table.Totals[5], table.Totals[6], table.Totals[7] = won+lost, won, lost, report.ShareOf(won, won+lost)
	return table
}

// source is what one source brought.
type source struct {
	r               *report.Reader
	q               Question
	open, won, lost int
	value           report.Sum
}

// Take counts one deal, if it was created in the period.
func (s *source) Take(d board.Deal) error {
	if !s.q.Period.Holds(s.r.DayOf(d.CreatedAt())) {
		return nil
	}
	switch d.Outcome() {
	case sales.Open:
		s.open++
	case sales.Lost:
		s.lost++
	default:
		s.won++
		value, err := s.r.ValueAs(d, s.q.Kind)
		s.value.Add(value)
		return err
	}
	return nil
}

// OfSources follows the deals created in a period by what brought them: of each group, the source that brought the most
// value first.
func OfSources(r *report.Reader, q Question) (report.Table, error) {
	x, err := r.Exchange(q.Currency)
	if err != nil {
		return report.Table{}, err
	}
	by := append(slices.DeleteFunc(slices.Clone(q.Factors), func(f string) bool { return f == "source" }), "source")
	groups, err := report.Gather(r, q.Selection, by, func() *source { return &source{r: r, q: q} })
	columns := report.GroupColumns(by)
	t := report.Table{Currency: x.To(), Columns: slices.Concat(columns, report.Columns(x.To(), "count created open won lost", "share win_rate low high", "money won_value mean_won_value value_per_created", "filter deals"))}
	for _, g := range groups {
		if g.Is.created() == 0 {
			continue
		}
		figures, failed := g.Is.figures(x)
		if failed != nil {
			return t, failed
		}
		t.Rows = append(t.Rows, slices.Concat(g.Cells, figures, []any{report.And(g.Filter, report.During("created_day", q.Period))}))
	}
	// Sources of one group follow each other: each such run is put in order by itself.
	for rows := t.Rows; len(rows) > 0; {
		group := rows[0][:len(columns)-1]
		end := slices.IndexFunc(rows, func(row []any) bool { return !slices.Equal(row[:len(group)], group) })
		if end < 0 {
			end = len(rows)
		}
		slices.SortStableFunc(rows[:end], func(a, b []any) int {
			return cmp.Compare(b[len(columns)+7].(sales.Money).Minor, a[len(columns)+7].(sales.Money).Minor)
		})
		rows = rows[end:]
	}
	t.Totals = make([]any, len(t.Columns))
	return t, err
}

func (s *source) created() int { return s.open + s.won + s.lost }

// figures of the source, in a currency.
func (s *source) figures(x report.Exchange) (row []any, failed error) {
	exact, failed := x.Exact(&s.value)
	if failed != nil {
		return nil, failed
	}
	per := func(n int) any {
		if n == 0 {
			return nil
		}
		m, err := sales.Money{Minor: 1, Currency: x.To()}.Times(new(big.Rat).Quo(exact, big.NewRat(int64(n), 1)))
		failed = cmp.Or(failed, err)
		return m
	}
	low, high := wilson(s.won, s.won+s.lost)
	return []any{s.created(), s.open, s.won, s.lost, report.ShareOf(s.won, s.won+s.lost), low, high, per(1), per(s.won), per(s.created())}, failed
}
