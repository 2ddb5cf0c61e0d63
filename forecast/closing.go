package forecast

import (
	"context"

	"arus/forecast/course"
	"arus/forecast/hazard"
	"arus/report"
	"arus/sales"
)

// Closing says how long an open deal will still be open. Days are counted from the reader's day on; nil is later than
// anybody can say.
type Closing struct {
	P25, P50, P75 *float64 // days until it is closed, won or lost, by chance
	Won, Lost     float64  // the chance to be won, and lost, until the horizon
	Horizon       int      // days that are looked ahead
	Thin          bool     // too little has happened to learn from: nothing is said
}

const closingWeeks = 52

// Closing looks ahead for one open deal. The competing risks of winning and losing decide together when it is closed.
func (f *Forecaster) Closing(ctx context.Context, r *report.Reader, id sales.DealID) (c Closing, err error) {
	deal, found := r.Deal(id)
	if !found {
		return c, sales.Missing(sales.ID(id))
	}
	if deal.Outcome() != sales.Open {
		return c, sales.Refused("deal_closed", "the deal %q is %s", deal.Name(), string(deal.Outcome()))
	}
	calendar := r.Picture.Workspace().Calendar
	q, err := f.asking(r, Ask{Period: calendar.Quarter(r.Today())})
	if err != nil {
		return c, err
	}
	c.Horizon = 7 * closingWeeks
	model, _, err := f.learn(ctx, q, learnt(q.at))
	if err != nil || model == nil {
		c.Thin = err == nil
		return c, err
	}
	var d course.Deal
	x := read(r, q.Currency, q.at, r.Today())
	if !x.course(deal, &d) {
		return c, x.failed
	}
	won, lost := model.Fates(model.Row(&d, q.at), c.Horizon/model.Step)
	c.P25, c.P50, c.P75 = when(won, lost, .25, model), when(won, lost, .5, model), when(won, lost, .75, model)
	for k := range won {
		c.Won, c.Lost = c.Won+won[k], c.Lost+lost[k]
	}
	return c, nil
}

// when is the day on which the deal is closed with a chance, evenly within a step.
func when(won, lost []float64, share float64, m *hazard.Model) *float64 {
	closed := 0.0
	for k := range won {
		here := won[k] + lost[k]
		if closed+here >= share {
			days := float64(m.Step) * (float64(k) + (share-closed)/here)
			return &days
		}
		closed += here
	}
	return nil
}
