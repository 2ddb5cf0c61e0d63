package views

import (
	"slices"

	"arus/sales"
)

// Roles are those that have a starting page of their own, the widest first.
func Roles() []sales.UserRole {
	return []sales.UserRole{sales.Executive, sales.Leader, sales.Manager, sales.Rep}
}

// words are a title in both languages.
type words struct{ en, id string }

func (w words) in(language string) string {
	if language == "id" {
		return w.id
	}
	return w.en
}

// part is a panel whose title is still to be said.
type part struct {
	title        words
	form, report string
	asks         sales.KeptQuestion
	shows        sales.PanelOfView // column, sheet and width
}

// Start is the page that a role begins with as long as nobody has made another. Other roles begin with that of the
// executive, without its panels where they see no deals.
func Start(role sales.UserRole, language string) sales.ViewFacts {
	v := sales.ViewFacts{Name: title(role).in(language), Page: "start", Role: role, Icon: "house"}
	for _, p := range parts(role) {
		panel := p.shows
		panel.Title, panel.Form, panel.Report, panel.Question = p.title.in(language), p.form, p.report, p.asks
		v.Panels = append(v.Panels, panel)
	}
	return v
}

func title(role sales.UserRole) words {
	switch role {
	case sales.Rep:
		return words{"My deals", "Deal saya"}
	case sales.Manager:
		return words{"My team", "Tim saya"}
	case sales.Leader:
		return words{"All teams", "Semua tim"}
	}
	return words{"The company", "Perusahaan"}
}

const (
	open   = "deal.outcome == 'open'"
	soon   = open + " && days_until(deal.close_date) >= 0.0 && days_until(deal.close_date) <= 30.0"
	late   = open + " && days_until(deal.close_date) < 0.0"
	idle   = open + " && deal.stalled == 'stalled'"
	toDo   = open + " && deal.next_step_state in ['overdue', 'today', '']"
	pushed = open + " && deal.pushes >= 2"
)

func figure(title words, report, column string, asks sales.KeptQuestion) part {
	return part{title, "figure", report, asks, sales.PanelOfView{Column: column, Width: 3}}
}

func ask(measure, filter string) sales.KeptQuestion {
	return sales.KeptQuestion{Measures: []string{measure}, Filter: filter}
}

func list(title words, filter, sort string) part {
	return part{title, "list", "deals", sales.KeptQuestion{Filter: filter, Sort: sort, Limit: 10}, sales.PanelOfView{Width: 6}}
}

// head are the four figures that every page begins with: all of the present quarter where they are of a period.
func head() []part {
	quarter := sales.KeptQuestion{Period: "this_quarter"}
	return []part{
		figure(words{"Open pipeline", "Pipeline terbuka"}, "query", "value", ask("value", open)),
		figure(words{"Weighted", "Tertimbang"}, "query", "weighted_value", ask("weighted_value", open)),
		figure(words{"Booked this quarter", "Dibukukan kuartal ini"}, "coverage", "booked", quarter),
		figure(words{"Coverage this quarter", "Cakupan kuartal ini"}, "coverage", "coverage", quarter),
	}
}

func parts(role sales.UserRole) []part {
	stages := part{words{"Pipeline by stage", "Pipeline per tahap"}, "chart", "pipeline", sales.KeptQuestion{Chart: "bar"}, sales.PanelOfView{Column: "value", Width: 6}}
	week := part{words{"What changed in seven days", "Perubahan dalam tujuh hari"}, "table", "bridge", sales.KeptQuestion{From: "-7d"}, sales.PanelOfView{Width: 6}}
	wrong := part{words{"What needs a hand", "Yang perlu ditangani"}, "table", "health", sales.KeptQuestion{}, sales.PanelOfView{Width: 6}}
	forecast := part{words{"Forecast of the quarter", "Proyeksi kuartal"}, "chart", "forecast", sales.KeptQuestion{Period: "this_quarter"}, sales.PanelOfView{Width: 6}}
	covered := part{words{"Coverage", "Cakupan"}, "table", "coverage", sales.KeptQuestion{Period: "this_quarter"}, sales.PanelOfView{Width: 6}}
	rate := figure(words{"Win rate this quarter", "Tingkat menang kuartal ini"}, "winrate", "win_rate", sales.KeptQuestion{Period: "this_quarter"})
	stuck := list(words{"Stalled, largest first", "Mandek, terbesar dulu"}, idle, "-value")
	grouped := func(title words, measure, by, filter string) part {
		q := ask(measure, filter)
		q.GroupBy, q.Chart = []string{by}, "bar"
		return part{title, "chart", "query", q, sales.PanelOfView{Column: measure, Width: 6}}
	}
	switch role {
	case sales.Rep:
		return append(head(), list(words{"Next steps to take", "Langkah berikutnya"}, toDo, "next_step,-value"),
			list(words{"Closing within 30 days", "Ditutup dalam 30 hari"}, soon, "close_date,-value"), stuck,
			list(words{"Close date has passed", "Tanggal tutup sudah lewat"}, late, "close_date"), stages)
	case sales.Manager:
		return append(head(), rate, stages, week, covered, stuck,
			list(words{"Pushed twice or more", "Diundur dua kali atau lebih"}, pushed, "-value"), wrong)
	case sales.Leader:
		return append(head(), rate, forecast, stages, covered, grouped(words{"Open value by team", "Nilai terbuka per tim"}, "value", "team", open), week,
			part{words{"Conversion by stage", "Konversi per tahap"}, "table", "conversion", sales.KeptQuestion{}, sales.PanelOfView{Width: 6}}, wrong)
	case sales.Admin, sales.Integration:
		return nil
	}
	moved := week
	moved.title, moved.asks = words{"What changed this quarter", "Perubahan kuartal ini"}, sales.KeptQuestion{Period: "this_quarter"}
	return append(head(), rate, forecast, grouped(words{"Open value by pipeline", "Nilai terbuka per pipeline"}, "value", "pipeline", open),
		grouped(words{"Won by quarter", "Menang per kuartal"}, "won_value", "closed_quarter", "deal.outcome == 'won'"), moved,
		part{words{"Concentration", "Konsentrasi"}, "table", "health", sales.KeptQuestion{}, sales.PanelOfView{Sheet: "concentration", Width: 6}})
}

// Own is the starting page that somebody has made for themselves, or that was made for a role: the first by order, of
// several the newest.
func Own(all []*sales.View, of func(sales.ViewFacts) bool) *sales.View {
	var best *sales.View
	for _, v := range all {
		if v.Archived || v.Facts.Page != "start" || !of(v.Facts) {
			continue
		}
		if best == nil || v.Facts.Order < best.Facts.Order || v.Facts.Order == best.Facts.Order && v.CreatedAt >= best.CreatedAt {
			best = v
		}
	}
	return best
}

// RoleOf is the role whose page somebody with several begins with: the widest that has one.
func RoleOf(roles []sales.UserRole) sales.UserRole {
	for _, role := range append(Roles(), sales.Finance, sales.Admin) {
		if slices.Contains(roles, role) {
			return role
		}
	}
	return sales.Integration
}
