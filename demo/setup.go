package demo

import (
	"encoding/json"
	"fmt"
	"strconv"

	"arus/sales"
)

func (co *company) workspace() sales.WorkspaceFacts {
	w := sales.NewWorkspace("Nusantara Sales")
	w.Currency = "IDR"
	w.Calendar.TimeZone = timeZone
	w.Calendar.Holidays = holidays(co.day(0, 0), co.day(co.nowWeek+53, 0))
	return w
}

// setUp orders everything that is there before the first deal, and what happens to people and rates on the way.
func (co *company) setUp(b *playbill) {
	at := co.begins()
	co.setUpPipelines(b, at)
	co.setUpPeople(b, at+10*minute)
	co.aim(b)
	for i, p := range products {
		b.add(at+20*minute, sales.Create[sales.ProductFacts]{ID: sales.ID(co.products[i]), Facts: sales.ProductFacts{
			Name: p.name, Code: p.code, Family: p.family, Price: sales.Money{Minor: p.rupiah * 100, Currency: "IDR"},
			Economics: sales.Economics{GrossMargin: p.margin, MonthlyChurn: p.churn}}})
	}
	for i, name := range rivals {
		comes := at + 30*minute
		if i == newcomer {
			if co.size.Newcomer == 0 {
				continue
			}
			comes = co.at(co.nowWeek-co.size.Newcomer, 0) - 2*hour
		}
		b.add(comes, sales.Create[sales.CompetitorFacts]{ID: sales.ID(co.rivals[i]), Facts: sales.CompetitorFacts{Name: name}})
	}
	for w, rate := range co.rates[:co.nowWeek+1] {
		b.add(co.at(w, 0)-hour, sales.SetRate{From: "USD", To: "IDR", Day: co.day(w, 0),
			Rate: sales.Decimal(fmt.Sprintf("%d.%02d", rate/100, rate%100))})
	}
}

func (co *company) setUpPipelines(b *playbill, at sales.Instant) {
	for i, name := range pipelineNames {
		facts := sales.PipelineFacts{Name: name, Currency: "IDR", ValueKind: valueKinds[i], LostReasons: lostReasons}
		for j, m := range milestones[i] {
			stage := sales.Stage{ID: co.stages[i][j], Name: m.name, Canonical: m.canonical, BuyerAction: m.buyer,
				Category: m.category, ExpectedDays: m.expected, LimitDays: m.limit}
			if i == proposalMotion && j == proposalStage {
				for k, step := range proposalSteps {
					stage.SubStages = append(stage.SubStages, sales.SubStage{ID: co.drafts[k], Name: step})
				}
			}
			facts.Stages = append(facts.Stages, stage)
		}
		b.add(at, sales.Create[sales.PipelineFacts]{ID: sales.ID(co.pipelines[i]), Facts: facts})
	}
}

// setUpPeople makes teams, then their people, then says who leads whom; later on reps come and go.
func (co *company) setUpPeople(b *playbill, at sales.Instant) {
	r := co.chance(peopleStream, 1)
	names := map[string]bool{}
	for _, p := range co.reps {
		names[p.name] = true
	}
	user := func(at sales.Instant, id sales.UserID, f sales.UserFacts) {
		f.Email = mailbox(f.Name, mailDomain)
		b.add(at, sales.Create[sales.UserFacts]{ID: sales.ID(id), Facts: f})
	}
	// The director comes first, sees everything and may change everything: it is who a visitor is signed in as.
	user(at, co.director, sales.UserFacts{Name: freshName(r, names), Role: sales.Leader, Extra: []sales.UserRole{sales.Admin}})
	for i, t := range teams {
		id := sales.ID(co.teams[i])
		b.add(at, sales.Create[sales.TeamFacts]{ID: id, Facts: sales.TeamFacts{Name: t.name, Region: t.region}})
		user(at+minute, co.managers[i], sales.UserFacts{Name: freshName(r, names), Role: sales.Manager, Team: co.teams[i]})
		b.add(at+2*minute, sales.Change[sales.TeamFacts]{ID: id, Patch: patch("manager", co.managers[i])})
	}
	for i, role := range staffRoles {
		user(at+minute, co.staff[i], sales.UserFacts{Name: freshName(r, names), Role: role})
	}
	for _, p := range co.reps {
		comes := at + 3*minute
		if p.hired > 0 {
			comes = co.at(p.hired, 0) - hour
		}
		user(comes, p.id, sales.UserFacts{Name: p.name, Role: sales.Rep, Team: co.teams[p.team]})
		if p.leaves != never {
			b.add(co.at(p.leaves, .97), sales.Change[sales.UserFacts]{ID: sales.ID(p.id), Patch: patch("inactive", true)})
		}
	}
}

// patch is the merge patch that sets one field.
func patch(field string, value any) json.RawMessage {
	doc, err := json.Marshal(map[string]any{field: value})
	if err != nil {
		panic(err) // values of this package marshal, or it is a fault of the package
	}
	return doc
}

// meet writes down an account and its people.
func (co *company) meet(b *playbill, a *account) {
	r := co.chance(accountStream, uint64(a.since))
	employees := [...]int64{2400, 380, 40, 900}[a.segment]
	employees += r.Int64N(employees)
	facts := sales.AccountFacts{Name: a.name, Industry: industries[a.industry].name, Segment: segments[a.segment],
		Region: regions[a.region], Country: "ID", Website: "https://" + a.domain(), Employees: employees}
	b.add(a.since, sales.Create[sales.AccountFacts]{ID: sales.ID(a.id), Facts: facts})
	for _, c := range a.contacts {
		b.add(a.since+5*minute, sales.Create[sales.ContactFacts]{ID: sales.ID(c.id), Facts: sales.ContactFacts{
			Name: c.name, Title: positions[c.position].title, Email: mailbox(c.name, a.domain()),
			Phone: "+62 21 5550 " + strconv.Itoa(1000+r.IntN(9000)), Account: a.id}})
	}
}
