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
	places, r := d.p.words.places, &d.c.rows
	for first, after := range d.stays {
		at := &places[r.place[first]]
		v := Visit{Pipeline: at.Pipeline, Stage: at.Stage, Place: r.place[first], Entered: r.at[first]}
		if after != 0 {
			v.Left, v.End = r.at[after], r.state[after].visitEnd()
			if r.state[after].staying() || r.did[after] == created {
				v.End, v.Next = MovedOn, places[r.place[after]].Stage
			}
		}
		visits = append(visits, v)
	}
	return visits
}

// Stay is a visit as far as it is needed to count how long visits last.
type Stay struct {
	Of            uint32        // which of the deals that were asked of, from 0
	Place         uint32        // where it entered
	Entered, Left sales.Instant // left is zero while it goes on
}

// Stays are the visits of some of the deals, deal by deal, written over what is in a slice.
func (c Columns) Stays(deals []uint32, into []Stay) []Stay {
	r, starts, stages := &c.chunk.rows, c.chunk.starts, c.picture.words.stages
	into = into[:0]
	for of, deal := range deals {
		from, to := starts[c.deals[deal]], c.rows[deal]+1
		at, places, did := r.at[from:to], r.place[from:to], r.did[from:to]
		open, stage := false, uint32(0) // whether a visit goes on, and where
		for i, state := range r.state[from:to] {
			if state.Outcome() == Absent || !c.chunk.knownAt(from+uint32(i), c.bare.knownAt) {
				continue
			}
			here := stages[places[i]]
			staying := state.staying()
			if open && staying && here == stage && did[i] != created { // most of them
				continue
			}
			if open {
				into[len(into)-1].Left = at[i]
			}
			if open = staying; open {
				into = append(into, Stay{Of: uint32(of), Place: places[i], Entered: at[i]})
				stage = here
			}
		}
	}
	return into
}

// stays are the visits by the row that each begins with and the one that ends it: 0 where it goes on.
func (d Deal) stays(yield func(first, after uint32) bool) {
	r, places := &d.c.rows, d.p.words.places
	open, first, here := false, uint32(0), uint32(0) // the visit that goes on, and its place
	for i := d.c.starts[d.deal]; i <= d.row; i++ {
		state := r.state[i]
		if !d.c.knownAt(i, d.p.knownAt) || state.Outcome() == Absent {
			continue
		}
		staying := state.staying()
		switch {
		case open && staying && r.place[i] == here && r.did[i] != created: // most of them
		case open && (r.did[i] == created || staying && !places[here].sameStage(places[r.place[i]])):
			if !yield(first, i) {
				return
			}
			first, here = i, r.place[i]
		case open && !staying:
			if !yield(first, i) {
				return
			}
			open = false
		case !open && staying:
			open, first, here = true, i, r.place[i]
		}
	}
	if open {
		yield(first, 0)
	}
}

func (s State) staying() bool { return s.Present() && s.Outcome() == Open }

func (p Place) sameStage(o Place) bool { return p.Stage == o.Stage && p.Pipeline == o.Pipeline }

func (s State) visitEnd() VisitEnd {
	switch {
	case s&deletedBit != 0:
		return EndDeleted
	case s.Outcome() == Won:
		return EndWon
	}
	return EndLost
}
