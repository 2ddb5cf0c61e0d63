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

	known  float64 // precision of what periods said of its excess
	excess float64 // what they said, each by its precision
}

// Note adds a period that has ended to the record.
func (r *Record) Note(e *Estimate, actual float64) {
	if actual <= 0 {
		return
	}
	if r.Errors == nil {
		r.Errors = map[string]Errors{}
	}
	luck := 1.0
	if e.Expected > 0 {
		luck = e.Spread / e.Expected
	}
	for _, m := range e.Methods {
		x := r.Errors[m.Name]
		off := (m.Says - actual) / actual
		x.N, x.Squares = x.N+1, x.Squares+float64(off*off)
		if m.Says > 0 {
			x.weigh(portable.Log(m.Says/actual), luck, m.Name, e.Thin)
		}
		r.Errors[m.Name] = x
	}
	if remaining := e.Expected - e.Booked; remaining > 0 {
		off := actual - e.Expected
		r.Excess += min(1, (float64(off*off)-float64(e.Spread*e.Spread))/float64(remaining*remaining))
		r.Origins++
	}
}

// weigh adds an error in the logarithm. What luck explains of its square says nothing of a method, and a square varies by
// twice the square of its mean: where luck is large one period says little.
func (x *Errors) weigh(off, luck float64, method string, thin bool) {
	noise, most := float64(luck*luck), float64(mostSaid)
	if alone(method) {
		most = aloneSaid
	}
	usual := noise + prior(method, thin, luck)
	certain := 1 / (2 * float64(usual*usual))
	x.known += certain
	x.excess += float64(certain * (min(most, float64(off*off)) - noise))
}

// The excess is the mean square that a method is off in the logarithm beyond what luck explains. Before there is a record
// it is as in simulated companies other than those that forecasts are held to, give or take half of it. What is read off
// past bookings carries their luck into what it says, so its excess grows with the square of luck; that of the model does not.
const (
	priorModel = .008
	priorYield = .010
	priorPace  = .03 // of the run rate
	priorSame  = .07 // of the same period
	priorAlone = .09 // of odds of stages, and of what people commit to
	priorThin  = .09 // of a model without history
	priorDoubt = .5
	aloneDoubt = 2 // of those that stand alone
	mostSaid   = 1 // by one period: a disaster is not all that is known
	aloneSaid  = 4
	leastShare = 1. / 8 // of its prior that an excess is never believed to be below

	yieldLuck = .65 // of the square of luck: several periods, and of each the open deals too
	paceLuck  = .6
	sameLuck  = 1 // one period
)

// alone are the methods that nothing is combined of. What people commit to may mean anything in a workspace, so that a record
// soon says more than what is usual.
func alone(method string) bool { return method == StageWeighted || method == Categories }

func prior(method string, thin bool, luck float64) float64 {
	square := float64(luck * luck)
	switch {
	case method == Model && thin:
		return priorThin
	case method == PipelineYield:
		return priorYield + float64(yieldLuck*square)
	case method == SameLastPeriod:
		return priorSame + float64(sameLuck*square)
	case method == RunRate:
		return priorPace + float64(paceLuck*square)
	case alone(method):
		return priorAlone
	}
	return priorModel
}

// excess to expect of a method.
func (r *Record) excess(method string, thin bool, luck float64) float64 {
	p, x, doubt := prior(method, thin, luck), r.Errors[method], float64(priorDoubt)
	if alone(method) {
		doubt = aloneDoubt
	}
	certain := 1 / float64(float64(doubt*p)*float64(doubt*p))
	return max(float64(leastShare*p), (float64(certain*p)+x.excess)/(certain+x.known))
}

// combine weighs the model and what needs none by excess⁻², and takes the mean of the logarithms.
func (e *Estimate) combine(s *survey, luck float64) {
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
			excess := q.Record.excess(name, e.Thin, luck)
			weights[name] = 1 / float64(excess*excess)
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
		e.Methods = append(e.Methods, Method{Name: name, Says: says, Weight: weights[name]})
	}
	order := Methods()
	slices.SortFunc(e.Methods, func(a, b Method) int { return cmp.Compare(slices.Index(order, a.Name), slices.Index(order, b.Name)) })
}

// A tenth of what is normal lies so many standard deviations or more above the mean.
const tenth = 1.2815515655446004

// surround puts each method's quantiles around what it says: as far apart as luck and its excess make them. What is booked
// is certain.
func (e *Estimate) surround(q *Question, luck float64) {
	for i := range e.Methods {
		m := &e.Methods[i]
		if m.Name == Combination {
			m.P10, m.P50, m.P90 = e.P10, e.P50, e.P90
			continue
		}
		wide := 0.0
		if q.At < q.Period.To {
			wide = tenth * root(float64(luck*luck)+q.Record.excess(m.Name, e.Thin, luck))
		}
		m.P10, m.P50, m.P90 = max(e.Booked, float64(m.Says*portable.Exp(-wide))), m.Says, float64(m.Says*portable.Exp(wide))
	}
}
