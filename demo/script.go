package demo

import (
	"cmp"
	"iter"
	"slices"

	"arus/ledger"
	"arus/sales"
)

// Script is a company to be played: what to say to the ledger, and what nobody says.
type Script struct {
	// Workspace are the settings of the workspace to play it in.
	Workspace sales.WorkspaceFacts
	// Orders are the commands in rising effective time, none later than now. Each time it is walked through it gives the
	// same orders. They are made on the way, week by week, so that a large company does not have to fit into memory.
	Orders iter.Seq[ledger.Order]
	// Leader is the first user that the orders create, and stands above all teams.
	Leader sales.UserID
	// Truth is what really drives the company. It must not reach anything that is judged by it.
	Truth *Truth
}

// Company makes up the company "Nusantara Sales" as it stands at a moment.
func Company(seed uint64, now sales.Instant, size Size) *Script {
	co := newCompany(seed, now, size)
	co.meetAccounts()
	return &Script{Workspace: co.workspace(), Orders: co.play, Leader: co.director, Truth: newTruth(co)}
}

// playbill collects orders by the week they take effect in.
type playbill struct {
	co    *company
	weeks [][]ledger.Order
}

func (b *playbill) add(at sales.Instant, c sales.Command) {
	if at > b.co.now {
		return
	}
	week, _ := b.co.locate(at)
	b.weeks[week] = append(b.weeks[week], ledger.Order{Command: c, At: at})
}

func (co *company) play(yield func(ledger.Order) bool) {
	b := &playbill{co: co, weeks: make([][]ledger.Order, co.nowWeek+1)}
	co.setUp(b)
	co.work(b)
	accounts := co.accountsByWeek()
	lives := co.lives
	for w := range b.weeks {
		for _, a := range accounts[w] {
			co.meet(b, a)
		}
		for ; len(lives) > 0 && lives[0].born.week == w; lives = lives[1:] {
			dress(b, lives[0])
		}
		slices.SortStableFunc(b.weeks[w], func(x, y ledger.Order) int { return cmp.Compare(x.At, y.At) })
		for _, o := range b.weeks[w] {
			if !yield(o) {
				return
			}
		}
		b.weeks[w] = nil
	}
}

func (co *company) accountsByWeek() [][]*account {
	weeks := make([][]*account, co.nowWeek+1)
	for i := range co.accounts {
		if a := &co.accounts[i]; a.since != 0 {
			w, _ := co.locate(a.since)
			weeks[w] = append(weeks[w], a)
		}
	}
	return weeks
}
