package scores

import (
	"context"
	"net/http"
	"slices"

	"arus/api/door"
	"arus/board"
	"arus/report"
	"arus/sales"
	"arus/score"
	"arus/score/measure"
	"arus/score/win"
)

type calibrationIn struct {
	door.AtLeast
	Pipeline string `query:"pipeline" doc:"Id of a pipeline; all together when left out"`
}

// Calibration is how often chances were right.
type Calibration struct {
	door.Moment
	Version  int64        `json:"version" doc:"Of the model; 0 where none was learnt"`
	Champion string       `json:"champion" enum:"base_rate,stage,logistic,additive,trees,blend" doc:"The simplest method within one standard error of the best"`
	State    string       `json:"state" enum:"nothing_closed,thin,not_learnt,no_signal,learnt" doc:"nothing_closed and thin: not enough to learn from; not_learnt: enough, but no model was learnt from it yet, and one will be by itself"`
	Thin     bool         `json:"thin" doc:"Too little has closed to learn from: fewer than 200 deals, or 40 of an outcome"`
	NoSignal bool         `json:"no_signal" doc:"Nothing that is known of deals says more than how many are won: no signal yet"`
	N        int          `json:"n" doc:"Landmarks of deals that were judged, none of which the model had seen"`
	Closed   int          `json:"closed" doc:"Deals learnt from"`
	Won      int          `json:"won"`
	Model    *QualityView `json:"model" doc:"null where nothing was judged"`
	Stage    *QualityView `json:"stage_baseline" doc:"The same deals by the history of their stages until then"`
	Base     *QualityView `json:"base_rate"`
	People   []Contest    `json:"overrides" nullable:"false" doc:"What people said of deals that are closed now, beside what was worked out when they said it: first everybody's, then each person's"`
	Drift    *DriftView   `json:"drift" doc:"What has closed since the model was learnt; null where no model speaks, or nothing has"`
	Factors  *FactorTrial `json:"one_factor" doc:"Of thin history: whether one thing that deals have in common says more than the history of their stages; null where there is enough for a model"`
	Trial    []TrialView  `json:"trial" nullable:"false" doc:"The methods that were tried, the simplest first"`
	Layers   []LayerView  `json:"layers" nullable:"false" doc:"The curves that were tried over what the champion says, in the order in which they lie; none where stages or a base rate speak"`
}

// DriftView says whether what has closed while models stood came as they had said.
type DriftView struct {
	N          int           `json:"n" doc:"Deals that closed since, none of which the model had seen"`
	Since      sales.Instant `json:"since" doc:"The last finding, or the oldest model that is kept"`
	Said       float64       `json:"said" doc:"Mean chance"`
	Share      float64       `json:"won" doc:"Share that was won"`
	OffLow     float64       `json:"off_low" doc:"won less said lies above this with 99 in 100, however often it is looked"`
	OffHigh    float64       `json:"off_high"`
	LogLoss    float64       `json:"log_loss"`
	Expected   float64       `json:"expected_log_loss" doc:"What true chances would give"`
	ExcessLow  float64       `json:"excess_low" doc:"The loss less what true chances would give, in the same way"`
	ExcessHigh float64       `json:"excess_high"`
	Drifted    bool          `json:"drifted" doc:"At least 40 deals, and more or fewer are won than was said (by 2 in 100 or more, with all of the interval), or other ones are (.01 nats): each night it is looked, and found once"`
}

// Contest is what people said against what was worked out at the same moments.
type Contest struct {
	User   *string `json:"user" doc:"null for everybody"`
	Name   *string `json:"user_name"`
	N      int     `json:"n" doc:"Closed deals whose probability a person had overridden"`
	Brier  float64 `json:"brier"`
	Worked float64 `json:"worked_brier" doc:"Of what was worked out for the same deals"`
	Bias   float64 `json:"bias" doc:"Mean of what was said less the share that was won; above 0 is optimistic"`
}

// QualityView is how good chances were.
type QualityView struct {
	AUC     float64   `json:"auc" doc:"The chance that a won deal was called likelier than a lost one"`
	Brier   float64   `json:"brier"`
	LogLoss float64   `json:"log_loss" doc:"In nats"`
	ECE     float64   `json:"ece" doc:"Mean distance of share and chance in 10 bins of equally many"`
	Bins    []BinView `json:"bins" nullable:"false"`
	ByValue []BinView `json:"bins_by_value" nullable:"false" doc:"The same, weighted by value"`
}

