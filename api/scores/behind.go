package scores

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/sales"
	"arus/score/measure"
	"arus/score/win"
)

type behindIn struct {
	door.AtLeast
	Pipeline string `query:"pipeline" doc:"Id of a pipeline; all together when left out"`
	By       string `query:"by" enum:"model,stage" default:"model" doc:"Whose chances the bins are made by"`
	Bin      int    `query:"bin" minimum:"0" maximum:"9" default:"0" doc:"Its place among the bins of the calibration, from 0"`
	Limit    int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

// BehindBin is a deal in a bin of the calibration, at the moment of its life at which it was judged.
type BehindBin struct {
	Deal string  `json:"deal"`
	Name string  `json:"deal_name"`
	Said float64 `json:"said" doc:"The chance it was given, learnt from what had closed before"`
	Won  bool    `json:"won"`
}

func (a room) addBehind() {
	op := document.Operation("list-calibration-deals", http.MethodGet, "/v1/scores/calibration/deals", "The deals behind a bin of the calibration, those that were furthest off first")
	op.Description = "A deal is judged at some four moments of its life, at more of a long one, so it can be in a bin more than once. Deals that the caller may not see are left out, and so are those of models learnt before deals were kept."
	huma.Register(a.API, op, a.behind)
}

func (a room) behind(ctx context.Context, in *behindIn) (*door.Reply[door.Listed[BehindBin]], error) {
	r, err := a.Reader(ctx, door.When{}, in.AtLeast)
	if err != nil {
		return nil, err
	}
	if _, known := r.Picture.Pipeline(sales.PipelineID(in.Pipeline)); in.Pipeline != "" && !known {
		return nil, sales.Missing(sales.ID(in.Pipeline))
	}
	m, _, err := a.standing(ctx, r.Now)
	if err != nil {
		return nil, err
	}
	var rows []BehindBin
	for _, j := range in.judged(m) {
		if d, seen := r.Deal(j.ID); seen {
			rows = append(rows, BehindBin{string(j.ID), d.Name(), in.chance(j), j.Won})
		}
	}
	slices.SortStableFunc(rows, func(a, b BehindBin) int { return cmp.Compare(b.off(), a.off()) })
	rows = rows[:min(len(rows), in.Limit)]
	return &door.Reply[door.Listed[BehindBin]]{Status: http.StatusOK, Body: door.ListOf(rows, nil), Position: door.MomentOf(r).Header()}, nil
}

// judged are the landmarks in the bin, sorted as the calibration sorts them.
func (in *behindIn) judged(m *win.Model) (inside []win.Judged) {
	if m.Trial == nil {
		return nil
	}
	all := judgedIn(m.Trial.Judged, sales.PipelineID(in.Pipeline))
	chances := make([]float64, len(all))
	for i, j := range all {
		chances[i] = in.chance(j)
	}
	if parts := measure.Parts(chances, groups); in.Bin < len(parts) {
		for _, i := range parts[in.Bin] {
			inside = append(inside, all[i])
		}
	}
	return inside
}

func (in *behindIn) chance(j win.Judged) float64 {
	if in.By == "stage" {
		return j.Stage
	}
	return j.Chance
}

// off is how far what was said is from what came.
func (b BehindBin) off() float64 {
	if b.Won {
		return 1 - b.Said
	}
	return b.Said
}
