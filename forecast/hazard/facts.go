package hazard

import (
	"math"
	"strconv"
	"time"

	"arus/forecast/course"
	"arus/sales"
	"arus/score/bins"
)

// What is known of a landmark: words, numbers that stay as they are while one looks ahead, and numbers of the step that
// one looks at.
const (
	pipeline = iota
	segment
	source
	owner
	product
	// Quarters end harder for deals that are nearly there, and most so for those at hand: what three facts say together has
	// to be one fact, since an additive model knows pairs at most.
	far  // the stage, and how far ahead one looks
	now  // in the nearest step: the stage, and how much of the quarter is left
	then // in later steps, the same
	// Large customers take longer over each stage than small ones, which is no matter once they are at the last: whose money
	// comes in a quarter hangs on all of that together.
	pace  // the pipeline and the segment, the stage, and how far ahead one looks
	words // how many

	stage    = iota - 1
	setback  // stages that it has fallen back from the furthest one
	stageAge // weeks
	age
	value
	pushes
	category
	touches // of the last week
	touchesBefore
	touchesEver
	quiet // weeks since the last
	standing

	ahead     = iota - 2 // steps
	closing              // weeks to the end of the quarter
	due                  // weeks to the close date
	sameClose            // quarter: 1 where the close date is in it
	weekday              // of steps of a day, and so on
	monthLeft
	monthDay
	factCount
)

func names() [factCount]string {
	return [factCount]string{"pipeline", "segment", "source", "owner", "product", "stage_ahead", "stage_in_quarter", "stage_in_quarter_later", "segment_stage_ahead", "stage", "setback", "days_in_stage",
		"age_days", "value", "pushes", "category", "touches", "touches_before", "touches_ever", "quiet_days", "step", "quarter_left", "close_date",
		"close_in_quarter", "weekday", "month_left", "month_day"}
}

const week = 7

// facts of a landmark; the numbers of words stand for nothing.
type facts struct {
	words   [words]string
	numbers [factCount]float64
	day     sales.Day // of the landmark
	close   sales.Day
	far     distance
}

// distance is a stage and a number of days ahead.
type distance struct{ stage, days, left int }

// The distances that are told apart.
const (
	mostStages = 16
	mostSpans  = 14
)

// cut gives stages, weeks ahead and weeks left that are told apart. The first day ahead is the nearest step of all.
func (d distance) cut() (stage, span, left int) {
	span = d.days / week
	if d.days > 0 && d.days < week {
		span = 1
	}
	return min(max(d.stage, 0), mostStages-1), min(span, mostSpans-1), min(max(d.left, 0), mostSpans-1)
}

// words are those of far, now and then.
func (d distance) words() (all [3]string) {
	stage, span, left := d.cut()
	all[0] = strconv.Itoa(stage) + " in " + strconv.Itoa(span)
	all[1+min(span, 1)] = strconv.Itoa(stage) + " with " + strconv.Itoa(left)
	return all
}

func factsOf(d *course.Deal, day sales.Day) (f facts) {
	s := d.At(day)
	since, far := d.Standing(day)
	f.day, f.close = day, s.Close
	f.words = [words]string{pipeline: d.Pipeline, segment: d.Segment, source: d.Source, owner: s.Owner, product: d.Product}
	f.numbers[stage], f.numbers[setback] = float64(s.Stage), float64(far-s.Stage)
	f.numbers[stageAge], f.numbers[age] = weeks(day-since), weeks(day-d.Created)
	f.numbers[value] = math.NaN()
	if s.Value > 0 {
		f.numbers[value] = math.Round(2 * math.Log2(s.Value))
	}
	f.numbers[pushes], f.numbers[category] = float64(s.Pushes), float64(s.Category)
	ever, weekAgo, fortnightAgo := d.TouchesIn(0, day), d.TouchesIn(0, day-week), d.TouchesIn(0, day-2*week)
	f.numbers[touches], f.numbers[touchesBefore] = float64(ever-weekAgo), float64(weekAgo-fortnightAgo)
	f.numbers[touchesEver] = math.Round(2 * math.Log2(1+float64(ever)))
	f.numbers[quiet] = math.NaN()
	if last, ok := d.Touched(day); ok {
		f.numbers[quiet] = weeks(day - last)
	}
	return f
}

func weeks(days sales.Day) float64 { return float64(days) / week }

// look fills in the numbers of the k-th step ahead.
func (f *facts) look(k, step int, cal course.Calendar) {
	from := f.day + sales.Day(k*step)
	day := from + sales.Day(step/2)
	begin, end := cal.QuarterOf(day)
	f.numbers[ahead], f.numbers[closing] = float64(k), weeks(end-day)
	f.far = distance{int(f.numbers[stage]), k * step, int(end-day) / week}
	f.numbers[due], f.numbers[sameClose] = math.NaN(), 0
	if f.close != 0 {
		f.numbers[due] = max(-13, min(26, weeks(f.close-from)))
		if begin <= f.close && f.close < end {
			f.numbers[sameClose] = 1
		}
	}
	if step == 1 {
		at := day.Time()
		f.numbers[weekday], f.numbers[monthDay] = float64(at.Weekday()), float64(at.Day())
		last := time.Date(at.Year(), at.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
		f.numbers[monthLeft] = float64(min(last-at.Day(), 15))
	}
}

// kind is what pipeline and segment make of a deal.
func kind(pipeline, segment string) string { return pipeline + "/" + segment }

// columns gather facts of many rows.
type columns struct {
	all   [factCount]bins.Column
	codes [words]map[string]uint32
	rows  int
}

func newColumns() *columns {
	c := &columns{}
	for i, name := range names() {
		c.all[i].Name = name
		if i < words {
			c.all[i].Words = []string{""}
			c.codes[i] = map[string]uint32{"": 0}
		} else {
			c.all[i].Numbers = []float64{}
		}
	}
	return c
}

func (c *columns) add(f *facts) {
	all, together := f.words, f.far.words()
	copy(all[far:], together[:])
	all[pace] = all[far] + " " + kind(all[pipeline], all[segment])
	for i, word := range all {
		code, known := c.codes[i][word]
		if !known {
			code = uint32(len(c.all[i].Words))
			c.codes[i][word] = code
			c.all[i].Words = append(c.all[i].Words, word)
		}
		c.all[i].Codes = append(c.all[i].Codes, code)
	}
	for i := words; i < factCount; i++ {
		c.all[i].Numbers = append(c.all[i].Numbers, f.numbers[i])
	}
	c.rows++
}