// BinView is a part of the deals by their chances.
type BinView struct {
	N     int     `json:"n"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	Said  float64 `json:"said" doc:"Mean chance"`
	Share float64 `json:"won" doc:"Share that was won"`
}

// TrialView is how a method did.
type TrialView struct {
	Method  string  `json:"method" enum:"base_rate,stage,logistic,additive,trees,blend"`
	LogLoss float64 `json:"log_loss" doc:"By moment of a deal"`
	Behind  float64 `json:"behind" doc:"The best one"`
	Error   float64 `json:"standard_error" doc:"Of that difference"`
}

func (a room) calibration(ctx context.Context, in *calibrationIn) (*door.Reply[Calibration], error) {
	r, err := a.Reader(ctx, door.When{}, in.AtLeast)
	if err != nil {
		return nil, err
	}
	if _, known := r.Picture.Pipeline(sales.PipelineID(in.Pipeline)); in.Pipeline != "" && !known {
		return nil, sales.Missing(sales.ID(in.Pipeline))
	}
	m, version, err := a.standing(ctx, r.Now)
	if err != nil {
		return nil, err
	}
	body := Calibration{Moment: door.MomentOf(r), Version: version, Champion: string(m.Champion), NoSignal: !m.Thin() && !m.Signal(),
		Closed: m.Deals, Won: m.Won, Trial: []TrialView{}, Layers: layerViews(m.Layers)}
	if body.know(m, r); body.Thin {
		body.Factors = factorTrial(r)
	}
	if m.Trial != nil {
		for _, l := range m.Trial.Losses {
			body.Trial = append(body.Trial, TrialView{string(l.Method), l.Mean, l.Behind, l.Error})
		}
		body.judge(m.Trial.Judged, sales.PipelineID(in.Pipeline))
	}
	d, err := a.keeper.Drift(ctx, r.Picture, r.Now)
	if err != nil {
		return nil, err
	}
	if d.Deals > 0 {
		body.Drift = &DriftView{d.Deals, d.Since, d.Said, d.Share, d.Off.Low, d.Off.High, d.Loss, d.Expected, d.Excess.Low, d.Excess.High, d.Of() != ""}
	}
	body.People = contests(r, sales.PipelineID(in.Pipeline))
	return &door.Reply[Calibration]{Status: http.StatusOK, Position: body.Header(), Body: body}, nil
}

// know says what there is to know of a workspace: where no model was learnt, by what has closed until now.
func (c *Calibration) know(m *win.Model, r *report.Reader) {
	if c.State = "learnt"; c.NoSignal {
		c.State = "no_signal"
	}
	if !m.Thin() {
		return
	}
	won, lost := win.Closed(r.Picture, r.Now)
	c.Closed, c.Won = won+lost, won
	switch {
	case won+lost == 0:
		c.State = "nothing_closed"
	case win.Enough(won, lost):
		c.State = "not_learnt"
	default:
		c.State = "thin"
	}
	c.Thin = c.State == "nothing_closed" || c.State == "thin"
}

// contests are those over the deals of a pipeline, or all, that a reader sees.
func contests(r *report.Reader, pipeline sales.PipelineID) []Contest {
	views := []Contest{}
	for _, c := range score.Contests(func(yield func(board.Deal) bool) {
		for d := range r.Deals() {
			if (pipeline == "" || d.Pipeline() == pipeline) && !yield(d) {
				return
			}
		}
	}) {
		if len(c.Won) == 0 {
			continue
		}
		said := measure.Of(c.Said, c.Won)
		v := Contest{N: len(c.Won), Brier: said.Brier, Worked: measure.Of(c.Worked, c.Won).Brier, User: door.OrNull(string(c.By))}
		for i, p := range c.Said {
			v.Bias += p / float64(v.N)
			if c.Won[i] {
				v.Bias -= 1 / float64(v.N)
			}
		}
		if u, known := r.Picture.User(c.By); known {
			v.Name = &u.Facts.Name
		}
		views = append(views, v)
	}
	return views
}

// judge fills in what the landmarks of a pipeline, or all, say.
func (c *Calibration) judge(all []win.Judged, pipeline sales.PipelineID) {
	var model, stage, base, values []float64
	var won []bool
	for _, j := range judgedIn(all, pipeline) {
		model, stage, base = append(model, j.Chance), append(stage, j.Stage), append(base, j.Base)
		values, won = append(values, j.Value), append(won, j.Won)
	}
	if c.N = len(won); c.N == 0 {
		return
	}
	c.Model, c.Stage, c.Base = quality(model, won, values), quality(stage, won, values), quality(base, won, values)
}

// judgedIn are the landmarks of a pipeline, or all.
func judgedIn(all []win.Judged, pipeline sales.PipelineID) []win.Judged {
	if pipeline == "" {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(j win.Judged) bool { return j.Pipeline != pipeline })
}

// groups are the bins of a calibration.
const groups = 10

func quality(chances []float64, won []bool, values []float64) *QualityView {
	q := measure.Of(chances, won)
	return &QualityView{q.AUC, q.Brier, q.LogLoss, q.ECE, binViews(measure.Reliability(chances, won, nil, groups)), binViews(measure.Reliability(chances, won, values, groups))}
}

func binViews(all []measure.Bin) []BinView {
	views := make([]BinView, len(all))
	for i, b := range all {
		views[i] = BinView{b.N, b.Low, b.High, b.Mean, b.Share}
	}
	return views
}
