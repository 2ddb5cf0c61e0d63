package report

import (
	"arus/board"
	"arus/report/scan"
	"arus/report/survival"
	"arus/sales"
)

// Limit is how long a deal may stay in a stage before it counts as stalled.
type Limit struct {
	Days   float64
	Source string // "set" by a person or "history"; "" where there is no limit
}

// Limits are those of every stage: a person's where one is set, else the 80th percentile of the stage's own visits after
// Kaplan and Meier, in which visits that go on count for as long as they have lasted. Ids of stages are unique in a
// workspace, so that a stage says its pipeline.
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
	stallShare = .8 // docs/language.md: the workspace's own 80th percentile
	stallLeast = 20 // finished visits, under which history says nothing
)

// stays are the visits to each stage.
type stays struct {
	now      sales.Instant
	settings []sales.Stage
	byStage  map[sales.StageID]*survival.Stays
	byPlace  []*survival.Stays // the same, by the board's codes; nil where a person has set the limit
}

func newStays(p *board.Picture, now sales.Instant) *stays {
	s := &stays{now: now, byStage: map[sales.StageID]*survival.Stays{}, byPlace: make([]*survival.Stays, len(p.Places()))}
	for pipeline := range p.Pipelines() {
		for _, stage := range pipeline.Facts.Stages {
			s.settings = append(s.settings, stage)
			if stage.LimitDays == 0 {
				s.byStage[stage.ID] = new(survival.Stays)
			}
		}
	}
	for code, place := range p.Places() {
		s.byPlace[code] = s.byStage[place.Stage]
	}
	return s
}

// add takes the visits of one deal.
func (s *stays) add(visits []board.Visit) {
	for _, v := range visits {
		if list := s.byPlace[v.Place]; list != nil {
			list.Add(survival.Of(v.Entered, v.Left, s.now))
		}
	}
}

func (s *stays) limits() *Limits {
	limits := &Limits{map[sales.StageID]Limit{}}
	for _, stage := range s.settings {
		if stage.LimitDays > 0 {
			limits.byStage[stage.ID] = Limit{float64(stage.LimitDays), "set"}
		} else if list := s.byStage[stage.ID]; list.Finished() >= stallLeast {
			if days, ok := list.Percentile(stallShare); ok {
				limits.byStage[stage.ID] = Limit{days, "history"}
			}
		}
	}
	return limits
}

// Of is the limit of a stage.
func (l *Limits) Of(stage sales.StageID) Limit { return l.byStage[stage] }

// Stall says how long a deal has been in its stage against the stage's limit. Closed deals flow.
func (r *Reader) Stall(stage sales.StageID, outcome sales.Outcome, since sales.Instant) Stall {
	if outcome != sales.Open {
		return Flowing
	}
	return r.Limits.Of(stage).judge(since.DaysUntil(r.Now))
}

func (r *Reader) stallOf(d board.Deal) Stall {
	if d.Outcome() != sales.Open {
		return Flowing
	}
	return r.stand(d).limit.judge(d.StageSince().DaysUntil(r.Now))
}

// stallsOf are codes for how a chunk's deals stand, as scans read them.
func (r *Reader) stallsOf(c board.Columns, into []uint32) {
	for i, since := range c.StageSince() {
		into[i] = 0
		if c.State[i].Outcome() != board.Open {
			continue
		}
		switch r.stands[c.Place[i]].limit.judge(since.DaysUntil(r.Now)) {
		case Stalled:
			into[i] = scan.Stalled
		case Warned:
			into[i] = 1
		}
	}
}

func (l Limit) judge(days float64) Stall {
	switch {
	case l.Source == "":
		return Flowing
	case days > l.Days:
		return Stalled
	case days >= warnAt*l.Days:
		return Warned
	}
	return Flowing
}
