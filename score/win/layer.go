package win

import (
	"math"

	"arus/sales"
	"arus/score/bins"
	"arus/score/calibrate"
	"arus/score/measure"
	"arus/score/portable"
)

// Layer is a curve that was tried over all that the champion says. It stands where what came later was said better with it, by
// more than a standard error.
type Layer struct {
	Kind    calibrate.Kind  `json:"kind"`
	Stands  bool            `json:"stands,omitempty"`
	Curve   calibrate.Curve `json:"curve,omitzero"` // fitted to all there is; of one that does not stand none
	Deals   int             `json:"deals"`          // a calibrator was fitted to when it was judged; a level is fitted to now
	Judged  int             `json:"judged"`         // deals that closed later; 0 where there were too few to fit it to
	Without float64         `json:"without"`        // mean logarithmic loss of what stood before, by landmark
	With    float64         `json:"with"`
	Error   float64         `json:"error"` // standard error of the difference, by deal
}

// Helps reports whether what came later was said better with it.
func (l *Layer) Helps() bool { return l.Without-l.With > l.Error }

// The least that calibrators are fitted to: deals that no model had seen.
const (
	leastBeta     = 300
	leastIsotonic = 5000
)

// levelWeeks are those that the level is seen in: each week of a quarter once, because more is won where quarters end.
const levelWeeks = 13

// laid is a logit with the curves that stand laid over it.
func (m *Model) laid(z float64) float64 {
	for i := range m.Layers {
		if l := &m.Layers[i]; l.Stands {
			z = l.Curve.Of(z)
		}
	}
	return z
}

// recent are those of some rows whose deals closed in the last weeks before a moment, and what each weighs.
func (h *history) recent(rows []int32, now sales.Instant) (late []int32, weight float64) {
	for _, i := range rows {
		if days(h.rows[i].closed, now) < 7*levelWeeks {
			late = append(late, i)
		}
	}
	return late, grouped(len(late), func(i int) uint32 { return h.rows[late[i]].deal }).weight()
}

// levels are the curves of level of each method, by what became of the last deals that it learnt from.
func (c *contestants) levels(h *history, b block, features []bins.Feature) []calibrate.Curve {
	late, weight := h.recent(b.learn, b.from)
	t := h.table(features, late)
	all := make([]calibrate.Curve, len(Methods()))
	for m, logits := range c.logits(t) {
		all[m] = calibrate.Fit(calibrate.Level, rowsOf(logits, t.Hits, weight))
	}
	return all
}

func rowsOf(logits []float64, hits []bool, weight float64) []calibrate.Row {
	rows := make([]calibrate.Row, len(logits))
	for i, z := range logits {
		rows[i] = calibrate.Row{Logit: z, Hit: hits[i], Weight: weight}
	}
	return rows
}

// deals say which rows are of one deal, and how many.
type deals struct {
	place     []int     // of a row's deal
	landmarks []float64 // of a deal
}

func grouped(rows int, deal func(i int) uint32) (d deals) {
	first := map[uint32]int{}
	for i := range rows {
		at, known := first[deal(i)]
		if !known {
			at = len(first)
			first[deal(i)] = at
			d.landmarks = append(d.landmarks, 0)
		}
		d.place = append(d.place, at)
		d.landmarks[at]++
	}
	return d
}

// weight is what a row weighs for all rows to weigh as much as their deals: those of one deal are not many opinions.
func (d deals) weight() float64 { return float64(len(d.landmarks)) / float64(max(1, len(d.place))) }

// sums are those of each deal.
func (d deals) sums(of func(i int) float64) []float64 {
	list := make([]float64, len(d.landmarks))
	for i, at := range d.place {
		list[at] += of(i)
	}
	return list
}

// spread is the mean over rows of what has such sums, and its standard error, which counts deals and not rows.
func (d deals) spread(sums []float64) (mean, err float64) {
	n := float64(len(d.place))
	for _, x := range sums {
		mean += x / n
	}
	for at, x := range sums {
		off := x - float64(d.landmarks[at]*mean)
		err += float64(off * off)
	}
	return mean, math.Sqrt(err) / n
}

