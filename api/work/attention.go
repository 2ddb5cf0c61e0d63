package work

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"arus/access/sight"
	"arus/api/document"
	"arus/api/door"
	"arus/board"
	"arus/dispatch"
	"arus/process"
	"arus/sales"
)

// MatterView is one thing that needs somebody's attention.
type MatterView struct {
	Lack  string        `json:"lack" enum:"no_owner,owner_left,no_next_step,next_step_past,lead_unassigned,lead_untouched,task_overdue,approval_waits,approval_lapsed"`
	About string        `json:"about" doc:"Id of a deal, lead, task or approval"`
	Name  string        `json:"name"`
	Owner *string       `json:"owner" doc:"Id of the user it is"`
	Act   []string      `json:"act" nullable:"false" doc:"Ids of those who must act"`
	Since sales.Instant `json:"since"`
}

// AttentionView is a page of it, with how much there is of each.
type AttentionView struct {
	door.Listed[MatterView]
	Counts map[string]int `json:"counts" doc:"Of everything in sight, by what is lacking"`
}

type attentionIn struct {
	door.Page
	door.AtLeast
	Lack string `query:"lack" enum:"no_owner,owner_left,no_next_step,next_step_past,lead_unassigned,lead_untouched,task_overdue,approval_waits,approval_lapsed"`
	Mine bool   `query:"mine" doc:"Only where the caller must act"`
}

func (a room) addAttention() {
	op := document.About(document.Operation("needs-attention", http.MethodGet, "/v1/needs-attention", "Deals, leads, tasks and approvals that somebody must see to, and who"), "deals")
	huma.Register(a.API, op, a.attention)
}

func (a room) attention(ctx context.Context, in *attentionIn) (*door.Reply[AttentionView], error) {
	r, err := a.Reader(ctx, door.When{}, in.AtLeast)
	if err != nil {
		return nil, err
	}
	asked := door.Question(ctx, "needs-attention", in.Lack, map[bool]string{true: "mine"}[in.Mine])
	from, err := in.From(asked)
	if err != nil {
		return nil, err
	}
	s, err := a.Sight(ctx)
	if err != nil {
		return nil, err
	}
	caller := door.CallerOf(ctx).User
	view := AttentionView{Counts: map[string]int{}}
	var rows []MatterView
	var next *door.Cursor
	begun := from.After == ""
	for _, m := range dispatch.Attention(r.Picture, r.Now) {
		if in.Mine && !slices.Contains(m.Act, caller) || !seen(s, r.Picture, m) {
			continue
		}
		view.Counts[string(m.Lack)]++
		if in.Lack != "" && in.Lack != string(m.Lack) {
			continue
		}
		switch {
		case !begun:
			begun = from.After == string(m.About)
		case len(rows) < in.Limit:
			rows = append(rows, matterView(m))
		case next == nil:
			next = &door.Cursor{After: rows[len(rows)-1].About, Question: asked}
		}
	}
	view.Listed = door.ListOf(rows, next)
	return &door.Reply[AttentionView]{Status: http.StatusOK, Body: view, Position: door.MomentOf(r).Header(), Link: door.Link(ctx, view.NextCursor)}, nil
}

func matterView(m dispatch.Matter) MatterView {
	v := MatterView{Lack: string(m.Lack), About: string(m.About), Name: m.Name, Owner: door.OrNull(string(m.Owner)), Act: []string{}, Since: m.Since}
	for _, u := range m.Act {
		v.Act = append(v.Act, string(u))
	}
	return v
}

// seen reports whether a matter is about something that the caller sees.
func seen(s *sight.Sight, p *board.Picture, m dispatch.Matter) bool {
	switch m.About.Kind() {
	case sales.DealKind:
		return s.Sees(&sales.Deal{DealFacts: sales.DealFacts{Owner: m.Owner}})
	case process.ApprovalKind:
		a, known := board.Find[process.ApprovalFacts](p, m.About)
		return known && s.Sees(a)
	case process.LeadKind:
		return s.Sees(&process.Lead{Facts: process.LeadFacts{LeadLife: process.LeadLife{Owner: m.Owner}}})
	}
	return s.Sees(&process.Task{Facts: process.TaskFacts{Owner: m.Owner}})
}
