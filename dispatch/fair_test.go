package dispatch_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"arus/ledger/ledgertest"
	"arus/process"
	"arus/routing"
	"arus/sales"
	"arus/store/storetest"
)

// Leads go out when they are made, by the sweep, and on to another when nobody touches them; deals when they are made. However
// these come one after the other, at every prefix each of a pool has had their weighted share of its turns, within one.
func TestTurnsAreFairOnEveryWayTogether(t *testing.T) {
	db := storetest.Open(t, t.TempDir())
	given, pools := 0, map[string]bool{}
	rapid.Check(t, func(r *rapid.T) {
		c := newCompany(t, db)
		people := append([]sales.UserID{}, c.Users...)
		third := ledgertest.Mint(sales.UserKind)
		c.Do(sales.Create[sales.UserFacts]{ID: third, Facts: sales.UserFacts{Name: "Citra"}})
		people = append(people, sales.UserID(third))
		for _, of := range []string{"leads", "deals"} {
			members := make([]routing.Member, len(people))
			for i, p := range people {
				members[i] = routing.Member{User: p, Weight: rapid.IntRange(1, 5).Draw(r, "weight")}
			}
			c.Do(sales.Create[process.RouteFacts]{ID: ledgertest.Mint(process.RouteKind), Facts: process.RouteFacts{Name: of, Of: of, Members: members, Fallback: people[0], FirstTouch: 60}})
		}
		for range rapid.IntRange(5, 40).Draw(r, "steps") {
			switch rapid.SampledFrom([]string{"lead", "lead", "lead", "later", "later", "deal", "deal", "deal", "sweep", "sweep", "away"}).Draw(r, "step") {
			case "lead": // as the API makes one
				id, facts := c.lead()
				order, found := c.desk.Order(c.picture(0), &process.Lead{ID: id, Facts: facts, CreatedAt: c.now()}, c.now())
				if !found {
					r.Fatal("no route")
				}
				c.Do(sales.Create[process.LeadFacts]{ID: id, Facts: facts}, order)
			case "later": // as an import does
				id, facts := c.lead()
				c.Do(sales.Create[process.LeadFacts]{ID: id, Facts: facts})
			case "deal":
				create := c.NewDeal("Roof")
				create.Facts.Owner = ""
				c.Do(create)
				order, found := c.desk.DealOrder(nil, c.picture(0), c.LoadDeal(create.ID), c.now())
				if !found {
					r.Fatal("no route")
				}
				c.Do(order)
				if c.LoadDeal(create.ID).Owner == "" {
					r.Fatal("still nobody's")
				}
			case "away":
				day := sales.DayOf(c.Clock.Now())
				c.Do(sales.Create[process.AbsenceFacts]{ID: ledgertest.Mint(process.AbsenceKind),
					Facts: process.AbsenceFacts{User: rapid.SampledFrom(people).Draw(r, "who"), From: day, To: day + 1}})
			case "sweep":
				c.Clock.Pass(time.Duration(rapid.IntRange(0, 40).Draw(r, "hours")) * time.Hour)
				p := c.picture(0)
				if _, err := c.desk.Sweep(t.Context(), c.board, c.now()); err != nil {
					r.Fatal(err, p)
				}
			}
		}
		had := map[string]map[sales.UserID]int{}
		for _, v := range c.Events() {
			turned, is := v.Fact.Event.(process.Turned)
			if !is {
				continue
			}
			given++
			pool := string(v.Object) + " " + turned.Pool
			pools[pool] = true
			if had[pool] == nil {
				had[pool] = map[sales.UserID]int{}
			}
			had[pool][turned.To]++
			wantFair(r, turned.Pool, had[pool])
		}
	})
	t.Logf("%d turns in %d pools", given, len(pools))
}

func (c *company) lead() (sales.ID, process.LeadFacts) {
	return ledgertest.Mint(process.LeadKind), process.LeadFacts{Name: "Dewi", LeadLife: process.LeadLife{State: process.LeadOpen}}
}

// wantFair counts shares of a pool, which names its people with their weights.
func wantFair(r *rapid.T, pool string, had map[sales.UserID]int) {
	all, turns := 0, 0
	weights := map[sales.UserID]int{}
	for seat := range strings.FieldsSeq(pool) {
		user, weight, _ := strings.Cut(seat, ":")
		n, err := strconv.Atoi(weight)
		if err != nil {
			r.Fatal(err)
		}
		weights[sales.UserID(user)] = n
		all += n
	}
	for _, n := range had {
		turns += n
	}
	for user, weight := range weights {
		if off := had[user]*all - turns*weight; off >= all || -off >= all {
			r.Fatalf("after %d turns of %s, %s has had %d", turns, pool, user, had[user])
		}
	}
}
