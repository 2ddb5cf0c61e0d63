package estimate

import (
	"cmp"
	"slices"

	"arus/score/portable"
)

// Record is how well methods did at the same point of past periods.
type Record struct {
	Errors  map[string]Errors
	Excess  float64 // Σ of ((actual − expected)² − spread²) ÷ remaining²: what the model's own spread leaves unexplained
	Origins int
}

// Errors are relative errors of one method.
type Errors struct {
	N       int
	Squares float64
}

// Note adds a period that has ended to the record.
func (r *Record) Note(e *Estimate, actual float64) {
	if actual <= 0 {
		return
	}
	if r.Errors == nil {
		r.Errors = map[string]Errors{}
	}
	for _, m := range e.Methods {
		off := (m.Says - actual) / actual
		x := r.Errors[m.Name]
		r.Errors[m.Name] = Errors{x.N + 1, x.Squares + float64(off*off)}
	}
	if remaining := e.Expected - e.Booked; remaining > 0 {
		off := actual - e.Expected
		r.Excess += min(1, (float64(off*off)-float64(e.Spread*e.Spread))/float64(remaining*remaining))
		r.Origins++
	}
}

// What is expected of a method before it has a record, as if it had been seen so often: the model does better than the
// others in most companies, but not in all.
const (
	priorSeen   = 2
	priorModel  = .10 * .10
	priorSimple = .16 * .16
	priorThin   = .30 * .30 // of a model without history
)

// square is the mean squared error to expect of a method.
func (r *Record) square(method string, thin bool) float64 {
	prior := priorSimple
	switch {
	case method == Model && thin:
		prior = priorThin
	case method == Model:
		prior = priorModel
	}
	x := r.Errors[method]
	return max(1e-4, (x.Squares+priorSeen*prior)/float64(x.N+priorSeen))
}

// combine weighs the model and what needs none by MSE⁻², and takes the mean of the logarithms.
func (e *Estimate) combine(s *survey) {
	q := s.q
	said := q.simple(s.diary, s.begun)
	said[Model] = e.Booked + e.FromOpen + e.FromNew
	var weighted, called float64
	for i := range s.open {
		o := &s.open[i]
		if o.close != 0 && o.close < q.Period.To {
			weighted += float64(o.value * s.odds.of(o.Pipeline, o.stage))
			called += float64(o.value * [...]float64{0, 0, 0, .5, .75, 1}[min(max(o.category, 0), 5)])
		}
	}
	said[StageWeighted], said[Categories] = e.Booked+weighted, e.Booked+called
	over := q.At >= q.Period.To
	if over { // all has happened
		for name := range said {
			said[name] = e.Booked
		}
	}
	weights := map[string]float64{}
	sum, logs := 0.0, 0.0
	for _, name := range combined() {
		if says, ok := said[name]; ok && says > 0 {
			mse := q.Record.square(name, e.Thin)
			weights[name] = 1 / float64(mse*mse)
			sum += weights[name]
		}
	}
	e.Expected = e.Booked
	if sum > 0 {
		for _, name := range combined() {
			if weights[name] /= sum; weights[name] > 0 {
				logs += float64(weights[name] * portable.Log(said[name]))
			}
		}
		if !over { // a logarithm and back would leave a trace in the last digits
			e.Expected = max(e.Booked, portable.Exp(logs))
		}
	}
	said[Combination] = e.Expected
	for name, says := range said {
		e.Methods = append(e.Methods, Method{name, says, weights[name]})
	}
	order := Methods()
	slices.SortFunc(e.Methods, func(a, b Method) int { return cmp.Compare(slices.Index(order, a.Name), slices.Index(order, b.Name)) })
}
