package report

import (
	"math"
	"slices"

	"arus/board"
	"arus/sales"
)

// Limit is how long a deal may stay in a stage before it counts as stalled.
type Limit struct {
	Days   float64
	Source string // "set" by a person or "history"; "" where there is no limit
}

// Limits are those of every stage.
type Limits struct {
	byStage map[sales.StageID]Limit
}

// Stall is how a deal stands against its limit.
type Stall string

// The ways to stand. A deal is watched from seven tenths of its limit on.
const (
	Flowing Stall = "none"
	Warned  Stall = "warn"
	Stalled Stall = "stalled"
	warnAt        = .7
)

const (
	stallShare = .8 // DEFINITIONS.md: the workspace's own 80th percentile
	stallLeast = 20 // finished visits, under which history says nothing
)

// stay is one visit to a stage.
type stay struct {
	days     float64
	finished bool
}

// LimitsOf works out the limit of every stage: a person's where one is set, else the 80th percentile of the stage's own
// visits after Kaplan and Meier, in which visits that go on count for as long as they have lasted.
func LimitsOf(p *board.Picture, now sales.Instant) *Limits {
	stays := map[sales.StageID][]stay{}
	for deal := range p.Deals() {
		for _, v := range deal.Visits() {
			left := v.Left
			if left == 0 {
				left = now
			}
			stays[v.Stage] = append(stays[v.Stage], stay{v.Entered.DaysUntil(left), v.Left != 0})
		}
	}
	limits := &Limits{map[sales.StageID]Limit{}}
	for pipeline := range p.Pipelines() {
		for _, s := range pipeline.Facts.Stages {
			if s.LimitDays > 0 {
				limits.byStage[s.ID] = Limit{float64(s.LimitDays), "set"}
			} else if days, ok := kaplanMeier(stays[s.ID], stallShare); ok {
				limits.byStage[s.ID] = Limit{days, "history"}
			}
		}
	}
	return limits
}

// kaplanMeier is the smallest duration by which a share of the visits has ended; ok is false when too few have ended to
// say. The estimate falls at each ending by the share of those still there that ended.
func kaplanMeier(stays []stay, share float64) (days float64, ok bool) {
	finished := 0
	for _, s := range stays {
		if s.finished {
			finished++
		}
	}
	if finished < stallLeast {
		return 0, false
	}
	slices.SortFunc(stays, func(a, b stay) int {
		switch {
		case a.days != b.days:
			return int(math.Copysign(1, a.days-b.days))
		case a.finished && !b.finished:
			return -1 // who is censored at the moment of an ending was still there
		case b.finished && !a.finished:
			return 1
		}
		return 0
	})
	there := 1.0
	for i, s := range stays {
		if s.finished {
			there *= 1 - 1/float64(len(stays)-i)
		}
		if there <= 1-share+1e-12 {
			return s.days, true
		}
	}
	return 0, false
}

// Of is the limit of a stage.
func (l *Limits) Of(stage sales.StageID) Limit { return l.byStage[stage] }

// Stall says how long a deal has been in its stage against the stage's limit. Closed deals flow.
func (r *Reader) Stall(stage sales.StageID, outcome sales.Outcome, since sales.Instant) Stall {
	limit := r.Limits.Of(stage)
	days := since.DaysUntil(r.Now)
	switch {
	case outcome != sales.Open || limit.Source == "":
		return Flowing
	case days >= limit.Days:
		return Stalled
	case days >= warnAt*limit.Days:
		return Warned
	}
	return Flowing
}
