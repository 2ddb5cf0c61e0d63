package demo

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"

	"arus/sales"
)

// dresser puts on a hidden life what people type about it. It looks at the life week by week and never ahead, so that
// nothing it says betrays what is still to come.
type dresser struct {
	b        *playbill
	co       *company
	l        *life
	r        *rand.Rand
	a        *account
	people   []int // of the account, in the order in which they come into the deal
	involved int
	owner    int
	offered  offer
	closing  sales.Day
	category sales.Category
	changes  map[string]any // to be written together
}

func dress(b *playbill, l *life) {
	co := b.co
	d := &dresser{b: b, co: co, l: l, r: co.chance(dressStream, l.number), a: &co.accounts[l.account], owner: l.rep,
		offered: l.offers[0].offer, changes: map[string]any{}}
	d.people = d.r.Perm(len(d.a.contacts))
	d.create()
	for i, lived := range l.weeks {
		week := l.born.week + 1 + i
		if week > co.nowWeek {
			break
		}
		d.live(week, lived)
	}
	d.tidy()
}

func (d *dresser) order(at sales.Instant, c sales.Command) { d.b.add(at, c) }

func (d *dresser) at(week int, u float64) sales.Instant { return d.co.at(week, u) }

func (d *dresser) create() {
	l, o := d.l, d.offered
	at := d.at(l.born.week, l.born.u)
	cycle := motions[l.motion].cycle * math.Exp(.35*d.r.NormFloat64())
	d.closing = d.roundDay(localDay(at) + sales.Day(max(7*cycle, 14)))
	d.involved = 1
	facts := sales.DealFacts{Name: d.name(), Owner: d.co.reps[l.rep].id, Account: d.a.id, ValueKind: o.kind, CloseDate: d.closing,
		LineItems: o.items(d.co, d.closing), Segment: segments[d.a.segment], Region: regions[d.a.region],
		Channel: oneOf(d.r, channels[l.motion]), Source: sources[l.source], Contacts: d.stakeholders()}
	if !o.itemised() {
		facts.Value = o.money(o.value())
	}
	if l.rival >= 0 {
		facts.Competitors = []sales.CompetitorID{d.co.rivals[l.rival]}
	}
	if d.r.Float64() < .7 {
		facts.NextStep = sales.NextStep{Text: oneOf(d.r, nextSteps[0]), Day: workday(localDay(at) + 3 + sales.Day(d.r.IntN(8)))}
	}
	d.order(at, sales.CreateDeal{ID: l.id, Pipeline: d.co.pipelines[l.motion], Stage: d.co.stages[l.motion][0], Facts: facts})
}

// roundDay is a day as reps like to name it: often the end of a quarter or a month.
func (d *dresser) roundDay(day sales.Day) sales.Day {
	switch u := d.r.Float64(); {
	case u < .3:
		return quarterEnd(day)
	case u < .5:
		return monthEnd(day)
	}
	return workday(day)
}

// workday moves a weekend to its Monday.
func workday(d sales.Day) sales.Day {
	switch weekday := (int(d) + 3) % 7; weekday { // 0 is Monday
	case 5, 6:
		return d + sales.Day(7-weekday)
	}
	return d
}

func (d *dresser) name() string {
	p := products[d.offered.product]
	n := d.offered.quantity
	counted := fmt.Sprintf("%d %s", n, p.noun)
	if n == 1 {
		counted = "pilot site"
	}
	switch d.r.IntN(8) {
	case 0:
		return fmt.Sprintf("%s rollout phase %d", p.name, 1+d.r.IntN(3))
	case 1:
		return fmt.Sprintf("%s for the %s branches", p.name, regions[d.r.IntN(len(regions))])
	case 2:
		return fmt.Sprintf("%s expansion – %s", p.name, counted)
	}
	return p.name + " – " + counted
}

func (d *dresser) stakeholders() []sales.Stakeholder {
	var list []sales.Stakeholder
	for _, i := range d.people[:d.involved] {
		c := d.a.contacts[i]
		list = append(list, sales.Stakeholder{Contact: c.id, Role: positions[c.position].role})
	}
	return list
}

// live says what is seen of one week.
func (d *dresser) live(week int, lived lived) {
	if lived.happened == sleeps && lived.u < 0 {
		return
	}
	awake := lived.happened != reopens
	if awake {
		d.handOver(week, lived)
		d.push(week, lived)
		d.meetRival(week, lived)
		d.touch(week, lived)
	}
	at := d.at(week, lived.u)
	switch lived.happened {
	case nothing:
		d.review(week, lived)
	case forwards, backwards:
		d.move(week, lived)
	case wins:
		win := sales.WinDeal{Deal: d.l.id}
		if d.l.booked != d.offered.value() {
			win.Value = d.offered.money(d.l.booked)
		}
		d.order(at, win)
	case loses, sleeps:
		d.order(at, d.loss(week, lived))
	case reopens:
		d.order(at, sales.ReopenDeal{Deal: d.l.id, Reason: oneOf(d.r, reopenReasons)})
		d.handOver(week, lived)
		d.closing = d.roundDay(localDay(at) + 28)
		d.order(at+3*minute, sales.MoveCloseDate{Deal: d.l.id, To: d.closing, Reason: "Reopened"})
	}
}

// ends tells whether the deal is closed by the share u of a week.
func (w lived) ends(u float64) bool {
	return (w.happened == wins || w.happened == loses || w.happened == sleeps) && u >= w.u
}

