package forecast

import (
	"context"
	"slices"

	"arus/report"
	"arus/sales"
)

// Calls are what was published for a period and a team, or the workspace where the team is empty: the newest first.
func Calls(r *report.Reader, period sales.Period, team sales.TeamID) (list []*sales.Call) {
	calendar := r.Picture.Workspace().Calendar
	for c := range r.Picture.Calls() {
		of, err := calendar.Period(c.Facts.Period)
		if err == nil && of.From == period.From && of.To == period.To && c.Facts.Team == team {
			list = append(list, c)
		}
	}
	slices.Reverse(list) // ids rise with time
	return list
}

// Call is the answer as something to publish, after what was published before.
func (a *Answer) Call(r *report.Reader, team sales.TeamID) sales.CallFacts {
	c := sales.CallFacts{Team: team, Period: a.Period.Name, P10: a.P10, P25: a.P25, P50: a.P50, P75: a.P75, P90: a.P90, AsOf: r.Now,
		Position: r.Picture.Snapshot().Position()}
	if before := Calls(r, a.Period, team); len(before) > 0 {
		c.Before = before[0].ID
	}
	return c
}

// Moves are the calls that have to move: the newest of each period that is not over and each team, whose median has left
// the middle half of what was published. mint gives ids to the new ones, which nobody publishes.
func (f *Forecaster) Moves(ctx context.Context, r *report.Reader, mint func() sales.ID) (moves []sales.PublishCall, err error) {
	type aim struct {
		from, to sales.Day
		team     sales.TeamID
	}
	done := map[aim]bool{}
	for c := range r.Picture.Calls() {
		period, err := r.Picture.Workspace().Calendar.Period(c.Facts.Period)
		key := aim{period.From, period.To, c.Facts.Team}
		if err != nil || done[key] || period.To <= r.Today() {
			continue
		}
		done[key] = true
		answer, err := f.Of(ctx, r, Ask{Period: period.Name, Team: c.Facts.Team, Currency: c.Facts.P50.Currency})
		if err != nil {
			return moves, err
		}
		if newest := Calls(r, period, c.Facts.Team)[0]; !newest.Facts.Holds(answer.P50) {
			moves = append(moves, sales.PublishCall{ID: mint(), Facts: answer.Call(r, c.Facts.Team)})
		}
	}
	return moves, nil
}
