package hazard

import (
	"strconv"
	"strings"

	"arus/forecast/course"
	"arus/sales"
	"arus/score/ebm"
	"arus/score/portable"
)

// index readies a model for use.
func (m *Model) index() {
	for i := range words {
		m.words[i] = map[string]uint8{}
		for j, word := range m.Features[i].Words {
			m.words[i][word] = uint8(j + 1)
		}
	}
	for stage := range mostStages {
		for n := range mostSpans {
			m.far[stage][n] = m.words[far][distance{stage, n * week, 0}.words()[0]]
			m.left[0][stage][n] = m.words[now][distance{stage, 0, n}.words()[1]]
			m.left[1][stage][n] = m.words[then][distance{stage, week, n}.words()[2]]
		}
	}
	m.winning, m.losing = newLooked(m.Win), newLooked(m.Lose)
	m.kinds, m.pace = map[string]uint8{}, make([]paces, 1)
	for word, bin := range m.words[pace] {
		parts := strings.SplitN(word, " ", 4) // stage, in, span, kind
		n, known := m.kinds[parts[3]]
		if !known {
			n = uint8(len(m.pace))
			m.kinds[parts[3]] = n
			m.pace = append(m.pace, paces{})
		}
		stage, _ := strconv.Atoi(parts[0])
		span, _ := strconv.Atoi(parts[2])
		m.pace[n][stage][span] = bin
	}
}

// looked is a model by what it says of the landmark, and of the step that one looks at.
type looked struct{ landmark, step ebm.Part }

func newLooked(m *ebm.Model) (l looked) {
	l.landmark, l.step = m.Split(func(f int) bool { return f >= far && f < words || f >= ahead })
	return l
}

// paces are the bins of pace for deals of one kind.
type paces [mostStages][mostSpans]uint8

// Restore readies a model that was read from its JSON.
func (m *Model) Restore(cal course.Calendar) *Model {
	m.calendar = cal
	m.index()
	return m
}

// Row is a landmark in the form that a model reads.
type Row struct {
	bins  [factCount]uint8
	stage int16
	kind  uint8 // of the model's paces; 0 for one that was not seen
	day   sales.Day
	close sales.Day
}

// Row of a deal at the start of a day.
func (m *Model) Row(d *course.Deal, day sales.Day) Row {
	r := m.still(d)
	m.see(&r, d, day)
	return r
}

// still is what no day changes of a deal's rows.
func (m *Model) still(d *course.Deal) (r Row) {
	for i, word := range [...]string{pipeline: d.Pipeline, segment: d.Segment, source: d.Source, product: d.Product} {
		r.bins[i] = m.words[i][word]
	}
	r.kind = m.kinds[kind(d.Pipeline, d.Segment)]
	return r
}

// see fills in what could be seen at the start of a day.
func (m *Model) see(r *Row, d *course.Deal, day sales.Day) {
	f := factsOf(d, day)
	r.day, r.close, r.stage = f.day, f.close, int16(f.numbers[stage])
	r.bins[owner] = m.words[owner][f.words[owner]]
	for i := words; i < standing; i++ {
		r.bins[i] = m.Features[i].OfNumber(f.numbers[i])
	}
}

// Moved is the row as it would be had all of it happened so many days later.
func (r Row) Moved(days sales.Day) Row {
	r.day += days
	if r.close != 0 {
		r.close += days
	}
	return r
}

// Day of the landmark.
func (r Row) Day() sales.Day { return r.day }

// Chances gives the chance to be won in each step from the landmark on, that is open until it and won in it, in place of
// what is in a slice. Odds multiply those of winning in a step: the recent level.
func (m *Model) Chances(r Row, steps int, odds Odds, into []float64) []float64 {
	f := fates{won: into[:0]}
	m.walk(r, steps, odds, &f)
	return f.won
}

// Fates are the chances to be won and to be lost in each step from the landmark on. What they lack to 1 is the chance to
// be open after the last.
func (m *Model) Fates(r Row, steps int) (won, lost []float64) {
	f := fates{lost: []float64{}}
	m.walk(r, steps, Odds{}, &f)
	return f.won, f.lost
}

// fates are chances by step; those to be lost are left out where lost is nil.
type fates struct{ won, lost []float64 }

func (m *Model) walk(r Row, steps int, odds Odds, into *fates) {
	open := 1.0
	f := facts{day: r.day, close: r.close}
	f.numbers[stage] = float64(r.stage)
	winning, losing := m.Win.Intercept+m.winning.landmark.Sum(r.bins[:]), m.Lose.Intercept+m.losing.landmark.Sum(r.bins[:])
	for k := range steps {
		f.look(k, m.Step, m.calendar)
		f.numbers[ahead] = float64(min(k, m.Ahead-1))
		for i := ahead; i < factCount; i++ {
			r.bins[i] = m.Features[i].OfNumber(f.numbers[i])
		}
		f.far.days = min(f.far.days, (m.Ahead-1)*m.Step)
		at, span, left := f.far.cut()
		r.bins[far], r.bins[now], r.bins[then] = m.far[at][span], 0, 0
		r.bins[pace] = m.pace[r.kind][at][span]
		r.bins[now+min(span, 1)] = m.left[min(span, 1)][at][left]
		win := portable.Chance(winning + m.winning.step.Sum(r.bins[:]))
		if by := odds.On(r.day + sales.Day(k*m.Step)); by != 1 {
			scaled := float64(by * win)
			win = scaled / (1 - win + scaled)
		}
		into.won = append(into.won, float64(open*win))
		if into.lost == nil && k == steps-1 {
			return // nobody asks what is left
		}
		lose := portable.Chance(losing + m.losing.step.Sum(r.bins[:]))
		stays := float64(open * max(0, 1-win-lose))
		if into.lost != nil {
			into.lost = append(into.lost, max(0, open-float64(open*win)-stays))
		}
		open = stays
	}
}
