package forecast

import (
	"arus/report"
	"arus/report/coverage"
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
		m, err := q.aim(amount)
		return Target{Known: err == nil, Amount: m}, err
	}
	if owner != "" {
		return Target{}, nil
	}
	return q.summed(holds, team)
}

// aim is the amount of a target in the currency that is asked for.
func (q *asking) aim(amount sales.Money) (sales.Money, error) {
	p := pile{}
	p.add(amount)
	return p.money(q, 1)
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
		m, err := q.aim(amount)
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
	Ratio *float64 // open value that closes in the period ÷ what the target lacks; nil unless it is open
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

// Needed says how much pipeline and how many deals the target needs, as the report on coverage does.
type Needed struct {
	coverage.Need
	Periods    int      // of the past that it was looked for in
	Count      *int     // deals: (target − booked) ÷ (mean won value × win rate), up; nil without a target or without wins
	WinRate    *float64 // of deals closed in the last two years; nil without any
	MeanWon    sales.Money
	OpenLacked *sales.Money // open value that is missing, zero when there is enough; nil without a target, and where nobody can say
}

// basis of needs: it is the report on coverage that says them.
func (q *asking) basis() (*coverage.Basis, error) {
	s := report.Selection{Pipeline: q.Pipeline}
	return coverage.Learn(q.r, coverage.Question{Selection: s, Period: q.period, Currency: q.Currency})
}

func (q *asking) needed(b *coverage.Basis, a *Answer) (Needed, error) {
	need, err := b.Need(q.people)
	n := Needed{Need: need, Periods: b.Periods(), WinRate: b.WinRate(), MeanWon: b.MeanWon()}
	if err != nil || !a.Target.Known {
		return n, err
	}
	left := sales.Money{Minor: max(0, a.Target.Amount.Minor-a.Booked.Minor), Currency: q.Currency}
	n.Count, n.OpenLacked = b.Deals(left), lacked(need, left)
	return n, nil
}

// lacked is the open value that is missing; nil where nobody can say.
func lacked(need coverage.Need, left sales.Money) *sales.Money {
	if need.Multiple == nil {
		return nil
	}
	left.Minor = max(0, whole(float64(left.Minor)**need.Multiple)-need.Open.Minor)
	return &left
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
func (q *asking) alerts(t *tally, b *coverage.Basis) ([]Alert, error) {
	var list []Alert
	look := func(alert Alert, people map[sales.UserID]bool) error {
		thin, err := q.thin(t, b, &alert, people)
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
func (q *asking) thin(t *tally, b *coverage.Basis, alert *Alert, people map[sales.UserID]bool) (bool, error) {
	target, err := q.target(alert.User, alert.Team)
	if err != nil || !target.Known || target.Summed {
		return false, err
	}
	booked := pile{}
	for owner, h := range t.owners {
		if people[owner] {
			booked.all(h.booked)
		}
	}
	won, err1 := booked.money(q, 1)
	need, err2 := b.Need(people)
	if err := first(err1, err2); err != nil {
		return false, err
	}
	left := sales.Money{Minor: target.Amount.Minor - won.Minor, Currency: q.Currency}
	if left.Minor <= 0 || need.Multiple == nil {
		return false, nil
	}
	alert.Kind, alert.Needed = "thin_coverage", *need.Multiple
	alert.Coverage, alert.Lacking = float64(need.Open.Minor)/float64(left.Minor), *lacked(need, left)
	return alert.Lacking.Minor > 0, nil
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
