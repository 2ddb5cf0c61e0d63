package forecasts

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/sales"
)

// TimeToClose is how long an open deal will still be open.
type TimeToClose struct {
	door.Moment
	P25     *float64 `json:"p25_days" doc:"Until it is closed, won or lost, with a chance of a quarter; null where that is later than the horizon, or nothing is known"`
	P50     *float64 `json:"p50_days"`
	P75     *float64 `json:"p75_days"`
	Won     float64  `json:"won" doc:"The chance to be won until the horizon"`
	Lost    float64  `json:"lost" doc:"The chance to be lost until then"`
	Horizon int      `json:"horizon_days"`
	Thin    bool     `json:"thin" doc:"Too little has happened to learn from: nothing is said"`
}

type closingIn struct {
	door.When
	door.AtLeast
	ID string `path:"id"`
}

func (a room) addClosing() {
	op := document.Operation("deal-time-to-close", http.MethodGet, "/v1/deals/{id}/time-to-close", "How long an open deal will still be open")
	op.Description = "From the chances to be won and to be lost in each week ahead, learnt from the courses of earlier deals."
	op.Errors = append(op.Errors, http.StatusConflict)
	huma.Register(a.API, op, a.closing)
}

func (a room) closing(ctx context.Context, in *closingIn) (*door.Reply[TimeToClose], error) {
	r, err := a.Reader(ctx, in.When, in.AtLeast)
	if err != nil {
		return nil, err
	}
	c, err := a.forecaster.Closing(ctx, r, sales.DealID(in.ID))
	if err != nil {
		return nil, err
	}
	body := TimeToClose{door.MomentOf(r), c.P25, c.P50, c.P75, c.Won, c.Lost, c.Horizon, c.Thin}
	return &door.Reply[TimeToClose]{Status: http.StatusOK, Position: body.Header(), Body: body}, nil
}
