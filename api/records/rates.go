package records

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/board"
	"arus/ledger"
	"arus/sales"
)

type (
	rateIn struct {
		door.Once
		Body body.Of[RateBody]
	}
	ratesIn struct {
		door.Once
		Body body.Of[RatesBody]
	}
	rateDayIn struct {
		door.IfMatch
		ID  string `path:"id"`
		Day string `path:"day" format:"date" example:"2026-11-23"`
	}
)

// RateBody dates one exchange rate.
type RateBody struct {
	From string        `json:"from" minLength:"3" maxLength:"3" example:"USD"`
	To   string        `json:"to" minLength:"3" maxLength:"3" example:"IDR"`
	Day  sales.Day     `json:"day"`
	Rate sales.Decimal `json:"rate" doc:"Units of to for one unit of from, from this day on"`
}

func (b RateBody) order() sales.SetRate {
	return sales.SetRate{From: sales.Currency(b.From), To: sales.Currency(b.To), Day: b.Day, Rate: b.Rate}
}

// RatesBody dates many.
type RatesBody struct {
	Rates []RateBody `json:"rates" minItems:"1" maxItems:"1000" nullable:"false"`
}

type rateView = recordView[sales.RateFacts]

// addRates: rates are listed and read like every record, but set and removed a day at a time.
func (a room) addRates() {
	r := records[sales.RateFacts]{a, sales.RateKind, "rate", "rates", (*board.Picture).Rates}
	huma.Register(a.API, document.Operation("list-rates", http.MethodGet, "/v1/rates", "List rates"), r.list)
	huma.Register(a.API, document.Operation("get-rate", http.MethodGet, "/v1/rates/{id}", "The dated rates between two currencies"), r.get)
	set := document.Operation("set-rate", http.MethodPost, "/v1/rates", "Date one rate")
	huma.Register(a.API, set, func(ctx context.Context, in *rateIn) (*door.Reply[rateView], error) {
		command := in.Body.Value.order()
		id := command.Subject()
		return door.Record(ctx, a.Door, door.Write[rateView]{Command: command, Key: in.Key, Body: in.Body.Text, Status: http.StatusOK,
			Location: "/v1/rates/" + string(id), View: r.view(id)})
	})
	several := document.Operation("set-rates", http.MethodPost, "/v1/rates/several", "Date many rates: all of them or none")
	huma.Register(a.API, several, a.setRates)
	remove := document.Operation("remove-rate", http.MethodDelete, "/v1/rates/{id}/days/{day}", "Take the rate of one day back")
	remove.Description = "Until the next dated one, the one before holds again. What was known before this is still told with known_at."
	remove.Errors = append(remove.Errors, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	huma.Register(a.API, remove, a.removeRate)
}

func (a room) removeRate(ctx context.Context, in *rateDayIn) (*door.Reply[rateView], error) {
	version, err := in.Seen(ctx)
	if err != nil {
		return nil, err
	}
	day, err := sales.ParseDay(in.Day)
	if err != nil {
		return nil, sales.Invalid("#day", "bad_day", "%q is not a day such as 2026-11-23", in.Day)
	}
	current, err := a.Load(ctx, sales.ID(in.ID))
	if err != nil {
		return nil, err
	}
	pair, is := current.Object.(*sales.Rate)
	if !is {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	return door.Record(ctx, a.Door, door.Write[rateView]{Command: sales.RemoveRate{From: pair.Facts.From, To: pair.Facts.To, Day: day}, Version: version,
		Status: http.StatusOK, View: func(b *ledger.Book) (rateView, int64) { return In[sales.RateFacts](b, pair.ID) }})
}

// setRates answers with every pair that it was about, in the order of their ids.
func (a room) setRates(ctx context.Context, in *ratesIn) (*door.Reply[door.Listed[rateView]], error) {
	var orders []sales.Command
	var pairs []sales.ID
	for _, b := range in.Body.Value.Rates {
		orders, pairs = append(orders, b.order()), append(pairs, b.order().Subject())
	}
	slices.Sort(pairs)
	pairs = slices.Compact(pairs)
	return door.Record(ctx, a.Door, door.Write[door.Listed[rateView]]{Command: orders[0], Then: orders[1:], Key: in.Key, Body: in.Body.Text, Status: http.StatusOK,
		Where: func(i int) string { return "/rates/" + strconv.Itoa(i) },
		View: func(b *ledger.Book) (door.Listed[rateView], int64) {
			var rows []rateView
			for _, id := range pairs {
				row, _ := In[sales.RateFacts](b, id)
				rows = append(rows, row)
			}
			return door.ListOf(rows, nil), rows[0].Version
		}})
}
