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
	for v := range d.Versions() {
		r := v.now()
		place := places[r.place]
		var open *Visit
		if n := len(visits); n > before && visits[n-1].End == Staying {
			open = &visits[n-1]
		}
		staying := r.state.present() && r.state.outcome() == Open
		switch {
		case open != nil && (r.did == created || staying && (open.Stage != place.Stage || open.Pipeline != place.Pipeline)):
			open.Left, open.End, open.Next = r.at, MovedOn, place.Stage
			visits = append(visits, entered(place, r))
		case open != nil && !staying:
			open.Left, open.End = r.at, r.state.visitEnd()
		case open == nil && staying:
			visits = append(visits, entered(place, r))
		}
	}
	return visits
}

func entered(p Place, r *dated) Visit {
	return Visit{Pipeline: p.Pipeline, Stage: p.Stage, Place: r.place, Entered: r.at}
}

func (s state) visitEnd() VisitEnd {
	switch {
	case s&deletedBit != 0:
		return EndDeleted
	case s.outcome() == Won:
		return EndWon
	}
	return EndLost
}