// lay tries curves over what a method said of the judged deals, and leaves in final what is said with those that stand: a level
// by each origin, and then calibrators, which are fitted to the blocks before the last and judged by that one.
func (t *Trial) lay(method int) (layers []Layer) {
	levelled := make([]float64, len(t.final))
	begin := 0
	for k, end := range t.ends {
		for i := begin; i < end; i++ {
			levelled[i] = t.levels[k][method].Of(t.final[i])
		}
		begin = end
	}
	level := Layer{Kind: calibrate.Level}
	t.judge(&level, 0, levelled)
	layers = append(layers, level)
	from := 0
	if n := len(t.ends); n > 1 {
		from = t.ends[n-2]
	}
	said := t.final
	beta, bent := t.calibrator(calibrate.Beta, leastBeta, said[:from])
	if bent != nil {
		t.judge(&beta, from, bent(said))
	}
	free, rising := t.calibrator(calibrate.Isotonic, leastIsotonic, said[:from])
	if rising != nil {
		if t.judge(&free, from, rising(said)); free.Stands {
			beta.Stands = false // the other took its place
		}
	}
	for _, l := range []*Layer{&beta, &free} {
		if l.Stands {
			l.Curve = calibrate.Fit(l.Kind, t.rows(said))
		}
		layers = append(layers, *l)
	}
	return layers
}

// rows are the first judged ones with what was said of them.
func (t *Trial) rows(said []float64) []calibrate.Row {
	hits := make([]bool, len(said))
	for i := range said {
		hits[i] = t.judged[i].Won
	}
	return rowsOf(said, hits, grouped(len(said), func(i int) uint32 { return t.judged[i].Deal }).weight())
}

// calibrator is a curve of a kind fitted to what was said of the first deals, as a layer that is still to be judged and as what
// it makes of logits: nothing where they are too few.
func (t *Trial) calibrator(kind calibrate.Kind, least int, said []float64) (Layer, func([]float64) []float64) {
	l := Layer{Kind: kind, Deals: len(grouped(len(said), func(i int) uint32 { return t.judged[i].Deal }).landmarks)}
	if l.Deals < least {
		return l, nil
	}
	c := calibrate.Fit(kind, t.rows(said))
	return l, func(logits []float64) []float64 {
		all := make([]float64, len(logits))
		for i, z := range logits {
			all[i] = c.Of(z)
		}
		return all
	}
}

// judge holds logits against those that stand, from a row on, and lets them take their place there if they are better.
func (t *Trial) judge(l *Layer, from int, logits []float64) {
	rows := t.judged[from:]
	d := grouped(len(rows), func(i int) uint32 { return rows[i].Deal })
	loss := func(of []float64) []float64 {
		return d.sums(func(i int) float64 { return measure.Loss(portable.Chance(of[from+i]), rows[i].Won) })
	}
	without, with := loss(t.final), loss(logits)
	l.Judged = len(without)
	l.Without, _ = d.spread(without)
	l.With, _ = d.spread(with)
	for i := range with {
		with[i] = without[i] - with[i]
	}
	_, l.Error = d.spread(with)
	if l.Stands = l.Helps(); l.Stands {
		t.final = append(append([]float64{}, t.final[:from]...), logits[from:]...)
	}
}

// level fits the curve of level anew to what the model that was learnt from everything says, where it stands.
func (m *Model) level(h *history) {
	for i := range m.Layers {
		if l := &m.Layers[i]; l.Kind == calibrate.Level {
			late, weight := h.recent(h.everything(), m.At)
			if l.Deals = len(grouped(len(late), func(i int) uint32 { return h.rows[late[i]].deal }).landmarks); l.Stands {
				t := h.table(m.Features(), late)
				l.Curve = calibrate.Fit(l.Kind, rowsOf(m.logits(t), t.Hits, weight))
			}
		}
	}
}
