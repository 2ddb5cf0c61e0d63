package demo

import (
	"math"

	"arus/sales"
)

// touch logs the week's activities. How often the buyer takes part goes with the hidden quality and mood.
func (d *dresser) touch(week int, lived lived) {
	stages := motions[d.l.motion].stages
	mean := .5 * math.Exp(.55*d.l.quality+.25*float64(lived.stage)/float64(stages))
	tries := .22
	if lived.mood == quiet {
		mean, tries = mean*.07, .4
	}
	scale := d.co.size.Touches * d.co.seasons[week].touch
	row := min(lived.stage*len(touches)/stages, len(touches)-1)
	for range poisson(d.r, min(mean, 3)*scale) {
		d.log(week, lived, oneOf(d.r, touches[row]), true)
	}
	for range poisson(d.r, tries*scale) {
		d.log(week, lived, oneOf(d.r, attempts), false)
	}
}

func (d *dresser) log(week int, lived lived, what note, buyer bool) {
	u := d.r.Float64()
	if lived.ends(u) {
		return
	}
	at := d.at(week, u)
	a := sales.ActivityLogged{ID: sales.ActivityID(d.co.mint(d.r, sales.ActivityKind, at)), Kind: what.kind, Buyer: buyer,
		Subject: what.subject, By: d.co.reps[d.owner].id, Minutes: what.minutes}
	if buyer {
		a.Contacts = []sales.ContactID{d.a.contacts[d.people[d.r.IntN(d.involved)]].id}
	}
	d.order(at, sales.LogActivity{Deal: d.l.id, Activity: a})
}

// review is what happens in a week without news: the proposal goes its way from draft to review.
func (d *dresser) review(week int, lived lived) {
	if d.l.motion != proposalMotion || lived.stage != proposalStage || lived.age < 1 || lived.age > 2 {
		return
	}
	d.order(d.at(week, .1+.8*d.r.Float64()), sales.MoveDeal{Deal: d.l.id, To: d.co.stages[proposalMotion][proposalStage],
		SubStage: d.co.drafts[lived.age]})
}

// tidy writes the next step of a deal that is open now, in the last days: some for today, some overdue, some without.
func (d *dresser) tidy() {
	now := d.co.now
	state, open := d.l.stateAt(d.co, now)
	if !open {
		return
	}
	at, young := now-hour-sales.Instant(d.r.IntN(8*24*60))*minute, d.at(d.l.born.week, d.l.born.u)+hour
	if at <= young {
		return // its first next step is still good
	}
	today := localDay(now)
	weights := []float64{.2, .1, .52, .18}
	if state.mood == quiet {
		weights = []float64{.42, .04, .18, .36}
	}
	step := sales.NextStep{Text: oneOf(d.r, nextSteps[d.step(state.stage)])}
	switch pick(d.r, weights) {
	case 0:
		step.Day = today - 1 - sales.Day(d.r.IntN(16))
		at = max(at-now+sales.Instant(step.Day)*dayLong, young) // it was a plan once
	case 1:
		step.Day = today
	case 2:
		step.Day = workday(today + 1 + sales.Day(d.r.IntN(14)))
	default:
		d.order(at, sales.ChangeDeal{Deal: d.l.id, Patch: []byte(`{"next_step":null}`)})
		return
	}
	d.order(at, sales.ChangeDeal{Deal: d.l.id, Patch: patch("next_step", step)})
}
