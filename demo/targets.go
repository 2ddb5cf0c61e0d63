package demo

import (
	"fmt"

	"arus/sales"
)

// victory is a deal that was won, also before the history begins: targets are set by what came in before.
type victory struct {
	day    sales.Day
	rep    int
	rupiah float64
}

// remember notes a life that was won.
func (co *company) remember(l *life) {
	if l.outcome != sales.Won {
		return
	}
	v := victory{day: co.day(l.closed.week, 0), rep: l.owner(co, l.closed.week), rupiah: float64(l.booked) / 100}
	if l.offers[0].currency == "USD" {
		v.rupiah = float64(l.booked) / 100 * float64(co.rates[l.closed.week]) / 100
	}
	co.victories = append(co.victories, v)
}

const (
	quarterDays = 91
	ambition    = 1.08 // over the average quarter of the year before
	leastTarget = 500e6
)

// aim sets the targets of each quarter a week before it begins: of every rep who is there, of the teams and of the company.
// They are what the year before brought in and a little more, as most companies set them, so some are met and some are not.
func (co *company) aim(b *playbill) {
	r := co.chance(targetStream, 0)
	for start := quarterEnd(co.day(0, 0)) + 1; start <= co.day(co.nowWeek, 0)+quarterDays; start = quarterEnd(start) + 1 {
		at := co.begins() + 40*minute
		if announced := sales.Instant(start-7)*dayLong + 3*hour; announced > at {
			at = announced
		}
		name := fmt.Sprintf("%d-Q%d", start.Time().Year(), (int(start.Time().Month())-1)/3+1)
		set := func(f sales.TargetFacts, rupiah float64) {
			f.Period = name
			f.Amount = sales.Money{Minor: nicely(max(rupiah, leastTarget)*100, 2), Currency: "IDR"}
			b.add(at, sales.Create[sales.TargetFacts]{ID: co.mint(r, sales.TargetKind, at), Facts: f})
		}
		byTeam := co.yearBefore(start)
		whole := 0.0
		for team, was := range byTeam {
			present := co.presentAt(team, at)
			for _, i := range present {
				set(sales.TargetFacts{User: co.reps[i].id}, ambition*was/float64(len(present)))
			}
			set(sales.TargetFacts{Team: co.teams[team]}, ambition*was)
			whole += ambition * was
		}
		set(sales.TargetFacts{}, whole)
	}
}

// yearBefore is what each team won in an average quarter of the year before a day.
func (co *company) yearBefore(day sales.Day) (byTeam [len(teams)]float64) {
	from := max(day-4*quarterDays, co.day(beforeStart/2, 0))
	quarters := max(float64(day-from)/quarterDays, 1)
	for _, v := range co.victories {
		if v.day >= from && v.day < day-7 {
			byTeam[co.reps[v.rep].team] += v.rupiah / quarters
		}
	}
	return byTeam
}

// presentAt are the reps of a team who are there at a moment.
func (co *company) presentAt(team int, at sales.Instant) (present []int) {
	for i := range co.reps {
		p := &co.reps[i]
		week, _ := co.locate(at)
		if p.team == team && p.hired <= week && p.leaves > week {
			present = append(present, i)
		}
	}
	return present
}
