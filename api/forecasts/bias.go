package forecasts

import (
	"context"
	"net/http"

	"arus/api/door"
	"arus/board"
	"arus/forecast/submit"
	"arus/sales"
)

// BiasView is how much somebody has said too much or too little.
type BiasView struct {
	User      string       `json:"user"`
	Team      *string      `json:"team"`
	Call      string       `json:"call"`
	Periods   int          `json:"periods" doc:"That are over"`
	Bias      float64      `json:"bias" doc:"Sum of what was submitted less booked ÷ booked; above 0 is optimistic. A correction that was taken, and what was moved from above, is not counted"`
	WAPE      float64      `json:"wape"`
	Corrected *sales.Money `json:"corrected" doc:"The number without the bias: offered beside it, and put into it by a person or not at all. null before three periods"`
	Amount    *sales.Money `json:"amount" doc:"What taking the correction adds to the number; null where nothing is offered"`
}

func biasView(b submit.Bias) BiasView {
	return BiasView{User: string(b.User), Team: door.OrNull(string(b.Team)), Call: string(b.Call), Periods: b.Periods, Bias: b.Bias, WAPE: b.WAPE}
}

// offered is what is known of a number, and its correction.
type offered struct {
	bias       *submit.Bias
	correction *sales.Correction
	amount     sales.Money // to add to the number as its owner left it
}

// offer is the correction of a submission in a picture.
func offer(p *board.Picture, s sales.SubmissionFacts) (o offered, err error) {
	if o.bias, o.correction, err = submit.Offer(p, s); err != nil || o.correction == nil {
		return o, err
	}
	s.Manager = sales.Adjustment{}
	total, err := s.Total()
	if err != nil {
		return o, err
	}
	total.Minor = -total.Minor
	if o.amount, err = o.correction.Corrected.Plus(total); o.amount.Minor == 0 {
		o.correction = nil // there is nothing to correct, or its owner has taken it already
	}
	return o, err
}

func (o offered) view() *BiasView {
	if o.bias == nil {
		return nil
	}
	v := biasView(*o.bias)
	if o.correction != nil {
		v.Corrected, v.Amount = &o.correction.Corrected, &o.amount
	}
	return &v
}

// taken is the correction that somebody takes: the one that is offered, or none. What they saw may have been another.
func taken(p *board.Picture, s sales.SubmissionFacts, amount sales.Money) (*sales.Correction, error) {
	o, err := offer(p, s)
	switch {
	case err != nil:
		return nil, err
	case o.correction == nil:
		return nil, sales.Refused("no_correction", "no correction of this number is offered")
	case o.amount != amount:
		return nil, sales.Refused("correction_moved", "the correction that is offered is %s now", o.amount.String())
	}
	return o.correction, nil
}

// now is the picture of this moment, by which corrections of what was submitted are offered.
func (a room) now(p *board.Picture) *board.Picture {
	s := p.Snapshot()
	return s.At(max(sales.InstantOf(a.Clock()), s.Recorded()), max(s.Recorded(), 1))
}

func (a room) correction(ctx context.Context, in *door.Get) (*door.Reply[Draft], error) {
	r, s, err := a.seen(ctx, in.AtLeast, in.ID)
	if err != nil {
		return nil, err
	}
	o, err := offer(a.now(r.Picture), s.Facts)
	if err != nil {
		return nil, err
	}
	return &door.Reply[Draft]{Status: http.StatusOK, Body: Draft{submissionView(s, r.Picture.Version(s.ID)), o.view()}, Position: door.MomentOf(r).Header()}, nil
}

func (a room) adjust(ctx context.Context, in *adjustIn) (*door.Reply[SubmissionView], error) {
	b := in.Body.Value
	c := sales.AdjustForecast{ID: sales.ID(in.ID), By: door.CallerOf(ctx).User, Amount: b.Amount, Reason: b.Reason}
	if b.Correction {
		r, s, err := a.seen(ctx, door.AtLeast{}, in.ID)
		if err != nil {
			return nil, err
		}
		if c.Correction, err = taken(a.now(r.Picture), s.Facts, b.Amount); err != nil {
			return nil, err
		}
	}
	return a.act(ctx, in.ID, in.IfMatch, door.Write[SubmissionView]{Key: in.Key, Body: in.Body.Text, Command: c})
}

func (a room) biases(ctx context.Context, in *struct {
	door.When
	door.AtLeast
}) (*door.Reply[door.Listed[BiasView]], error) {
	r, err := a.Reader(ctx, in.When, in.AtLeast)
	if err != nil {
		return nil, err
	}
	biases, err := submit.Biases(r.Picture, r.Today())
	if err != nil {
		return nil, err
	}
	var rows []BiasView
	for _, b := range biases {
		if b.User == door.CallerOf(ctx).User || r.SeesOwner(b.User) {
			rows = append(rows, biasView(b))
		}
	}
	return &door.Reply[door.Listed[BiasView]]{Status: http.StatusOK, Body: door.ListOf(rows, nil), Position: door.MomentOf(r).Header()}, nil
}
