package forecasts

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/beside"
	"arus/forecast"
	"arus/sales"
)

// room is where forecasts are served.
type room struct {
	*door.Door
	forecaster *forecast.Forecaster
	trials     *beside.Desk[string, trial]
}

type forecastIn struct {
	door.When
	door.AtLeast
	Period   string `path:"period" doc:"2026-Q4, 2026-10, 2026-W41 or 2026-10-01..2026-10-28" example:"2026-Q4"`
	Team     string `query:"team" doc:"Id of a team: with all teams below it"`
	Owner    string `query:"owner" doc:"Id of a user"`
	Pipeline string `query:"pipeline" doc:"Id of a pipeline"`
	Currency string `query:"currency" doc:"ISO 4217; the workspace's reporting currency when left out" maxLength:"3"`
}

// Forecast is what is said of a period. All money is in one currency.
type Forecast struct {
	door.Moment
	Period     ForecastPeriod   `json:"period"`
	Currency   sales.Currency   `json:"currency"`
	Booked     sales.Money      `json:"booked" doc:"Value of deals won in the period so far"`
	Wins       int              `json:"wins" doc:"Deals won in the period so far"`
	Target     *Aim             `json:"target" doc:"null where none was set"`
	Coverage   AimCoverage      `json:"coverage"`
	Open       OpenDue          `json:"open" doc:"Open deals that are expected to close before the period ends"`
	Weighted   sales.Money      `json:"weighted" doc:"Sum of open value times the chance to be won; not a forecast"`
	Categories []CategoryLine   `json:"categories" nullable:"false" doc:"What people say, the surest first"`
	Model      Distribution     `json:"model"`
	FromOpen   sales.Money      `json:"from_open" doc:"Expected from deals that are open; booked, from_open and from_new add up to model.expected"`
	FromNew    sales.Money      `json:"from_new" doc:"Expected from deals that do not exist yet"`
	Methods    []ForecastMethod `json:"methods" nullable:"false" doc:"The tournament: what each method says, and how it did at the same point of past periods"`
	Call       *StandingCall    `json:"call" doc:"What is published for the period; null where nothing is, or the question is of an owner or a pipeline"`
	Ceiling    *AccuracyCeiling `json:"ceiling" doc:"null where fewer than two deals were won in the last year: nobody can say how they vary"`
	Needed     NeededPipeline   `json:"needed"`
	Weeks      []WeekAhead      `json:"weeks" nullable:"false" doc:"What is expected to be booked by the end of each week ahead"`
	Parts      []ForecastPart   `json:"parts" nullable:"false" doc:"By team, pipeline, product and segment; the parts of a kind add up to the whole"`
	Alerts     []PipelineAlert  `json:"alerts" nullable:"false" doc:"Who has too little pipeline for their target"`
	Learnt     LearntFrom       `json:"learnt"`
}

// ForecastPeriod is the one that is forecast.
type ForecastPeriod struct {
	Name    string    `json:"name"`
	From    sales.Day `json:"from"`
	To      sales.Day `json:"to" doc:"Its last day"`
	Elapsed float64   `json:"elapsed" doc:"Share of its days that have passed, from 0 to 1"`
}

// Aim is what was aimed at.
type Aim struct {
	Amount sales.Money `json:"amount"`
	Summed bool        `json:"summed" doc:"It is the sum of the people's targets, since the whole has none"`
}

// AimCoverage is open value over what the target lacks.
type AimCoverage struct {
	State string   `json:"state" enum:"open,covered,no_target"`
	Ratio *float64 `json:"ratio" doc:"null unless the state is open"`
}

// OpenDue is how much is open.
type OpenDue struct {
	Deals   int         `json:"deals"`
	Value   sales.Money `json:"value"`
	Overdue int         `json:"overdue" doc:"Of the deals, those that were expected before the period began and are open still. They may be booked in it; coverage and the bridge, which are of deals expected in the period, do not count them"`
}

// CategoryLine is a line of what people say.
type CategoryLine struct {
	Category   string      `json:"category" enum:"closed,commit,most_likely,best_case,pipeline,omitted"`
	Deals      int         `json:"deals"`
	Value      sales.Money `json:"value"`
	Cumulative sales.Money `json:"cumulative" doc:"With all that is surer; of omitted its own value"`
}

// Distribution is the distribution of what will have been booked at the end of the period.
type Distribution struct {
	P10      sales.Money `json:"p10"`
	P25      sales.Money `json:"p25"`
	P50      sales.Money `json:"p50"`
	P75      sales.Money `json:"p75"`
	P90      sales.Money `json:"p90"`
	Expected sales.Money `json:"expected" doc:"The mean"`
	PTarget  *float64    `json:"p_target" doc:"Chance to reach the target; null without one"`
}

// ForecastMethod is one way to forecast.
type ForecastMethod struct {
	Method  string      `json:"method" enum:"combination,model,pipeline_yield,same_last_period,run_rate,stage_weighted,category"`
	Says    sales.Money `json:"says"`
	Weight  float64     `json:"weight" doc:"In the combination"`
	Error   *float64    `json:"error" doc:"Root mean square of its relative errors at the same point of past periods; null without any"`
	Periods int         `json:"periods" doc:"How many those are"`
}