// handOver gives the deal to the heir when its owner has left.
func (d *dresser) handOver(week int, lived lived) {
	owner := d.l.owner(d.co, week)
	u := .02 + .1*d.r.Float64()
	if owner == d.owner || lived.ends(u) {
		return
	}
	at := d.at(week, u)
	if lived.happened == reopens {
		at = d.at(week, lived.u) + 2*minute
	}
	d.owner = owner
	d.order(at, sales.TransferDeal{Deal: d.l.id, To: d.co.reps[owner].id, Reason: "Previous owner has left"})
}

// push moves a close date that has passed, or that a quiet buyer makes unlikely.
func (d *dresser) push(week int, lived lived) {
	u, today := .25*d.r.Float64(), d.co.day(week, 0)
	chance := 0.0
	switch {
	case d.closing <= today:
		chance = .34 - .04*d.l.quality
	case d.closing <= today+21 && (lived.mood == quiet || lived.stage < motions[d.l.motion].stages/2):
		chance = .2
	}
	if d.r.Float64() >= chance || lived.ends(u) {
		return
	}
	later := []sales.Day{14, 28, 42, 91}[pick(d.r, []float64{.2, .35, .2, .25})]
	d.closing = d.roundDay(max(d.closing, today) + later)
	d.order(d.at(week, u), sales.MoveCloseDate{Deal: d.l.id, To: d.closing, Reason: oneOf(d.r, pushReasons)})
}

// meetRival notes the new competitor when it comes in.
func (d *dresser) meetRival(week int, lived lived) {
	u := .3 + .5*d.r.Float64()
	if week != d.l.newRival || lived.ends(u) {
		return
	}
	list := []sales.CompetitorID{d.co.rivals[newcomer]}
	if d.l.rival >= 0 {
		list = append([]sales.CompetitorID{d.co.rivals[d.l.rival]}, list...)
	}
	d.order(d.at(week, u), sales.ChangeDeal{Deal: d.l.id, Patch: patch("competitors", list)})
}

// move changes the stage, and a little later what goes with it.
func (d *dresser) move(week int, lived lived) {
	at := d.at(week, lived.u)
	stages := d.co.stages[d.l.motion]
	to := sales.MoveDeal{Deal: d.l.id, To: stages[lived.to]}
	if d.l.motion == proposalMotion && lived.to == proposalStage {
		to.SubStage = d.co.drafts[0]
	}
	d.order(at, to)
	if o := d.l.offer(week); o != d.offered {
		d.offered = o
		if o.itemised() {
			d.changes["line_items"] = o.items(d.co, d.closing)
		} else {
			d.changes["value"] = o.money(o.value())
		}
	}
	late := lived.to >= motions[d.l.motion].stages-2
	if d.involved < len(d.people) && d.r.Float64() < .45+.1*d.l.quality {
		d.involved++
		d.changes["contacts"] = d.stakeholders()
	}
	if d.r.Float64() < .75 {
		day := workday(localDay(at) + 2 + sales.Day(d.r.IntN(12)))
		d.changes["next_step"] = sales.NextStep{Text: oneOf(d.r, nextSteps[d.step(lived.to)]), Day: day}
	}
	d.judge(lived.to, lived.mood)
	d.flush(at + 6*minute + sales.Instant(d.r.IntN(20))*minute)
	if late && lived.happened == forwards && d.r.Float64() < .55 {
		left := motions[d.l.motion].stages - lived.to
		d.closing = d.roundDay(localDay(at) + sales.Day(left*(7+d.r.IntN(18))))
		d.order(at+30*minute, sales.MoveCloseDate{Deal: d.l.id, To: d.closing})
	}
}

// step is the row of nextSteps for a stage: shorter pipelines leave out the middle.
func (d *dresser) step(stage int) int {
	stages := motions[d.l.motion].stages
	return stage * (mostStages - 1) / (stages - 1)
}

// judge sets the category as the rep sees it, where that is not the stage's own.
func (d *dresser) judge(stage, mood int) {
	if d.r.Float64() > .35 {
		return
	}
	z := -1.6 + .8*float64(d.step(stage)) + .45*d.l.quality + .5*d.co.reps[d.owner].hope + d.l.hope
	if mood == quiet {
		z--
	}
	category := sales.InPipeline
	switch {
	case z > 2.4:
		category = sales.Commit
	case z > 1.6:
		category = sales.MostLikely
	case z > .8:
		category = sales.BestCase
	case z < -3.2:
		category = sales.Omitted
	}
	if category != d.category && category != milestones[d.l.motion][stage].category {
		d.category = category
		d.changes["category"] = category
	}
}

func (d *dresser) flush(at sales.Instant) {
	if len(d.changes) == 0 {
		return
	}
	doc, err := json.Marshal(d.changes)
	if err != nil {
		panic(err) // as in patch
	}
	clear(d.changes)
	d.order(at, sales.ChangeDeal{Deal: d.l.id, Patch: doc, Reason: verdicts[d.category]})
}

// loss says what the rep believes was the reason.
func (d *dresser) loss(week int, lived lived) sales.LoseDeal {
	c := sales.LoseDeal{Deal: d.l.id, Reason: oneOf(d.r, plainReasons)}
	u := d.r.Float64()
	switch {
	case week >= d.l.last():
		c.Reason = noDecision
	case week > d.l.newRival && u < .6:
		c.Reason, c.Competitor = lostToRival, d.co.rivals[newcomer]
	case lived.mood == quiet && u < .65:
		c.Reason = lostInterest
	case d.l.rival >= 0 && u > .6:
		c.Reason, c.Competitor = lostToRival, d.co.rivals[d.l.rival]
	}
	return c
}
