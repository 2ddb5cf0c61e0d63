package report

import (
	"slices"

	"arus/board"
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

// stay is how long one visit to a stage has lasted, in microseconds, doubled; odd when it goes on. Numbers sort fast, and
// in the order that the estimate needs: who is censored at the moment of an ending was still there, and comes after it.
type stay int64

// stays are the visits to each stage.
type stays struct {
	now      sales.Instant
	settings []sales.Stage
	byStage  map[sales.StageID]*[]stay
	byPlace  []*[]stay // the same, by the board's codes; nil where a person has set the limit
}

func newStays(p *board.Picture, now sales.Instant) *stays {
	s := &stays{now: now, byStage: map[sales.StageID]*[]stay{}, byPlace: make([]*[]stay, len(p.Places()))}
	for pipeline := range p.Pipelines() {
		for _, stage := range pipeline.Facts.Stages {
			s.settings = append(s.settings, stage)
			if stage.LimitDays == 0 {
				s.byStage[stage.ID] = new([]stay)
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
		list := s.byPlace[v.Place]
		switch {
		case list == nil:
		case v.Left != 0:
			*list = append(*list, stay(v.Left-v.Entered)*2)
		default:
			*list = append(*list, stay(s.now-v.Entered)*2+1)
		}
	}
}

func (s *stays) limits() *Limits {
	limits := &Limits{map[sales.StageID]Limit{}}
	for _, stage := range s.settings {
		if stage.LimitDays > 0 {
			limits.byStage[stage.ID] = Limit{float64(stage.LimitDays), "set"}
		} else if list := *s.byStage[stage.ID]; finished(list) >= stallLeast {
			if days, ok := kaplanMeier(list, stallShare); ok {
				limits.byStage[stage.ID] = Limit{days, "history"}
			}
		}
	}
	return limits
}

func finished(list []stay) (n int) {
	for _, s := range list {
		n += 1 - int(s&1)
	}
	return n
}

// kaplanMeier is the smallest duration in days by which a share of the visits has ended; ok is false when so many go on
// that nobody can say. The estimate falls at each ending by the share of those still there that ended.
// Kaplan, Meier: Nonparametric Estimation from Incomplete Observations, JASA 53 (1958).
func kaplanMeier(list []stay, share float64) (days float64, ok bool) {
	slices.Sort(list)
	there := 1.0
	for i, s := range list {
		if s&1 == 1 {
			continue
		}
		there *= 1 - 1/float64(len(list)-i)
		if there <= 1-share+1e-12 { // eight of ten leave .2 but for the last bits
			return sales.Instant(0).DaysUntil(sales.Instant(s / 2)), true
		}
	}
	return 0, false
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