// AccuracyCeiling is how accurate any forecast can be here on average, and what would raise that.
type AccuracyCeiling struct {
	Accuracy      float64 `json:"accuracy" doc:"1 − 0.8·√((1 + c²)(1 − φ) ÷ N)"`
	Wins          float64 `json:"wins" doc:"N: deals won in such a period"`
	Variation     float64 `json:"variation" doc:"c: standard deviation of what a win brings ÷ its mean"`
	BookedShare   float64 `json:"booked_share" doc:"φ: share that is booked already"`
	MoreDeals     float64 `json:"with_more_deals" doc:"With twice as many deals of half the size"`
	SteadierDeals float64 `json:"with_steadier_deals" doc:"With sizes that vary half as much"`
	Later         float64 `json:"later" doc:"When half as much is still to come"`
}

// NeededPipeline is what the target takes.
type NeededPipeline struct {
	Multiple  *float64     `json:"multiple" doc:"Open value needed for each unit that the target lacks, at this day of the period, as the report on coverage says; null where nobody can say"`
	Source    string       `json:"source" enum:"history,benchmark,too_few_booked,period_over"`
	Periods   int          `json:"periods" doc:"Past periods in which it was looked for"`
	Seen      int          `json:"history_deals" doc:"Deals that were open on the same day of those"`
	Booked    int          `json:"history_booked" doc:"Those of them that were booked by the end"`
	Deals     *int         `json:"deals" doc:"(target − booked) ÷ (mean won value × win rate), rounded up; null without a target or without wins, and when the period is over"`
	WinRate   *float64     `json:"win_rate" doc:"By count, of deals closed in the last two years; null where none has closed"`
	MeanWon   sales.Money  `json:"mean_won_value" doc:"Of those of them that were won"`
	OpenValue *sales.Money `json:"open_value_lacking" doc:"Open value that is missing, zero when there is enough; null without a target, and where nobody can say"`
}

// WeekAhead is one week ahead.
type WeekAhead struct {
	To       sales.Day   `json:"to" doc:"Its last day"`
	Expected sales.Money `json:"expected" doc:"Booked by then"`
	Gap      sales.Money `json:"gap" doc:"What the target lacks then"`
}

// ForecastPart is what a part of the company brings.
type ForecastPart struct {
	Kind     string      `json:"kind" enum:"team,pipeline,product,segment"`
	ID       string      `json:"id" doc:"Of a segment its name; empty for deals that have none. A deal with several products counts with the first"`
	Name     string      `json:"name"`
	Booked   sales.Money `json:"booked"`
	FromOpen sales.Money `json:"from_open"`
	FromNew  sales.Money `json:"from_new"`
}

// PipelineAlert says who lacks pipeline.
type PipelineAlert struct {
	Alert    string      `json:"alert" enum:"thin_coverage"`
	User     *string     `json:"user"`
	Team     *string     `json:"team"`
	Coverage float64     `json:"coverage"`
	Needed   float64     `json:"needed"`
	Lacking  sales.Money `json:"lacking" doc:"Open value that is missing"`
}

// LearntFrom is what the model rests on.
type LearntFrom struct {
	Thin       bool       `json:"thin" doc:"Too little has happened to learn from: the odds of stages stand in, and nothing is said of deals to come"`
	Deals      int        `json:"deals"`
	Wins       int        `json:"wins"`
	Losses     int        `json:"losses"`
	LastClosed *sales.Day `json:"last_closed" doc:"When a deal was last won or lost, of those; null where none was. Where that is long ago the past says little of what will come"`
	Level      float64    `json:"level" doc:"Odds by which more, or less, has been won in the last ten weeks than the years before say"`
}

// Add registers the operations.
func Add(d *door.Door, f *forecast.Forecaster) {
	a := room{d, f, &beside.Desk[string, trial]{Most: trialsKept}}
	huma.Register(a.API, document.Operation("get-forecast", http.MethodGet, "/v1/forecasts/{period}", "What will be booked in a period"), a.forecast)
	a.addCalls()
	a.addClosing()
	a.addSubmissions()
	a.addBacktests()
}

func (a room) forecast(ctx context.Context, in *forecastIn) (*door.Reply[Forecast], error) {
	r, err := a.Reader(ctx, in.When, in.AtLeast)
	if err != nil {
		return nil, err
	}
	f, err := a.forecaster.Of(ctx, r, forecast.Ask{Period: in.Period, Team: sales.TeamID(in.Team), Owner: sales.UserID(in.Owner),
		Pipeline: sales.PipelineID(in.Pipeline), Currency: sales.Currency(in.Currency)})
	if err != nil {
		return nil, door.Pointing("#", err)
	}
	body := viewOf(f)
	body.Moment = door.MomentOf(r)
	if body.Call, err = a.standing(ctx, r, in, f); err != nil {
		return nil, err
	}
	return &door.Reply[Forecast]{Status: http.StatusOK, Body: body, Position: body.Header()}, nil
}
