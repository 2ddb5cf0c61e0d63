package flow

import (
	"cmp"
	"slices"

	"arus/board"
	"arus/report"
	"arus/sales"
)

// rest counts the open deals of each stage by how they stand against its limit.
type rest struct {
	r      *report.Reader
	kind   sales.ValueKind
	week   *workweek
	stages map[uint32]*resting // by the place's stage: a sub-stage is its stage
	stage  []uint32            // the first place of each place's stage
}

type resting struct {
	open, warned, stalled int
	value                 report.Sum // of those that stalled
	longest               float64    // days in the stage
	longestWork           int        // business days of the same deal
}

// Take counts one deal.
func (a *rest) Take(d board.Deal) error {
	s := a.stages[a.stage[d.PlaceCode()]]
	if s == nil {
		s = &resting{}
		a.stages[a.stage[d.PlaceCode()]] = s
	}
	s.open++
	if days := d.StageSince().DaysUntil(a.r.Now); days > s.longest {
		s.longest, s.longestWork = days, a.week.between(a.r.DayOf(d.StageSince()), a.r.Today())
	}
	switch a.r.StallOf(d) {
	case report.Warned:
		s.warned++
	case report.Stalled:
		s.stalled++
		value, err := a.r.ValueAs(d, a.kind)
		s.value.Add(value)
		return err
	}
	return nil
}

// OfStalled counts the open deals of every stage that are past the stage's limit, or close to it. The limit is a person's
// where one is set, else the 80th percentile of the workspace's own history; a stage with neither stalls nobody.
func OfStalled(r *report.Reader, q Question) (report.Table, error) {
	x, err := r.Exchange(q.Currency)
	if err != nil {
		return report.Table{}, err
	}
	q.Currency, q.Outcome = x.To(), sales.Open
	places, week := r.Picture.Places(), newWorkweek(r.Settings().Calendar.Holidays)
	stage := make([]uint32, len(places))
	for code, p := range places {
		stage[code] = uint32(slices.IndexFunc(places, func(o board.Place) bool { return o.Pipeline == p.Pipeline && o.Stage == p.Stage }))
	}
	groups, err := report.Gather(r, q.Selection, q.GroupBy, func() *rest {
		return &rest{r: r, kind: q.Kind, week: week, stages: map[uint32]*resting{}, stage: stage}
	})
	t := table(q, "text pipeline pipeline_name stage stage_name", "count open warned stalled", "money stalled_value", "days limit_days", "text limit_source",
		"days longest_days longest_business_days", "filter deals")
	for _, g := range groups {
		for _, code := range inOrder(r, g.Is.stages) {
			s, place := g.Is.stages[code], places[code]
			value, failed := x.Money(&s.value)
			if failed != nil {
				return t, failed
			}
			t.Rows = append(t.Rows, append(slices.Clone(g.Cells), string(place.Pipeline), r.PipelineName(place.Pipeline), string(place.Stage), r.StageName(place.Stage),
				s.open, s.warned, s.stalled, value, limitDays(r, place.Stage), orNothing(r.Limits.Of(place.Stage).Source), s.longest, s.longestWork,
				report.And(g.Filter, report.Equal("pipeline", string(place.Pipeline)), report.Equal("stage", string(place.Stage)), `deal.stalled == "stalled"`)))
		}
	}
	return t, err
}

// inOrder are the places that have deals, by pipeline and its order of stages.
func inOrder(r *report.Reader, found map[uint32]*resting) (codes []uint32) {
	places := r.Picture.Places()
	at := func(code uint32) int {
		if p, ok := r.Picture.Pipeline(places[code].Pipeline); ok {
			i, _ := p.Facts.Stage(places[code].Stage)
			return i
		}
		return -1
	}
	for code := range found {
		codes = append(codes, code)
	}
	slices.SortFunc(codes, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(places[a].Pipeline, places[b].Pipeline), cmp.Compare(at(a), at(b)), cmp.Compare(a, b))
	})
	return codes
}

func limitDays(r *report.Reader, stage sales.StageID) any {
	if limit := r.Limits.Of(stage); limit.Source != "" {
		return limit.Days
	}
	return nil
}

// orNothing: a filter of all deals says nothing.
func orNothing(text string) any {
	if text == "" {
		return nil
	}
	return text
}
