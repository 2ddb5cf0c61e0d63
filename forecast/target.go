package forecast

import (
	"math"

	"arus/forecast/estimate"
	"arus/sales"
)

// Target is what was aimed at.
type Target struct {
	Known  bool
	Amount sales.Money
	Summed bool // it is the sum of the targets below, since none was set for the whole
}

// target of a user, a team, or, when neither is named, the workspace. Of several with one aim the last holds.
func (q *asking) target(owner sales.UserID, team sales.TeamID) (Target, error) {
	holds := q.targets()
	if owner != "" {
		team = ""
	}
	if amount, ok := holds[sales.TargetFacts{User: owner, Team: team}]; ok {
		m, err := q.r.Picture.Convert(amount, q.Currency, q.r.Today())
		return Target{Known: err == nil, Amount: m}, err
	}
	if owner != "" {
		return Target{}, nil
	}
	return q.summed(holds, team)
}

// targets of the period that hold, by whose they are.
func (q *asking) targets() map[sales.TargetFacts]sales.Money {
	if q.holds != nil {
		return q.holds
	}
	holds := map[sales.TargetFacts]sales.Money{}
	for t := range q.r.Picture.Targets() {
		p, err := q.calendar.Period(t.Facts.Period)
		if err != nil || p.From != q.period.From || p.To != q.period.To || t.Facts.Pipeline != q.Pipeline || t.Facts.Product != "" {
			continue
		}
		aim := sales.TargetFacts{User: t.Facts.User, Team: t.Facts.Team}
		if t.Archived {
			delete(holds, aim)
			continue
		}
		holds[aim] = t.Facts.Amount
	}
	q.holds = holds
	return holds
}

// summed are the targets of people, where their team has none.
func (q *asking) summed(holds map[sales.TargetFacts]sales.Money, team sales.TeamID) (Target, error) {
	var people map[sales.UserID]bool
	if team != "" {
		people = q.tree.People(q.tree.Under(team)...)
	}
	t := Target{Amount: sales.Money{Currency: q.Currency}, Summed: true}
	for aim, amount := range holds {
		if aim.User == "" || people != nil && !people[aim.User] {
			continue
		}
		m, err := q.r.Picture.Convert(amount, q.Currency, q.r.Today())
		if err != nil {
			return Target{}, err
		}
		if t.Amount, err = t.Amount.Plus(m); err != nil {
			return Target{}, err
		}
		t.Known = true
	}
	return t, nil
}

// Coverage says whether there is enough open value for the target.
type Coverage struct {
	State string   // no_target, covered (nothing is lacking), open
	Ratio *float64 // open value that is due ÷ what the target lacks; nil unless it is open
}

func cover(open, booked sales.Money, t Target) Coverage {
	if !t.Known {
		return Coverage{State: "no_target"}
	}
	lacking := t.Amount.Minor - booked.Minor
	if lacking <= 0 {
		return Coverage{State: "covered"}
	}
	ratio := float64(open.Minor) / float64(lacking)
	return Coverage{State: "open", Ratio: &ratio}
}

// Needed says how much pipeline and how many deals the target needs.
type Needed struct {
	Multiple   float64 // open value needed for each unit that is lacking, at this day of the period
	Periods    int     // of the past that it was learnt from
	Source     string  // history, or benchmark
	Deals      *int    // (target − booked) ÷ (mean won value × win rate), up; nil without a target or without wins
	WinRate    float64 // of the last two years, by count
	MeanWon    sales.Money
	OpenLacked sales.Money // open value that is missing; zero when there is enough, or no target
}

// benchmarkMultiple is the folk rule, until there is a history: three to five times what is lacking.
const benchmarkMultiple = 3

func (q *asking) needed(e *estimate.Estimate, a *Answer) Needed {
	n := Needed{Multiple: benchmarkMultiple, Source: "benchmark", WinRate: e.WinRate, MeanWon: sales.Money{Minor: whole(e.MeanWon), Currency: q.Currency},
		OpenLacked: sales.Money{Currency: q.Currency}}
	if e.Yield > 0 {
		n.Multiple, n.Periods, n.Source = 1/e.Yield, e.YieldPeriods, "history"
	}
	if !a.Target.Known {
		return n
	}
	lacking := float64(max(0, a.Target.Amount.Minor-a.Booked.Minor))
	n.OpenLacked.Minor = max(0, whole(lacking*n.Multiple)-a.Open.Minor)
	if each := e.MeanWon * e.WinRate; each > 0 {
		deals := int(min(math.Ceil(lacking/each), 1e9))
		n.Deals = &deals
	}
	return n
}

// Alert says that somebody has too little pipeline for their target.
type Alert struct {
	Kind     string // thin_coverage
	User     sales.UserID
	Team     sales.TeamID
	Coverage float64
	Needed   float64
	Lacking  sales.Money // open value
}

// alerts are of every user and team with a target that their open value does not cover as the past says it must.
func (q *asking) alerts(t *tally, a *Answer) ([]Alert, error) {
	var list []Alert
	if q.at >= q.period.To {
		return nil, nil
	}
	look := func(alert Alert, people map[sales.UserID]bool) error {
		alert.Needed = a.Needed.Multiple
		thin, err := q.thin(t, &alert, people)
		if thin {
			list = append(list, alert)
		}
		return err
	}
	for team := range q.r.Picture.Teams() {
		id := sales.TeamID(team.ID)
		under := q.tree.People(q.tree.Under(id)...)
		if team.Archived || !q.meantAll(under) {
			continue
		}
		if err := look(Alert{Team: id}, under); err != nil {
			return nil, err
		}
	}
	for user := range q.r.Picture.Users() {
		id := sales.UserID(user.ID)
		if user.Facts.Inactive || q.people != nil && !q.people[id] || !q.r.SeesOwner(id) {
			continue
		}
		if err := look(Alert{User: id}, map[sales.UserID]bool{id: true}); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// thin completes an alert about people whose open value does not cover what their target lacks, and says whether it is one.
func (q *asking) thin(t *tally, alert *Alert, people map[sales.UserID]bool) (bool, error) {
	target, err := q.target(alert.User, alert.Team)
	if err != nil || !target.Known || target.Summed {
		return false, err
	}
	booked, due := pile{}, pile{}
	for owner, h := range t.owners {
		if people[owner] {
			booked.all(h.booked)
			due.all(h.due)
		}
	}
	won, err1 := booked.money(q, 1)
	open, err2 := due.money(q, 1)
	if err := first(err1, err2); err != nil {
		return false, err
	}
	lacking := target.Amount.Minor - won.Minor
	if lacking <= 0 || float64(open.Minor) >= alert.Needed*float64(lacking) {
		return false, nil
	}
	alert.Kind = "thin_coverage"
	alert.Coverage = float64(open.Minor) / float64(lacking)
	alert.Lacking = sales.Money{Minor: whole(alert.Needed*float64(lacking)) - open.Minor, Currency: q.Currency}
	return true, nil
}

// meantAll reports whether all these people are meant, and seen.
func (q *asking) meantAll(people map[sales.UserID]bool) bool {
	for id := range people {
		if q.people != nil && !q.people[id] || !q.r.SeesOwner(id) {
			return false
		}
	}
	return true
}
