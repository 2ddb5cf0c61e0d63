package estimate

import (
	"arus/forecast/course"
	"arus/forecast/hazard"
	"arus/sales"
)

// Question is what is asked: what will be booked in a period, seen from the start of a day.
type Question struct {
	Period   sales.Period
	Past     []sales.Period // periods of the same kind before it, the newest first
	Season   int            // how many periods ago it was the same season; 0 where periods have none
	At       sales.Day      // nothing of this day or later is read
	Calendar course.Calendar
	Model    *hazard.Model // nil: too little history to learn from
	Record   Record        // of past forecasts, for weights and spread; may be empty
	Draws    int           // of the distribution; 2,000
	Level    float64       // odds to multiply those of winning by; 0: measured
	Mine     Mine          // whose deals; nil for all
}

// Mine tells whether a deal in a state belongs to those who are asked about.
type Mine func(*course.Deal, *course.State) bool

// point is how far into the period the question is asked, from 0 to 1.
func (q *Question) point() float64 {
	p := q.Period
	if q.At <= p.From {
		return 0
	}
	return min(1, float64(q.At-p.From)/float64(p.To-p.From))
}

// same is the day of a past period at which as many of its days had passed, by share, as of the period asked about.
func (q *Question) same(past sales.Period) sales.Day {
	return past.From + sales.Day(float64(q.point()*float64(past.To-past.From))+.5)
}

// step is the number of days that chances are learnt for at a time.
func (q *Question) step() sales.Day {
	if q.Model == nil {
		return 7
	}
	return sales.Day(q.Model.Step)
}

// inside is the share of a step from a day on that lies in what is left of the period.
func (q *Question) inside(from sales.Day) float64 {
	step := q.step()
	begin, end := max(from, q.Period.From, q.At), min(from+step, q.Period.To)
	return float64(max(0, end-begin)) / float64(step)
}

// The methods.
const (
	Model          = "model"
	PipelineYield  = "pipeline_yield"   // booked + open value × the share of open value booked from the same day to the end of past periods
	SameLastPeriod = "same_last_period" // what was booked in the same season's period, grown as the company has grown
	RunRate        = "run_rate"         // booked ÷ the share of past periods' booking that had come by the same day
	StageWeighted  = "stage_weighted"   // booked + value expected to close in the period × the odds of its stage: what is done without Arus
	Categories     = "category"         // booked + what people commit to + half of their best case
	Combination    = "combination"      // of the first four, weighed by their record beyond luck
)

// combined are the methods that the combination is made of.
func combined() []string { return []string{Model, PipelineYield, SameLastPeriod, RunRate} }

// Methods are all methods, the combination first.
func Methods() []string {
	return []string{Combination, Model, PipelineYield, SameLastPeriod, RunRate, StageWeighted, Categories}
}
