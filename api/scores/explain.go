package scores

import (
	"cmp"
	"context"
	"math"
	"net/http"
	"slices"

	"arus/api/door"
	"arus/board"
	"arus/report"
	"arus/sales"
	"arus/score"
	"arus/score/win"
)

type explainIn struct {
	door.When
	door.AtLeast
	ID string `path:"id"`
}

// Explained says why a deal is as likely to be won as it is.
type Explained struct {
	door.Moment
	P       *float64   `json:"p" doc:"null once the deal is closed: an outcome is no probability"`
	Source  string     `json:"source" enum:"stage,score,override,benchmark,none"`
	Worked  *float64   `json:"worked_p" doc:"What is worked out; it is p itself unless a person has said otherwise"`
	Version int64      `json:"version" doc:"Of the model; 0 where none speaks"`
	Logit   *float64   `json:"logit" doc:"average and all points together; null where no model speaks"`
	Average float64    `json:"average" doc:"The logit of a deal of average facts"`
	Terms   []TermView `json:"terms" nullable:"false" doc:"The strongest first"`
	Factor  *Adjusted  `json:"adjusted" doc:"What the history of the stage is adjusted for; null where it is not, or not what is worked out"`
	Before  *Before    `json:"week_ago" doc:"null where the deal was not open a week ago, or no model speaks"`
}

// Adjusted is a rate of a stage that was adjusted for one thing the deal has in common with closed ones.
type Adjusted struct {
	Factor string  `json:"factor" enum:"value_band,product,segment,competitor"`
	Word   string  `json:"word" doc:"Id of a product or competitor, a segment, or the least value of a band; empty for deals that have none"`
	Label  string  `json:"label" doc:"The two in the caller's language" example:"Segment enterprise"`
	N      int     `json:"n" doc:"Closed deals that reached the stage and had the same word"`
	Won    int     `json:"won"`
	Stage  float64 `json:"stage_p" doc:"The rate of all deals that reached the stage, which it is pulled towards"`
}

// TermView is what a fact adds.
type TermView struct {
	Fact   string   `json:"fact" doc:"Empty for what only trees see; recent_level and calibration for what is laid over the chances of all deals" example:"days_in_stage"`
	With   string   `json:"with" doc:"The second fact of a pair; empty for one fact"`
	Word   string   `json:"word" doc:"What the fact is, where it is a word"`
	Number *float64 `json:"number" doc:"What it is, where it is a number"`
	Points float64  `json:"points" doc:"Added to the logit"`
	Spread float64  `json:"spread" doc:"Standard deviation of the points over trainings"`
	Label  string   `json:"label" doc:"The fact in the caller's language" example:"Days in stage 12"`
	Text   string   `json:"text" doc:"The fact and which way it works, in the caller's language" example:"Days in stage 12: makes a win less likely"`
}

// Before is the same deal a week ago, by the same model.
type Before struct {
	At      sales.Instant `json:"at"`
	P       float64       `json:"p"`
	Logit   float64       `json:"logit"`
	Changes []TermView    `json:"changes" nullable:"false" doc:"What has changed since: points are differences, and add up to that of the logits"`
}

const week = 7 * 24 * 3600e6

func (a room) explain(ctx context.Context, in *explainIn) (*door.Reply[Explained], error) {
	r, err := a.Reader(ctx, in.When, in.AtLeast)
	if err != nil {
		return nil, err
	}
	d, found := r.Deal(sales.DealID(in.ID))
	if !found {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	m, version, err := a.standing(ctx, r.Now)
	if err != nil {
		return nil, err
	}
	body := Explained{Moment: door.MomentOf(r), Source: "none", Terms: []TermView{}}
	if rate, known := r.Chance(d); known {
		body.P, body.Source = &rate.P, string(rate.Source)
	}
	if rate, known := r.Worked(d); known {
		body.Worked = &rate.P
		body.Factor = teller{door.VisitOf(ctx).Language, r}.adjusted(d, rate)
	}
	if s := m.Scorer(r.Now); s != nil && d.Outcome() == sales.Open {
		body.tell(s, d, teller{door.VisitOf(ctx).Language, r})
		body.Version = version
		earlier := r.Picture.Snapshot().At(r.Now-week, r.Picture.KnownAt())
		if was, found := earlier.Deal(d.ID()); found && was.Outcome() == sales.Open {
			body.compare(s.Explain(d), m.Scorer(r.Now-week).Explain(was), teller{door.VisitOf(ctx).Language, r})
			body.Before.At = r.Now - week
		}
	}
	return &door.Reply[Explained]{Status: http.StatusOK, Position: body.Header(), Body: body}, nil
}

func (e *Explained) tell(s *win.Scorer, d board.Deal, in teller) {
	said := s.Explain(d)
	e.Logit, e.Average = &said.Logit, said.Average
	for _, t := range said.Terms {
		if t.Points != 0 {
			e.Terms = append(e.Terms, in.view(t))
		}
	}
	strongest(e.Terms)
}

func (e *Explained) compare(now, was win.Explanation, in teller) {
	e.Before = &Before{P: was.P, Logit: was.Logit, Changes: []TermView{}}
	for i, t := range now.Terms {
		if t.Points -= was.Terms[i].Points; t.Points != 0 {
			e.Before.Changes = append(e.Before.Changes, in.view(t))
		}
	}
	strongest(e.Before.Changes)
}

func strongest(terms []TermView) {
	slices.SortStableFunc(terms, func(a, b TermView) int { return cmp.Compare(math.Abs(b.Points), math.Abs(a.Points)) })
}

// teller says terms in a language, with the names that people know.
type teller struct {
	language string
	reader   *report.Reader
}

func (l teller) adjusted(d board.Deal, rate score.Rate) *Adjusted {
	if rate.Factor == "" {
		return nil
	}
	stage, _ := l.reader.Odds.At(d.Pipeline(), d.Stage())
	t := win.Term{Fact: string(rate.Factor), Word: rate.Word, Number: math.NaN()}
	return &Adjusted{t.Fact, t.Word, label(l.language, t, l.name(t)), rate.N, rate.Won, stage.P}
}

func (l teller) view(t win.Term) TermView {
	v := TermView{Fact: t.Fact, With: t.With, Word: t.Word, Points: t.Points, Spread: t.Spread, Label: label(l.language, t, l.name(t))}
	v.Text = v.Label + ": " + effect(l.language, t)
	if !math.IsNaN(t.Number) {
		v.Number = &t.Number
	}
	return v
}
