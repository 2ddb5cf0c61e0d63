package report

import (
	"maps"
	"math/big"
	"slices"
	"strings"

	"arus/board"
	"arus/report/survival"
	"arus/report/tally"
	"arus/sales"
)

// measure is a figure of a group of deals.
type measure struct {
	kind  string // of its column, as [Columns] names it
	needs tally.Needs
	of    func(*tally.Cell, *exchange) (any, error)
}

func counted(needs tally.Needs, of func(*tally.Cell) int) measure {
	return measure{"count", needs, func(c *tally.Cell, _ *exchange) (any, error) { return of(c), nil }}
}

func summed(of func(*tally.Cell) *tally.Pot) measure {
	return measure{"money", 0, func(c *tally.Cell, x *exchange) (any, error) { return x.money(of(c), 1) }}
}

func valueOf(o board.Outcome) measure {
	return summed(func(c *tally.Cell) *tally.Pot { return &c.Values[o] })
}

func shared(needs tally.Needs, part, whole func(*tally.Cell) int) measure {
	return measure{"share", needs, func(c *tally.Cell, _ *exchange) (any, error) { return shareOf(part(c), whole(c)), nil }}
}

func lasting(needs tally.Needs, of func(*tally.Cell) (float64, bool)) measure {
	return measure{"days", needs, func(c *tally.Cell, _ *exchange) (any, error) {
		if days, known := of(c); known {
			return days, nil
		}
		return nil, nil
	}}
}

// survived is a percentile of how long visits last, after Kaplan and Meier.
func survived(share float64) measure {
	return lasting(tally.Stays, func(c *tally.Cell) (float64, bool) { return c.Stays.Percentile(share) })
}

// measures by the names that the API uses. count is of all selected deals; value and weighted_value are of the open ones.
var measures = map[string]measure{
	"count":          counted(0, (*tally.Cell).Count),
	"open":           counted(0, func(c *tally.Cell) int { return c.Counts[board.Open] }),
	"won":            counted(0, func(c *tally.Cell) int { return c.Counts[board.Won] }),
	"lost":           counted(0, func(c *tally.Cell) int { return c.Counts[board.Lost] }),
	"stalled":        counted(tally.Stalled, func(c *tally.Cell) int { return c.Stalled }),
	"pushes":         counted(tally.Pushes, func(c *tally.Cell) int { return c.Pushes }),
	"slipped":        counted(tally.Slips, func(c *tally.Cell) int { return c.Slipped }),
	"slippage_rate":  shared(tally.Slips, func(c *tally.Cell) int { return c.Slipped }, (*tally.Cell).Count),
	"value":          valueOf(board.Open),
	"won_value":      valueOf(board.Won),
	"lost_value":     valueOf(board.Lost),
	"won_value_mean": {"money", 0, wonMean},
	"weighted_value": {"money", tally.Weighted, func(c *tally.Cell, x *exchange) (any, error) { return x.money(&c.Weighted, Certain) }},
	"win_rate":       shared(0, func(c *tally.Cell) int { return c.Counts[board.Won] }, func(c *tally.Cell) int { return c.Counts[board.Won] + c.Counts[board.Lost] }),
	"win_rate_value": {"share", 0, func(c *tally.Cell, x *exchange) (any, error) {
		return x.share(&c.Values[board.Won], &c.Values[board.Lost])
	}},
	"stage_days_p50":  survived(.5),
	"stage_days_p80":  survived(.8),
	"stage_days_mean": lasting(tally.Stays, func(c *tally.Cell) (float64, bool) { return c.Stays.Mean() }),
	"cycle_days_p50":  lasting(tally.Cycles, func(c *tally.Cell) (float64, bool) { return survival.Median(c.Cycles) }),
	"cycle_days_mean": lasting(tally.Cycles, func(c *tally.Cell) (float64, bool) { return survival.MeanDays(c.Cycles) }),
	"age_days_p50":    lasting(tally.Ages, func(c *tally.Cell) (float64, bool) { return survival.Median(c.Ages) }),
	"age_days_mean":   lasting(tally.Ages, func(c *tally.Cell) (float64, bool) { return survival.MeanDays(c.Ages) }),
}

// wonMean is the value of a won deal, on average; nothing where none was won.
func wonMean(c *tally.Cell, x *exchange) (any, error) {
	n := c.Counts[board.Won]
	total, err := x.exact(&c.Values[board.Won])
	if err != nil || n == 0 {
		return nil, err
	}
	return sales.Money{Minor: 1, Currency: x.to}.Times(total.Quo(total, big.NewRat(int64(n), 1)))
}

// MeasureNames lists what can be asked for.
func MeasureNames() string {
	return strings.Join(slices.Sorted(maps.Keys(measures)), ", ")
}
