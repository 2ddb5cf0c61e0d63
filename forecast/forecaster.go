package forecast

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"arus/forecast/course"
	"arus/forecast/hazard"
	"arus/forecast/season"
	"arus/sales"
)

// Forecaster keeps the models that forecasts use.
type Forecaster struct {
	patience time.Duration

	mu    sync.Mutex
	known map[key]*flight
	order []key // oldest first
}

// key is all that a model depends on.
type key struct {
	past   hazard.Fingerprint
	until  sales.Day
	step   int
	ahead  int
	fiscal int
}

// flight is a model on its way or there.
type flight struct {
	done    chan struct{}
	model   *hazard.Model
	history hazard.History
	err     error
}

const modelsKept = 32

// New keeps no models yet. A caller waits as long as patience says for one that is being learnt; the learning goes on.
func New(patience time.Duration) *Forecaster {
	return &Forecaster{patience: patience, known: map[key]*flight{}}
}

// model learns from what happened before a day, or finds what was learnt from it. Nil where there is too little.
func (f *Forecaster) model(ctx context.Context, deals course.Seq, o hazard.Options) (*hazard.Model, hazard.History, error) {
	k := key{hazard.Print(deals, o.Until), o.Until, o.Step, o.Ahead, o.Calendar.(season.Calendar).FiscalYearStart}
	f.mu.Lock()
	l := f.known[k]
	if l == nil {
		l = &flight{done: make(chan struct{})}
		f.known[k], f.order = l, append(f.order, k)
		if len(f.order) > modelsKept {
			delete(f.known, f.order[0])
			f.order = f.order[1:]
		}
		go func() {
			defer close(l.done)
			defer func() {
				if v := recover(); v != nil { // the failure of all who wait for it, and not the process's
					l.err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
				}
			}()
			// Learning outlives the request that asked for it, so nothing ends it.
			l.model, l.history, l.err = hazard.Train(context.WithoutCancel(ctx), deals, o)
		}()
	}
	f.mu.Unlock()
	waiting, cancel := context.WithTimeout(ctx, f.patience)
	defer cancel()
	select {
	case <-l.done:
		return l.model, l.history, l.err
	case <-waiting.Done():
		return nil, hazard.History{}, &sales.Problem{Kind: sales.KindBusy, Code: "learning", Format: "the forecast is being learnt from the past: try again in a moment"}
	}
}
