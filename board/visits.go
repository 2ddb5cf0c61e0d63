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
	before := len(visits)
	places := d.p.words.places
	r, here := &d.c.rows, uint32(0) // the place of the open visit
	for i := d.c.starts[d.deal]; i <= d.row; i++ {
		state := r.state[i]
		if !d.c.knownAt(i, d.p.knownAt) || state.Outcome() == Absent {
			continue
		}
		var open *Visit
		if n := len(visits); n > before && visits[n-1].End == Staying {
			open = &visits[n-1]
		}
		staying := state.Present() && state.Outcome() == Open
		switch {
		case open != nil && staying && r.place[i] == here && r.did[i] != created: // most of them
		case open != nil && (r.did[i] == created || staying && !places[here].sameStage(places[r.place[i]])):
			open.Left, open.End, open.Next = r.at[i], MovedOn, places[r.place[i]].Stage
			visits, here = append(visits, d.entered(i)), r.place[i]
		case open != nil && !staying:
			open.Left, open.End = r.at[i], state.visitEnd()
		case open == nil && staying:
			visits, here = append(visits, d.entered(i)), r.place[i]
		}
	}
	return visits
}

// entered is a visit that begins with a version.
func (d Deal) entered(row uint32) Visit {
	code := d.c.rows.place[row]
	at := &d.p.words.places[code]
	return Visit{Pipeline: at.Pipeline, Stage: at.Stage, Place: code, Entered: d.c.rows.at[row]}
}

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
