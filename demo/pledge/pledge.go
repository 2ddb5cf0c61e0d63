package pledge

import (
	"hash/fnv"

	"arus/board"
	"arus/forecast/submit"
	"arus/ledger"
	"arus/sales"
)

const (
	quarters = 4  // that are over, before this one
	into     = 45 // days of this quarter after which its number is asked for
	left     = 14 // days of a quarter that is over when it was asked for
	fewest   = 3  // days of this quarter before anybody says anything of it
	hour     = sales.Instant(3_600_000_000)
)

// Round is a step of the climb: each begins with what the one before has said.
type Round int

// The rounds, in the order in which they are spoken.
const (
	Reps   Round = iota // for their own deals
	Doubts              // of managers about a number of this quarter
	Teams               // for which their managers speak
	Rounds              // how many there are
)

// Orders are what is said in a round, worked out from a snapshot that holds the rounds before.
func Orders(s *board.Snapshot, now sales.Instant, r Round, mint func(sales.Kind) sales.ID) ([]ledger.Order, error) {
	var orders []ledger.Order
	calendar := s.At(0, 0).Workspace().Calendar
	zone := calendar.Location()
	today := sales.DayOf(now.Time().In(zone))
	for name, back := calendar.Quarter(today), 0; back <= quarters; back++ {
		period, err := calendar.Period(name)
		if err != nil {
			return nil, err
		}
		name = calendar.Quarter(period.From - 1)
		day := mondayOf(period.To - left)
		if back == 0 {
			day = mondayOf(min(period.From+into, today-1))
		}
		if day < period.From+fewest {
			continue
		}
		asked := asking{s: s, period: period.Name, mint: mint, at: day.Start(zone) + 9*hour}
		if err := asked.round(r, back == 0); err != nil {
			return nil, err
		}
		orders = append(orders, asked.orders...)
	}
	return orders, nil
}

func mondayOf(d sales.Day) sales.Day { return d - sales.Day((d.Time().Weekday()+6)%7) }

// asking is one morning on which a quarter's numbers are asked for.
type asking struct {
	s      *board.Snapshot
	period string
	at     sales.Instant
	mint   func(sales.Kind) sales.ID
	orders []ledger.Order
}

// round asks those whose turn it is. Managers answer in the afternoon.
func (a *asking) round(r Round, current bool) error {
	if r != Reps {
		a.at += sales.Instant(r) * 2 * hour
	}
	p := a.s.At(a.at, a.s.Recorded())
	switch r {
	case Reps:
		for u := range p.Users() {
			if u.Facts.Inactive || u.Facts.Team == "" || u.Facts.Role != sales.Rep {
				continue
			}
			if err := a.say(p, submit.Scope{User: sales.UserID(u.ID)}); err != nil {
				return err
			}
		}
	case Doubts:
		if current {
			a.doubt(p)
		}
	case Teams:
		for t := range p.Teams() {
			if t.Facts.Manager == "" {
				continue
			}
			if err := a.say(p, submit.Scope{User: t.Facts.Manager, Team: sales.TeamID(t.ID)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// say submits what the scope comes to on the board, moved by the habit of who says it.
func (a *asking) say(p *board.Picture, scope submit.Scope) error {
	scope.Period, scope.Call = a.period, sales.Commit
	facts, err := submit.Draft(p, scope, func(id sales.ID) (int64, error) { return p.Version(id), nil })
	if err != nil {
		return err
	}
	facts.Basis.Position = a.s.Position()
	sum, err := facts.Total()
	if err != nil {
		return err
	}
	u, _ := p.User(scope.User)
	if h := habitOf(u.Facts.Name); h.share != 0 && sum.Minor > 0 {
		const step = 100_000_000 // people round to whole millions
		facts.Adjustment = sales.Adjustment{Amount: sales.Money{Minor: int64(h.share*float64(sum.Minor)) / step * step, Currency: sum.Currency}, Reason: h.reason}
		if facts.Adjustment.Amount.Minor == 0 {
			facts.Adjustment = sales.Adjustment{}
		}
	}
	a.orders = append(a.orders, ledger.Order{Command: sales.Submit{ID: a.mint(sales.SubmissionKind), Facts: facts}, At: a.at, By: string(scope.User)})
	return nil
}

// doubt lets each manager hold against one number of their team what experience says: the largest that was moved upwards.
func (a *asking) doubt(p *board.Picture) {
	largest := map[sales.TeamID]*sales.Submission{}
	for s := range p.Submissions() {
		u, known := p.User(s.Facts.User)
		if !known || s.Facts.Period != a.period || s.Facts.Team != "" {
			continue
		}
		if was := largest[u.Facts.Team]; s.Facts.Adjustment.Amount.Minor > 0 && (was == nil || s.Facts.Adjustment.Amount.Minor > was.Facts.Adjustment.Amount.Minor) {
			largest[u.Facts.Team] = s
		}
	}
	for t := range p.Teams() {
		s := largest[sales.TeamID(t.ID)]
		if s == nil || t.Facts.Manager == "" {
			continue
		}
		back := sales.Money{Minor: -s.Facts.Adjustment.Amount.Minor, Currency: s.Facts.Adjustment.Amount.Currency}
		a.orders = append(a.orders, ledger.Order{Command: sales.AdjustForecast{ID: s.ID, By: t.Facts.Manager, Amount: back, Reason: "Counts when the buyer has signed"},
			At: a.at, By: string(t.Facts.Manager)})
	}
}

// habit is what somebody adds to what the board says, and how they put it.
type habit struct {
	share  float64
	reason string
}

var habits = [...]habit{
	{},
	{.15, "Two buyers have agreed on the phone"},
	{},
	{-.1, "Kept back in case procurement is slow"},
	{.3, "A framework contract that is not in the list yet"},
	{.08, "A renewal that always comes"},
}

// habitOf is the same for the same person, whenever they are asked.
func habitOf(name string) habit {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // a hash takes everything
	return habits[h.Sum32()%uint32(len(habits))]
}
