package report

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"arus/board"
	"arus/sales"
)

// How deals passed the stages is said in texts that sort by day, so that an expression asks for a stage and for days by one
// comparison of each end: "stage@2026-07-01" for a visit that began then, "stage>later@2026-07-01" where a deal that first
// entered the stage then went on to a later one, or past it.

// Entered is an expression that is true of deals with a stay on a step that began in the period.
func (l *Ladder) Entered(step int, p sales.Period) string {
	return passed("stage_visits", l.Steps[step].ID, p)
}

// Fate is how a stay on a step ended, if it has.
type Fate string

// The fates; elsewhere is off the ladder.
const (
	Staying   Fate = "staying"
	ToWin     Fate = "won"
	ToLoss    Fate = "lost"
	Forwards  Fate = "forwards"
	Backwards Fate = "backwards"
	Elsewhere Fate = "elsewhere"
)

// Fate of a stay on the ladder.
func (s Step) Fate() Fate {
	switch {
	case s.End == board.Staying:
		return Staying
	case s.End == board.EndWon:
		return ToWin
	case s.End == board.EndLost:
		return ToLoss
	case s.To < 0:
		return Elsewhere
	case s.To > s.On:
		return Forwards
	}
	return Backwards
}

// Ended is an expression that is true of deals with a stay on a step that began in the period and ended so: "stage:won@2026-07-01".
func (l *Ladder) Ended(step int, how Fate, p sales.Period) string {
	return passed("stage_ends", l.Steps[step].ID+":"+string(how), p)
}

// Reached is an expression that is true of deals that first entered a step in the period and came to another one, or past
// it; all that entered it where both are the same.
func (l *Ladder) Reached(from, to int, p sales.Period) string {
	return passed("stages_reached", l.Steps[from].ID+">"+l.Steps[to].ID, p)
}

// passed asks a field whether one of its texts is of these stages and of a day of the period.
func passed(field, stages string, p sales.Period) string {
	from, to := stages+"@", stages+"A" // the letters next to each other between which all days are
	if p.From > firstDay {
		from += p.From.String()
	}
	if p.To < lastDay {
		to = stages + "@" + p.To.String()
	}
	return "deal." + field + ".exists(at, at >= " + strconv.Quote(from) + " && at < " + strconv.Quote(to) + ")"
}

// During is an expression that is true of deals with a day of the period in a field; empty where it holds all.
func During(field string, p sales.Period) string {
	var from, to string
	if p.From > firstDay {
		from = "deal." + field + " >= " + strconv.Quote(p.From.String())
	}
	if p.To < lastDay {
		to = "deal." + field + " < " + strconv.Quote(p.To.String())
	}
	return And(from, to)
}

// CameTo is an expression that is true of deals that ever stood on a step of the ladder or a later one.
func (l *Ladder) CameTo(step int) string {
	if l.field == "stage" {
		return "deal.stages_entered.exists(s, s in [" + quoted(l.Steps[step:]) + "])"
	}
	var ever []string
	for _, s := range l.Steps[step:] {
		ever = append(ever, "at.startsWith("+strconv.Quote(s.ID+"@")+")")
	}
	return "deal.stage_visits.exists(at, " + strings.Join(ever, " || ") + ")"
}

// elsewhere is an expression that is true of deals that stand on none of the steps.
func (l *Ladder) elsewhere() string {
	return "!(deal." + l.field + " in [" + quoted(l.Steps) + "])"
}

func quoted(steps []Rung) string {
	var ids []string
	for _, s := range steps {
		ids = append(ids, strconv.Quote(s.ID))
	}
	return strings.Join(ids, ", ")
}

// The days whose names sort as they follow each other.
var (
	firstDay = sales.DayOf(time.Date(1000, 1, 1, 0, 0, 0, 0, time.UTC))
	lastDay  = sales.DayOf(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC))
)

// visits are the stays on each of the ladders.
func visits(r *Reader, d board.Deal, ladders []*Ladder) (all []string) {
	for _, l := range ladders {
		for _, s := range l.Climb(nil, d) {
			if s.On >= 0 {
				all = append(all, l.Steps[s.On].ID+"@"+r.dayOf(s.Entered).String())
			}
		}
	}
	return all
}

// ends are the stays on each of the ladders with how they ended.
func ends(r *Reader, d board.Deal, ladders []*Ladder) (all []string) {
	for _, l := range ladders {
		for _, s := range l.Climb(nil, d) {
			if s.On >= 0 {
				all = append(all, l.Steps[s.On].ID+":"+string(s.Fate())+"@"+r.dayOf(s.Entered).String())
			}
		}
	}
	return all
}

// pairsReached are the pairs of steps of each ladder between which the deal has come.
func pairsReached(r *Reader, d board.Deal, ladders []*Ladder) (all []string) {
	for _, l := range ladders {
		stays := l.Climb(nil, d)
		for i, s := range stays {
			if s.On < 0 || slices.ContainsFunc(stays[:i], func(e Step) bool { return e.On == s.On }) {
				continue
			}
			furthest := s.On
			for _, later := range stays[i:] {
				furthest = max(furthest, later.On)
			}
			for to := s.On; to <= furthest; to++ {
				all = append(all, l.Steps[s.On].ID+">"+l.Steps[to].ID+"@"+r.dayOf(s.Entered).String())
			}
		}
	}
	return all
}

// laddersOf are those that a deal is counted on: of its pipeline, and of all.
func (r *Reader) laddersOf(d board.Deal) (ladders []*Ladder) {
	known := r.ladders()
	for _, id := range []sales.PipelineID{"", d.Pipeline()} {
		if l := known[id]; l != nil {
			ladders = append(ladders, l)
		}
	}
	return ladders
}

// everyLadder is that of each pipeline, and of all under no id.
func (r *Reader) everyLadder() map[sales.PipelineID]*Ladder {
	all := map[sales.PipelineID]*Ladder{}
	ids := []sales.PipelineID{""}
	for p := range r.Picture.Pipelines() {
		ids = append(ids, sales.PipelineID(p.ID))
	}
	for _, id := range ids {
		if l, err := r.Ladder(id); err == nil {
			all[id] = l
		}
	}
	return all
}
