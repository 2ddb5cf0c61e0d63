package reporttest

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"arus/board"
	"arus/sales"
)

// Step is what a plain life does on a day.
type Step struct {
	Day int // since the opening, at noon UTC
	Is  sales.Event
}

// PlainLife is a deal of one pipeline whose steps come in the order of days and are all told at once, so that whoever counts
// by hand needs nothing but its list of steps.
type PlainLife struct {
	ID    sales.DealID
	Facts sales.DealFacts
	Steps []Step // the first creates it
}

// PlainLives are n random ones: they move between stages, are talked about, pushed, planned, and often closed.
func PlainLives(random *rand.Rand, n int) (all []PlainLife) {
	some := func(n int, pick func(int) string) string { return pick(random.IntN(n)) }
	for i := range n {
		f := sales.DealFacts{Name: fmt.Sprint("Deal ", i), ValueKind: sales.TCV, Value: sales.Money{Minor: random.Int64N(1_000_000), Currency: "USD"}, CloseDate: SinceOpening(random.IntN(400))}
		f.Source = some(5, func(i int) string { return []string{"", "event", "referral", "web", "partner"}[i] })
		f.Account = sales.AccountID(some(7, func(i int) string { return []string{"", "acct_1", "acct_2", "acct_3", "acct_4", "acct_5", "acct_5"}[i] }))
		f.Owner = sales.UserID(some(4, func(i int) string { return []string{"", "user_1", "user_2", "user_3"}[i] }))
		l := PlainLife{ID: sales.DealID(fmt.Sprintf("deal_%06d", i)), Facts: f}
		day, stage := random.IntN(330), 1
		l.Steps = []Step{{day, sales.DealCreated{Pipeline: "pipe_a", Stage: StageID("1"), DealFacts: f}}}
		l.live(random, day, stage)
		all = append(all, l)
	}
	return all
}

func (l *PlainLife) live(random *rand.Rand, day, stage int) {
	due := l.Facts.CloseDate
	for range random.IntN(10) {
		day += 1 + random.IntN(25)
		switch random.IntN(9) {
		case 0:
			l.Steps = append(l.Steps, Step{day, sales.DealWon{}})
			return
		case 1:
			l.Steps = append(l.Steps, Step{day, sales.DealLost{Reason: "price"}})
			return
		case 2, 3:
			l.Steps = append(l.Steps, Step{day, sales.ActivityLogged{ID: sales.ActivityID(fmt.Sprint("act_", l.ID, day)), Kind: "call", Buyer: random.IntN(3) > 0}})
		case 4:
			from := due
			due += sales.Day(random.IntN(30) - 10)
			l.Steps = append(l.Steps, Step{day, sales.CloseDateMoved{From: from, To: due}})
		case 5:
			patch := []string{`{"next_step":{"text":"Call"}}`, `{"next_step":null}`, `{"competitors":["comp_1"]}`, `{"contacts":[{"contact":"cont_1"},{"contact":"cont_2"}]}`}[random.IntN(4)]
			l.Steps = append(l.Steps, Step{day, sales.DealChanged{Patch: []byte(patch)}})
		default:
			if to := 1 + random.IntN(3); to != stage {
				stage = to
				l.Steps = append(l.Steps, Step{day, sales.DealMoved{To: StageID(fmt.Sprint(to))}})
			}
		}
	}
}

// Noon of a day since the opening.
func Noon(day int) sales.Instant { return Opening + sales.Instant(day)*Day + 12*Hour }

// SinceOpening is the calendar day so many days after the opening.
func SinceOpening(days int) sales.Day { return sales.DayOf(Opening.Time()) + sales.Day(days) }

// PlainBoard has the company's settings, its first pipeline, and these lives.
func PlainBoard(t testing.TB, lives []PlainLife) *board.Board {
	t.Helper()
	facts := []sales.Fact{{Object: "ws_1", At: 1, Event: sales.Created[sales.WorkspaceFacts]{Facts: Settings()}},
		{Object: "pipe_a", At: 1, Event: sales.Created[sales.PipelineFacts]{Facts: Pipelines()["pipe_a"]}}}
	for _, l := range lives {
		for _, s := range l.Steps {
			facts = append(facts, sales.Fact{Object: sales.ID(l.ID), At: Noon(s.Day), Event: s.Is})
		}
	}
	return Board(t, facts...)
}
