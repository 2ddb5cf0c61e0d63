package forecasts

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/forecast"
	"arus/forecast/backtest"
	"arus/forecast/estimate"
	"arus/sales"
)

// AskBacktestBody says which periods that are over are forecast again, from what was known then.
type AskBacktestBody struct {
	Kind    string    `json:"period_kind" example:"quarter" doc:"month, quarter, week, or so many days, as in 28d"`
	Origins int       `json:"origins,omitempty" minimum:"1" maximum:"40" doc:"Periods, the newest that are over; 8 when left out"`
	At      []float64 `json:"at,omitempty" nullable:"false" maxItems:"8" doc:"How far into each, from 0 to 1; 0, a third, a half and two thirds when left out"`
	Methods []string  `json:"methods,omitempty" nullable:"false" maxItems:"7" doc:"All when left out"`
}

type backtestIn struct {
	door.Once
	Body body.Of[AskBacktestBody]
}

// Backtest is how forecasts came out. One that takes longer is running: ask again with the same body to get on with it.
type Backtest struct {
	State    string         `json:"state" enum:"running,done"`
	Done     int            `json:"done" doc:"Periods"`
	Of       int            `json:"of"`
	Position int64          `json:"position"`
	Currency sales.Currency `json:"currency"`
	Rows     []BacktestRow  `json:"rows" nullable:"false"`
	Methods  []MethodScore  `json:"methods" nullable:"false"`
}

// BacktestRow is one forecast of one period by one method.
type BacktestRow struct {
	Period   string      `json:"period"`
	From     sales.Day   `json:"from"`
	To       sales.Day   `json:"to"`
	At       float64     `json:"at" doc:"How far into the period"`
	Day      sales.Day   `json:"day" doc:"Nothing of this day or later was known"`
	Method   string      `json:"method"`
	Forecast sales.Money `json:"forecast"`
	P10      sales.Money `json:"p10" doc:"As the method's own record up to that day has it: one tenth of what it forecasts comes to less"`
	P90      sales.Money `json:"p90"`
	Actual   sales.Money `json:"actual"`
	Accuracy *float64    `json:"accuracy" doc:"1 − |forecast − actual| ÷ actual, 0 at worst; null where nothing was booked"`
}

// MethodScore is how well a method did.
type MethodScore struct {
	Method   string   `json:"method"`
	At       *float64 `json:"at" doc:"null for all points together"`
	Origins  int      `json:"origins"`
	Accuracy float64  `json:"accuracy" doc:"Mean"`
	WAPE     float64  `json:"wape"`
	Bias     float64  `json:"bias" doc:"Above 0 said too much"`
	Coverage float64  `json:"coverage" doc:"Share of actuals from P10 to P90; four in five are meant to be"`
	Pinball  float64  `json:"pinball" doc:"Mean loss of P10, P50 and P90 as a share of what was booked"`
}

// trial is a backtest under way or done.
type trial struct {
	position int64
	result   *forecast.Tried

	mu     sync.Mutex
	passed [2]int // done, of
}

const trialsKept = 32

// trialPatience is how long a request waits for a backtest before it says how far that is.
const trialPatience = 20 * time.Second

func (a room) addBacktests() {
	op := document.Allowed(document.Operation("backtest", http.MethodPost, "/v1/backtests", "Forecast periods that are over, from what was known then"), access.Read)
	huma.Register(a.API, op, a.backtest)
}

func (a room) backtest(ctx context.Context, in *backtestIn) (*door.Reply[Backtest], error) {
	b := in.Body.Value
	if b.Origins == 0 {
		b.Origins = 8
	}
	if len(b.At) == 0 {
		b.At = []float64{0, 1. / 3, .5, 2. / 3}
	}
	for i, method := range b.Methods {
		if err := sales.OneOf(fmt.Sprintf("/methods/%d", i), method, estimate.Methods()...); err != nil {
			return nil, err
		}
	}
	boards, err := a.Boards.Of(ctx, door.CallerOf(ctx).Workspace)
	if err != nil {
		return nil, err
	}
	now := sales.InstantOf(a.Clock())
	key, err := json.Marshal([]any{door.CallerOf(ctx).Workspace, b.Kind, b.Origins, b.At, now.Time().Format(time.DateOnly)})
	if err != nil {
		return nil, err
	}
	trying := a.trials.Begin(ctx, string(key), func(ctx context.Context, t *trial) (err error) {
		snapshot := boards.Snapshot()
		t.position = snapshot.Position()
		t.result, err = forecast.Backtest(ctx, snapshot, forecast.Trial{Kind: b.Kind, Origins: b.Origins, At: b.At, Now: now,
			Progress: func(done, of int) {
				t.mu.Lock()
				defer t.mu.Unlock()
				t.passed = [2]int{done, of}
			}})
		return err
	})
	over, err := trying.Wait(ctx, trialPatience)
	t := &trying.State
	switch {
	case err != nil:
		return nil, err
	case !over:
		t.mu.Lock()
		defer t.mu.Unlock()
		return &door.Reply[Backtest]{Status: http.StatusOK, Body: Backtest{State: "running", Done: t.passed[0], Of: b.Origins, Rows: []BacktestRow{}, Methods: []MethodScore{}}}, nil
	}
	return &door.Reply[Backtest]{Status: http.StatusOK, Body: triedView(t, b.Methods)}, nil
}

func triedView(t *trial, methods []string) Backtest {
	money := func(x float64) sales.Money { return forecast.Money(x, t.result.Currency) }
	wanted := func(method string) bool { return len(methods) == 0 || slices.Contains(methods, method) }
	b := Backtest{State: "done", Done: t.passed[0], Of: t.passed[1], Position: t.position, Currency: t.result.Currency, Rows: []BacktestRow{}, Methods: []MethodScore{}}
	for i := range t.result.Rows {
		r := &t.result.Rows[i]
		for _, m := range r.Estimate.Methods {
			if !wanted(m.Name) {
				continue
			}
			row := BacktestRow{Period: r.Period.Name, From: r.Period.From, To: r.Period.To - 1, At: r.At, Day: r.Day, Method: m.Name, Forecast: money(m.Says),
				P10: money(m.P10), P90: money(m.P90), Actual: money(r.Actual)}
			if accuracy, ok := r.Accuracy(m.Name); ok {
				row.Accuracy = &accuracy
			}
			b.Rows = append(b.Rows, row)
		}
	}
	for _, s := range t.result.Scores {
		if wanted(s.Method) {
			b.Methods = append(b.Methods, scoreView(s))
		}
	}
	return b
}

func scoreView(s backtest.Score) MethodScore {
	v := MethodScore{Method: s.Method, Origins: s.N, Accuracy: s.Accuracy, WAPE: s.WAPE, Bias: s.Bias, Coverage: s.Coverage, Pinball: s.Pinball}
	if s.At != backtest.Whole {
		v.At = &s.At
	}
	return v
}
