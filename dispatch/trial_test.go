package dispatch_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"arus/automation"
	"arus/gate"
	"arus/ledger/ledgertest"
	"arus/process"
	"arus/routing"
	"arus/sales"
	"arus/store/storetest"
)

// What a route is said to give to whom is what it gave, where it was on and nothing was left waiting. That other routes gave
// things out as well changes nothing for those that it is for.
func TestTryingARouteIsReplayingHistoryWithIt(t *testing.T) {
	db := storetest.Open(t, t.TempDir())
	placed := 0
	rapid.Check(t, func(r *rapid.T) {
		c := newCompany(t, db)
		var members []routing.Member
		for i, p := range c.Users {
			m := routing.Member{User: p, Weight: rapid.IntRange(1, 3).Draw(r, "weight")}
			if i > 0 && rapid.Bool().Draw(r, "here only") {
				m.Regions = []string{"Bali"}
			}
			members = append(members, m)
		}
		from := c.now()
		facts := process.RouteFacts{Name: "On trial", Of: rapid.SampledFrom([]string{"leads", "leads", "deals"}).Draw(r, "of"), Members: members, Fallback: c.Users[0], FirstTouch: 90}
		if rapid.Bool().Draw(r, "not for all") {
			facts.When = map[string]string{"leads": `lead.region != "Java"`, "deals": `deal.region != "Java"`}[facts.Of]
		}
		route := ledgertest.Mint(process.RouteKind)
		c.Do(sales.Create[process.RouteFacts]{ID: route, Facts: facts})
		rest := facts
		rest.Name, rest.When, rest.Order = "The rest", "", 9
		c.Do(sales.Create[process.RouteFacts]{ID: ledgertest.Mint(process.RouteKind), Facts: rest})
		c.goOn(r, rapid.IntRange(2, 12).Draw(r, "steps"))

		said, err := automation.TryRoute(t.Context(), c.Ledger, gate.New(), c.Who.Workspace, automation.Routing{Route: facts, From: from, To: c.now() + 1})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range said {
			got = append(got, fmt.Sprint(p.About, " to ", p.To, " ", p.Missed))
		}
		want := c.placements(route, facts.Name)
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			r.Fatalf("said to be given:\n%s\nand given:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		placed += len(got)
	})
	t.Logf("%d leads and deals given to somebody", placed)
	if placed == 0 {
		t.Error("nothing was given to anybody")
	}
}

// goOn lets leads and deals come and people work, with a sweep every minute.
func (c *company) goOn(r *rapid.T, steps int) {
	var leads []sales.ID
	for range steps {
		switch rapid.SampledFrom([]string{"lead", "lead", "deal", "touch", "assign", "wait"}).Draw(r, "step") {
		case "lead":
			id, facts := c.lead()
			facts.Region = rapid.SampledFrom([]string{"Bali", "Java", ""}).Draw(r, "region")
			if rapid.IntRange(0, 3).Draw(r, "owned") == 0 {
				facts.Owner = c.Users[1]
			}
			c.Do(sales.Create[process.LeadFacts]{ID: id, Facts: facts})
			leads = append(leads, id)
		case "deal":
			create := c.NewDeal("Roof")
			create.Facts.Owner, create.Facts.Region = "", rapid.SampledFrom([]string{"Bali", "Java"}).Draw(r, "region")
			c.Do(create)
			if order, found := c.desk.DealOrder(atNow{c}, c.picture(0), c.LoadDeal(create.ID), c.now()); found {
				c.Do(order)
			}
		case "touch":
			if len(leads) > 0 {
				c.Do(process.TouchLead{Lead: rapid.SampledFrom(leads).Draw(r, "whom"), Touched: process.Touched{Kind: "call"}})
			}
		case "assign":
			if len(leads) > 0 {
				c.Do(process.AssignLead{Lead: rapid.SampledFrom(leads).Draw(r, "which"), To: rapid.SampledFrom(c.Users).Draw(r, "to")})
			}
		case "wait":
			for range rapid.IntRange(1, 100).Draw(r, "minutes") {
				c.Clock.Pass(time.Minute)
				c.sweep(r)
			}
		}
		c.sweep(r)
	}
}

func (c *company) sweep(r *rapid.T) {
	c.picture(0)
	if _, err := c.desk.Sweep(c.t.Context(), c.board, c.now()); err != nil {
		r.Fatal(err)
	}
}

// atNow is the present, as orders see it.
type atNow struct{ c *company }

func (w atNow) Workspace() sales.ID             { return sales.ID(w.c.Who.Workspace) }
func (w atNow) Object(id sales.ID) sales.Object { return w.c.Load(id).Object }

// placements are what a route gave to whom, as the ledger has it.
func (c *company) placements(route sales.ID, name string) (all []string) {
	for _, v := range c.Events() {
		switch e := v.Fact.Event.(type) {
		case process.Assigned:
			if e.Route == route {
				all = append(all, fmt.Sprint(v.Object, " to ", e.To, " ", e.Missed))
			}
		case sales.DealTransferred:
			if e.Reason == name {
				all = append(all, fmt.Sprint(v.Object, " to ", e.To, " false"))
			}
		}
	}
	return all
}
