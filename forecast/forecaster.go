package forecast

import (
	"context"
	"time"

	"arus/beside"
	"arus/forecast/course"
	"arus/forecast/hazard"
	"arus/forecast/season"
	"arus/sales"
)

// Forecaster keeps the models that forecasts use.
type Forecaster struct {
	patience time.Duration
	models   beside.Desk[key, lesson]
}

// key is all that a model depends on.
type key struct {
	past   hazard.Fingerprint
	until  sales.Day
	step   int
	ahead  int
	fiscal int
}

// lesson is what the past says.
type lesson struct {
	model   *hazard.Model
	history hazard.History
}

const modelsKept = 32

// New keeps no models yet. A caller waits as long as patience says for one that is being learnt; the learning goes on.
func New(patience time.Duration) *Forecaster {
	return &Forecaster{patience: patience, models: beside.Desk[key, lesson]{Most: modelsKept}}
}

// model learns from what happened before a day, or finds what was learnt from it. Nil where there is too little.
func (f *Forecaster) model(ctx context.Context, deals course.Seq, o hazard.Options) (*hazard.Model, hazard.History, error) {
	k := key{hazard.Print(deals, o.Until), o.Until, o.Step, o.Ahead, o.Calendar.(season.Calendar).FiscalYearStart}
	learning := f.models.Begin(ctx, k, func(ctx context.Context, l *lesson) (err error) {
		l.model, l.history, err = hazard.Train(ctx, deals, o)
		return err
	})
	switch over, err := learning.Wait(ctx, f.patience); {
	case err != nil:
		return nil, hazard.History{}, err
	case !over:
		return nil, hazard.History{}, &sales.Problem{Kind: sales.KindBusy, Code: "learning", Format: "the forecast is being learnt from the past: try again in a moment"}
	}
	return learning.State.model, learning.State.history, nil
}
