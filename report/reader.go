package report

import (
	"reflect"
	"sync"
	"time"

	"arus/board"
	"arus/sales"
	"arus/score"
)

// Reader is a picture with what is worked out from all of its deals: the chances of each stage and when a deal in it is
// stalled. Frozen; safe for use by many goroutines. It comes from [NewReader] or a [Desk].
type Reader struct {
	Picture *board.Picture
	Now     sales.Instant // as of: ages are counted up to here
	Odds    *score.Stages
	Limits  *Limits
	Zone    *time.Location

	expressions *expressions
	settings    sales.WorkspaceFacts
	today       sales.Day
	stands      []stand  // by the board's codes of places
	weights     *weights // chances of single deals; nil where stage odds are all there is
	sight       *owners  // whose deals it sees; nil for all
	teams       func() map[sales.UserID]sales.TeamID
	ladders     func() map[sales.PipelineID]*Ladder // each pipeline's; that of all of them under no id
}

// stand is what a place of the board means, looked up once and not for each of its deals.
type stand struct {
	stage  sales.Stage // zero when no pipeline has it
	chance Chance      // of winning from here; 0 when it is not known
	limit  Limit
}

// NewReader works everything out, in one pass over the deals.
func NewReader(p *board.Picture, now sales.Instant) *Reader {
	odds, limits := score.NewCounts(p, now), newStays(p, now)
	var visits []board.Visit
	for deal := range p.Deals() {
		visits = deal.AppendVisits(visits[:0])
		odds.Add(deal, visits)
		limits.add(visits)
	}
	return newReader(p, now, odds.Stages(), limits.limits())
}

// newReader is a reader with odds and limits that were worked out before.
func newReader(p *board.Picture, now sales.Instant, odds *score.Stages, limits *Limits) *Reader {
	r := &Reader{Picture: p, Now: now, Odds: odds, Limits: limits, settings: p.Workspace(), expressions: &expressions{}}
	r.Zone = r.settings.Calendar.Location()
	r.today = r.dayOf(now)
	r.stands = make([]stand, len(p.Places()))
	for code, place := range p.Places() {
		s := &r.stands[code]
		if pipeline, ok := p.Pipeline(place.Pipeline); ok {
			if _, stage := pipeline.Facts.Stage(place.Stage); stage != nil {
				s.stage = *stage
			}
		}
		rate, _ := odds.At(place.Pipeline, place.Stage)
		s.chance, s.limit = ChanceOf(rate.P), limits.Of(place.Stage)
	}
	r.ladders = sync.OnceValue(r.everyLadder)
	r.teams = sync.OnceValue(func() map[sales.UserID]sales.TeamID {
		teams := map[sales.UserID]sales.TeamID{}
		for u := range p.Users() {
			teams[sales.UserID(u.ID)] = u.Facts.Team
		}
		return teams
	})
	return r
}

// of reads another picture, or at another moment, with what was learned for this one.
func (r *Reader) of(p *board.Picture, now sales.Instant) *Reader {
	other := newReader(p, now, r.Odds, r.Limits)
	other.weights = r.weights
	if reflect.DeepEqual(other.settings.Fields, r.settings.Fields) {
		other.expressions = r.expressions
	}
	return other
}

// Today is the day of the picture in the workspace's time zone.
func (r *Reader) Today() sales.Day { return r.today }

func (r *Reader) dayOf(at sales.Instant) sales.Day { return sales.DayOf(at.Time().In(r.Zone)) }

func (r *Reader) stand(d board.Deal) *stand { return &r.stands[d.PlaceCode()] }
