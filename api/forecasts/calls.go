package forecasts

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/forecast"
	"arus/ledger"
	"arus/org"
	"arus/report"
	"arus/sales"
)

// CallView is a number that was published: everybody may rely on it until the next one.
type CallView struct {
	ID        string        `json:"id"`
	CreatedAt sales.Instant `json:"created_at"`
	Team      *string       `json:"team" doc:"null for the workspace"`
	Period    string        `json:"period"`
	P10       sales.Money   `json:"p10"`
	P25       sales.Money   `json:"p25"`
	P50       sales.Money   `json:"p50"`
	P75       sales.Money   `json:"p75"`
	P90       sales.Money   `json:"p90"`
	AsOf      sales.Instant `json:"as_of"`
	Position  int64         `json:"position" doc:"Of the ledger, made from"`
	By        *string       `json:"by" doc:"null where it moved by itself, because the median had left the middle half of the one before"`
	ByName    *string       `json:"by_name"`
	Reason    *string       `json:"reason"`
	Before    *string       `json:"before" doc:"Id of the call that this one follows; null for the first"`
	Moved     *sales.Money  `json:"moved" doc:"Median less that of the one before; null for the first and where they are of two currencies"`
	Bridge    *string       `json:"bridge" doc:"Where the move is explained: how the open pipeline of the one before became that of this one"`
}

// StandingCall is the number that is published now, held against what is forecast now.
type StandingCall struct {
	CallView
	Holds bool `json:"holds" doc:"The median of today lies between its P25 and P75; as long as it does, only a person moves it"`
}

// PublishCallBody publishes what is forecast now.
type PublishCallBody struct {
	Team   string `json:"team,omitempty" doc:"Id of a team that the caller leads; the workspace when left out"`
	Reason string `json:"reason" minLength:"1" maxLength:"1000"`
}

type publishIn struct {
	door.Once
	Period string `path:"period" example:"2026-Q4"`
	Body   body.Of[PublishCallBody]
}

type callsIn struct {
	door.When
	door.AtLeast
	Period string `path:"period" example:"2026-Q4"`
	Team   string `query:"team" doc:"Id of a team; the workspace when left out"`
}

func (a room) addCalls() {
	huma.Register(a.API, document.Operation("list-calls", http.MethodGet, "/v1/forecasts/{period}/calls", "What was published for a period, the newest first"), a.calls)
	publish := document.Answering(document.Operation("publish-call", http.MethodPost, "/v1/forecasts/{period}/calls", "Publish what is forecast now"), http.StatusCreated)
	publish.Description = "A published call stays until somebody publishes again, or until the median of the forecast leaves its middle half."
	publish.Errors = append(publish.Errors, http.StatusConflict)
	huma.Register(a.API, publish, a.publish)
}

func (a room) calls(ctx context.Context, in *callsIn) (*door.Reply[door.Listed[CallView]], error) {
	r, err := a.Reader(ctx, in.When, in.AtLeast)
	if err != nil {
		return nil, err
	}
	period, err := r.Picture.Workspace().Calendar.Period(in.Period)
	if err != nil {
		return nil, door.Pointing("#", err)
	}
	list, err := a.callsOf(ctx, r, period, sales.TeamID(in.Team))
	if err != nil {
		return nil, err
	}
	return &door.Reply[door.Listed[CallView]]{Status: http.StatusOK, Body: door.ListOf(list, nil), Position: door.MomentOf(r).Header()}, nil
}

// callsOf are the calls that the caller may know of, each with the way from the one before.
func (a room) callsOf(ctx context.Context, r *report.Reader, period sales.Period, team sales.TeamID) (views []CallView, err error) {
	sight, err := a.Sight(ctx)
	if err != nil {
		return nil, err
	}
	all := forecast.Calls(r, period, team)
	for i, c := range all {
		if !sight.Sees(c) {
			continue
		}
		v := callView(c)
		if u, known := r.Picture.User(c.Facts.By); known {
			v.ByName = &u.Facts.Name
		}
		if i+1 < len(all) {
			v.follow(r, all[i+1].Facts, c.Facts)
		}
		views = append(views, v)
	}
	return views, nil
}

func callView(c *sales.Call) CallView {
	f := c.Facts
	return CallView{ID: string(c.ID), CreatedAt: c.CreatedAt, Team: door.OrNull(string(f.Team)), Period: f.Period, P10: f.P10, P25: f.P25, P50: f.P50, P75: f.P75,
		P90: f.P90, AsOf: f.AsOf, Position: f.Position, By: door.OrNull(string(f.By)), Reason: door.OrNull(f.Reason), Before: door.OrNull(string(f.Before))}
}

// follow says how far a call moved from the one before, and where that is explained.
func (v *CallView) follow(r *report.Reader, before, now sales.CallFacts) {
	if before.P50.Currency == now.P50.Currency {
		v.Moved = &sales.Money{Minor: now.P50.Minor - before.P50.Minor, Currency: now.P50.Currency}
	}
	q := url.Values{"from": {before.AsOf.String()}, "to": {now.AsOf.String()}, "period": {now.Period}}
	if now.Team != "" {
		var teams []string
		for _, team := range org.Of(r.Picture).Under(now.Team) {
			teams = append(teams, fmt.Sprintf("'%s'", team))
		}
		q.Set("filter", "deal.team in ["+strings.Join(teams, ", ")+"]")
	}
	address := "/v1/reports/bridge?" + q.Encode()
	v.Bridge = &address
}

func (a room) publish(ctx context.Context, in *publishIn) (*door.Reply[CallView], error) {
	r, err := a.Reader(ctx, door.When{}, door.AtLeast{})
	if err != nil {
		return nil, err
	}
	by := door.CallerOf(ctx).User
	if by == "" {
		return nil, sales.Invalid("/by", "required", "a call is somebody's: act as a person")
	}
	b := in.Body.Value
	f, err := a.forecaster.Of(ctx, r, forecast.Ask{Period: in.Period, Team: sales.TeamID(b.Team)})
	if err != nil {
		return nil, err
	}
	if f.Period.To <= r.Today() {
		return nil, sales.Refused("period_over", "the period %s is over: what was booked in it is no forecast any more", in.Period)
	}
	facts := f.Call(r, sales.TeamID(b.Team))
	facts.Period, facts.By, facts.Reason = in.Period, by, b.Reason
	id := a.Mint(sales.CallKind)
	return door.Record(ctx, a.Door, door.Write[CallView]{Command: sales.PublishCall{ID: id, Facts: facts}, Key: in.Key, Body: in.Body.Text,
		Status: http.StatusCreated, Location: "/v1/forecasts/" + url.PathEscape(in.Period) + "/calls", View: func(b *ledger.Book) (CallView, int64) {
			return callView(b.Object(id).(*sales.Call)), b.Version(id)
		}})
}

// standing is the call that stands for a question, if it is one that calls are published for.
func (a room) standing(ctx context.Context, r *report.Reader, in *forecastIn, f *forecast.Answer) (*StandingCall, error) {
	if in.Owner != "" || in.Pipeline != "" {
		return nil, nil
	}
	views, err := a.callsOf(ctx, r, f.Period, sales.TeamID(in.Team))
	if err != nil || len(views) == 0 {
		return nil, err
	}
	newest := views[0]
	return &StandingCall{newest, sales.CallFacts{P25: newest.P25, P50: newest.P50, P75: newest.P75}.Holds(f.P50)}, nil
}
