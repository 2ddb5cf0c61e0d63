package submit

import (
	"cmp"
	"slices"
	"time"

	"arus/board"
	"arus/org"
	"arus/sales"
)

// Scope is whose number it is, for when, and how sure.
type Scope struct {
	User   sales.UserID
	Team   sales.TeamID // empty: the user's own deals only
	Period string
	Call   sales.Category
}

// drafting is a submission in the making.
type drafting struct {
	Scope
	p       *board.Picture
	version func(sales.ID) (int64, error)
	period  sales.Period
	zone    *time.Location
	today   sales.Day
	facts   *sales.SubmissionFacts
	rates   map[sales.Currency]bool
}

// Draft works out what the scope comes to in a picture, which has to be as of one moment and known at another. version
// tells which version of an object the picture shows.
func Draft(p *board.Picture, s Scope, version func(sales.ID) (int64, error)) (sales.SubmissionFacts, error) {
	settings := p.Workspace()
	period, err := settings.Calendar.Period(s.Period)
	if err != nil {
		return sales.SubmissionFacts{}, err
	}
	if s.Call == "" {
		s.Call = sales.Commit
	}
	zone := settings.Calendar.Location()
	zero := sales.Money{Currency: settings.Currency}
	facts := &sales.SubmissionFacts{User: s.User, Team: s.Team, Period: s.Period, Call: s.Call, Own: zero, RolledUp: zero, State: sales.Submitted,
		Basis: sales.Basis{AsOf: p.AsOf(), KnownAt: p.KnownAt(), Currency: settings.Currency}}
	d := &drafting{Scope: s, p: p, version: version, period: period, zone: zone, today: sales.DayOf(p.AsOf().Time().In(zone)), facts: facts,
		rates: map[sales.Currency]bool{}}
	facts.Closes = min(d.closes(settings.Calendar), period.To.Start(zone)) // what came of a period is no forecast of it
	if err := d.own(); err != nil {
		return *facts, err
	}
	if err := d.rollUp(); err != nil {
		return *facts, err
	}
	slices.SortFunc(facts.Basis.Rates, func(a, b sales.BasisRate) int { return cmp.Compare(a.From, b.From) })
	return *facts, nil
}

// closes is the end of the week in which it is submitted, as the workspace counts weeks.
func (d *drafting) closes(c sales.Calendar) sales.Instant {
	first := map[string]time.Weekday{"monday": time.Monday, "sunday": time.Sunday, "saturday": time.Saturday}[c.WeekStart]
	since := (int(d.today.Time().Weekday()) - int(first) + 7) % 7
	return (d.today + sales.Day(7-since)).Start(d.zone)
}

// own adds up the user's own deals: what was booked in the period, and what is open, expected by its end and as sure as the call.
func (d *drafting) own() error {
	from, to := d.period.From.Start(d.zone), d.period.To.Start(d.zone)
	owner, known := d.p.Code(string(d.User))
	if !known {
		return nil
	}
	for deal := range d.p.Deals() {
		if deal.OwnerCode() != owner {
			continue
		}
		category := sales.Category("")
		switch deal.Outcome() {
		case sales.Won:
			if closed := deal.ClosedAt(); closed < from || closed >= to {
				continue
			}
		case sales.Open:
			category = categoryOf(d.p, deal)
			if day := deal.CloseDate(); day == 0 || day >= d.period.To || !category.Counts(d.Call) {
				continue
			}
		default:
			continue
		}
		if err := d.take(deal, category); err != nil {
			return err
		}
	}
	slices.SortFunc(d.facts.Basis.Deals, func(a, b sales.BasisDeal) int { return cmp.Compare(a.Deal, b.Deal) })
	return nil
}

// take counts one deal, converted and rounded by itself: so it can be checked line by line.
func (d *drafting) take(deal board.Deal, category sales.Category) error {
	version, err := d.version(sales.ID(deal.ID()))
	if err != nil {
		return err
	}
	value, err := d.convert(deal.Value())
	if err != nil {
		return err
	}
	if d.facts.Own, err = d.facts.Own.Plus(value); err != nil {
		return err
	}
	d.facts.Basis.Deals = append(d.facts.Basis.Deals, sales.BasisDeal{Deal: deal.ID(), Version: version, Category: category, Value: deal.Value()})
	return nil
}

func (d *drafting) convert(m sales.Money) (sales.Money, error) {
	to := d.facts.Basis.Currency
	if m.Currency == "" || m.Currency == to {
		return m, nil
	}
	rate, err := d.p.MinorRate(m.Currency, to, d.today)
	if err != nil {
		return sales.Money{}, err
	}
	if !d.rates[m.Currency] {
		d.rates[m.Currency] = true
		d.facts.Basis.Rates = append(d.facts.Basis.Rates, sales.BasisRate{From: m.Currency, To: to, Day: d.today, Rate: rate.RatString()})
	}
	return sales.Money{Minor: m.Minor, Currency: to}.Times(rate)
}

// rollUp adds what stands below: the newest submission of each member of the team for their own deals, and of each team
// right below for itself.
func (d *drafting) rollUp() error {
	if d.Team == "" {
		return nil
	}
	tree := org.Of(d.p)
	members := tree.People(d.Team)
	for _, s := range Newest(d.p, d.period) {
		below := s.Facts.Team == "" && members[s.Facts.User] && s.Facts.User != d.User || s.Facts.Team != "" && tree.Parent(s.Facts.Team) == d.Team
		if !below || s.Facts.Call != d.Call {
			continue
		}
		version, err := d.version(s.ID)
		if err != nil {
			return err
		}
		total, err := s.Facts.Total()
		if err != nil {
			return err
		}
		if d.facts.RolledUp, err = d.facts.RolledUp.Plus(total); err != nil {
			return err
		}
		d.facts.Basis.Children = append(d.facts.Basis.Children, sales.BasisReport{Submission: s.ID, Version: version, Total: total})
	}
	return nil
}

// Newest are the submissions that hold for a period: of each user, team and call the last that was not withdrawn, in the
// order in which they were made.
func Newest(p *board.Picture, period sales.Period) (list []*sales.Submission) {
	type aim struct {
		user sales.UserID
		team sales.TeamID
		call sales.Category
	}
	calendar := p.Workspace().Calendar
	last := map[aim]int{}
	for s := range p.Submissions() {
		of, err := calendar.Period(s.Facts.Period)
		if err != nil || of.From != period.From || of.To != period.To || s.Facts.State == sales.Withdrawn {
			continue
		}
		key := aim{s.Facts.User, s.Facts.Team, s.Facts.Call}
		if key.team != "" {
			key.user = "" // a team has one number, whoever leads it
		}
		if at, ok := last[key]; ok {
			list[at] = nil
		}
		last[key] = len(list)
		list = append(list, s)
	}
	return slices.DeleteFunc(list, func(s *sales.Submission) bool { return s == nil })
}

// categoryOf is what a person said, else what the stage says.
func categoryOf(p *board.Picture, d board.Deal) sales.Category {
	if c := d.Category(); c != "" {
		return c
	}
	if pipeline, ok := p.Pipeline(d.Pipeline()); ok {
		if _, stage := pipeline.Facts.Stage(d.Stage()); stage != nil {
			return stage.Category
		}
	}
	return ""
}
