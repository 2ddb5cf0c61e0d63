package forecasts

import (
	"arus/api/door"
	"arus/forecast"
	"arus/sales"
)

// viewOf is an answer on the wire.
func viewOf(f *forecast.Answer) Forecast {
	body := Forecast{Currency: f.Currency, Booked: f.Booked, Wins: f.Wins, Coverage: AimCoverage(f.Coverage), Open: OpenDue{f.OpenDeals, f.Open, f.Overdue},
		Weighted: f.Weighted, FromOpen: f.FromOpen, FromNew: f.FromNew, Period: periodOf(f.Period, f.At),
		Model:  Distribution{f.P10, f.P25, f.P50, f.P75, f.P90, f.Expected, f.Reaches},
		Learnt: LearntFrom{f.Thin, f.History.Deals, f.History.Wins, f.History.Losses, door.OrNull(f.History.Last), f.Level},
		Needed: needed(f.Needed)}
	if c := f.Ceiling; c.Known {
		body.Ceiling = &AccuracyCeiling{c.Accuracy, c.Wins, c.Variation, c.Booked, c.MoreDeals, c.SteadierSize, c.HalfWay}
	}
	if f.Target.Known {
		body.Target = &Aim{f.Target.Amount, f.Target.Summed}
	}
	for _, c := range f.Categories {
		body.Categories = append(body.Categories, CategoryLine{c.Name, c.Deals, c.Value, c.Cumulative})
	}
	for _, m := range f.Methods {
		said := ForecastMethod{Method: m.Name, Says: m.Says, Weight: m.Weight, Periods: m.N}
		if m.N > 0 {
			said.Error = &m.Error
		}
		body.Methods = append(body.Methods, said)
	}
	for _, w := range f.Weeks {
		body.Weeks = append(body.Weeks, WeekAhead(w))
	}
	for _, p := range f.Parts {
		body.Parts = append(body.Parts, ForecastPart(p))
	}
	for _, x := range f.Alerts {
		body.Alerts = append(body.Alerts, PipelineAlert{x.Kind, door.OrNull(string(x.User)), door.OrNull(string(x.Team)), x.Coverage, x.Needed, x.Lacking})
	}
	body.Weeks, body.Parts, body.Alerts = door.OrEmpty(body.Weeks), door.OrEmpty(body.Parts), door.OrEmpty(body.Alerts)
	return body
}

func periodOf(p sales.Period, at sales.Day) ForecastPeriod {
	elapsed := float64(min(max(at, p.From), p.To)-p.From) / float64(p.To-p.From)
	return ForecastPeriod{p.Name, p.From, p.To - 1, elapsed}
}

func needed(n forecast.Needed) NeededPipeline {
	return NeededPipeline{n.Multiple, string(n.Source), n.Periods, n.Deals, n.Booked, n.Count, n.WinRate, n.MeanWon, n.OpenLacked}
}
