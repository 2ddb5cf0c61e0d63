package board

import "arus/sales"

// VisitEnd is how a visit of a stage ended.
type VisitEnd uint8

// The ends of a visit.
const (
	Staying VisitEnd = iota // it has not ended: censored at the picture's moment
	MovedOn                 // to another stage, forwards or backwards
	EndWon
	EndLost
	EndDeleted
)

// Visit is one stay of a deal in a stage.
type Visit struct {
	Pipeline sales.PipelineID
	Stage    sales.StageID
	Place    uint32 // where it entered; see Picture.Places
	Entered  sales.Instant
	Left     sales.Instant // zero while it stays
	End      VisitEnd
	Next     sales.StageID // where it moved on to
}

// Visits are the deal's stays in stages up to this version, in order. Moving between sub-stages is no new visit. Closing
// ends a visit and reopening begins one, even in the same stage: the time between them was not spent in it. It allocates.
func (d Deal) Visits() []Visit { return d.AppendVisits(make([]Visit, 0, 8)) }

// AppendVisits is Visits behind what is in a slice already, for those who look at many deals and reuse one.
func (d Deal) AppendVisits(visits []Visit) []Visit {
	var room [16]Stay
	places, r := d.p.words.places, &d.c.rows
	for _, s := range d.AppendStays(room[:0]) {
		at := &places[s.Place]
		v := Visit{Pipeline: at.Pipeline, Stage: at.Stage, Place: s.Place, Entered: s.Entered, Left: s.Left}
		if after := s.after; after != 0 {
			v.End = r.state[after].visitEnd()
			if r.state[after].staying() || r.did[after] == created {
				v.End, v.Next = MovedOn, places[r.place[after]].Stage
			}
		}
		visits = append(visits, v)
	}
	return visits
}

// Stay is what most who count visits need of one: where and when it began, and when it ended, which is zero while it goes on.
type Stay struct {
	Place         uint32
	after         uint32 // the row that ended it
	Entered, Left sales.Instant
}

// AppendStays are the deal's visits, behind what is in a slice.
func (d Deal) AppendStays(stays []Stay) []Stay {
	r, stages, from, to := &d.c.rows, d.p.words.stages, d.c.starts[d.deal], d.row+1
	at, places, did := r.at[from:to], r.place[from:to], r.did[from:to]
	open, stage := false, uint32(0) // whether a visit goes on, and where
	for i, state := range r.state[from:to] {
		row := from + uint32(i)
		if !d.c.knownAt(row, d.p.knownAt) || state.Outcome() == Absent {
			continue
		}
		here, staying := stages[places[i]], state.staying()
		if open && staying && here == stage && did[i] != created { // most of them
			continue
		}
		if open {
			last := &stays[len(stays)-1]
			last.Left, last.after = at[i], row
		}
		if open = staying; open {
			stays, stage = append(stays, Stay{Place: places[i], Entered: at[i]}), here
		}
	}
	return stays
}

func (s State) staying() bool { return s.Present() && s.Outcome() == Open }

func (s State) visitEnd() VisitEnd {
	switch {
	case s&deletedBit != 0:
		return EndDeleted
	case s.Outcome() == Won:
		return EndWon
	}
	return EndLost
}
