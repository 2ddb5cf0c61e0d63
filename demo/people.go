package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"arus/sales"
)

const mailDomain = "nusantara-sales.example"

// staffRoles are what those do who neither sell nor lead others who do.
var staffRoles = [...]sales.UserRole{sales.Executive, sales.Finance, sales.Admin}

// never is later than every week.
const never = 1 << 30

// rep sells. Skill and pace are log factors that nobody writes down; hope is how rosy their categories are.
type rep struct {
	id                sales.UserID
	name              string
	team              int
	skill, pace, hope float64
	hired, leaves     int // weeks
}

// hire makes the people who sell, with those who leave and those who come.
func (co *company) hire() {
	r := co.chance(peopleStream, 0)
	one := func(team, hired int) rep {
		p := rep{team: team, skill: .32 * r.NormFloat64(), pace: .15 * r.NormFloat64(), hope: r.NormFloat64(), hired: hired, leaves: never}
		p.id = sales.UserID(co.mint(r, sales.UserKind, co.at(hired, 0)))
		return p
	}
	reps := max(co.size.Reps, 3*len(teams)) // one may leave and two are still there to share the work
	for i := range reps {
		hired := 0
		if i >= 3*len(teams) && i >= reps-2 { // the last two come on the way
			hired = beforeStart + (i%2+1)*co.size.Weeks/4
		}
		co.reps = append(co.reps, one(i%len(teams), hired))
	}
	for i := range min(co.size.Leavers, len(teams)) {
		goes := beforeStart + (i+1)*co.size.Weeks/(co.size.Leavers+1) + 5*i
		co.reps[i].leaves = goes
		co.reps = append(co.reps, one(co.reps[i].team, goes+2))
	}
	names := map[string]bool{}
	for i := range co.reps {
		co.reps[i].name = freshName(r, names)
	}
}

func personName(r *rand.Rand) string { return oneOf(r, givenNames) + " " + oneOf(r, familyNames) }

// freshName is one that nobody has yet.
func freshName(r *rand.Rand, taken map[string]bool) string {
	for {
		name := personName(r)
		if !taken[name] || len(taken) > len(givenNames)*len(familyNames)/2 {
			taken[name] = true
			return name
		}
	}
}

// mailbox is first.last@domain.
func mailbox(name, domain string) string {
	return strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@" + domain
}

// assign chooses who gets a new deal of a motion, and who would take it over.
func (co *company) assign(r *rand.Rand, motion, week int) (owner, heir int) {
	team := oneOf(r, teamsOf[motion])
	present := func(i int) bool {
		p := &co.reps[i]
		return p.team == team && p.hired <= week && p.leaves > week+1
	}
	for owner = r.IntN(len(co.reps)); !present(owner); {
		owner = r.IntN(len(co.reps))
	}
	for heir = owner; heir == owner || !present(heir) || co.reps[heir].leaves != never; {
		heir = r.IntN(len(co.reps))
	}
	return owner, heir
}

// account buys. It is written down when its first deal is.
type account struct {
	id       sales.AccountID
	name     string
	segment  int
	region   int
	industry int
	dollars  bool
	since    sales.Instant
	contacts []contact
}

type contact struct {
	id       sales.ContactID
	name     string
	position int
}

func (a *account) domain() string {
	return strings.ToLower(strings.NewReplacer("PT ", "", " ", "").Replace(a.name)) + ".example"
}

// findAccounts makes everybody who may ever buy.
func (co *company) findAccounts() {
	r := co.chance(accountStream, 0)
	taken := map[string]bool{}
	for i := range max(co.size.Accounts, 4*len(segments)) {
		a := account{segment: pick(r, []float64{.2, .34, .38, .08}), region: pick(r, regionShare), industry: r.IntN(len(industries))}
		if i < len(segments) {
			a.segment = i // none is empty
		}
		a.dollars = a.segment == enterprise && r.Float64() < .35 || a.segment == midMarket && r.Float64() < .1
		a.name = companyName(r, a)
		for n := 2; taken[a.name]; n++ {
			a.name = companyName(r, a)
			if n > 50 {
				a.name = fmt.Sprintf("%s %d", a.name, n)
			}
		}
		taken[a.name] = true
		people := map[string]bool{}
		for _, position := range r.Perm(len(positions))[:2+r.IntN(3)] {
			a.contacts = append(a.contacts, contact{name: freshName(r, people), position: position})
		}
		co.bySegment[a.segment] = append(co.bySegment[a.segment], i)
		co.accounts = append(co.accounts, a)
	}
}

func companyName(r *rand.Rand, a account) string {
	stem := oneOf(r, stemHeads) + oneOf(r, stemTails)
	if a.segment == publicSector {
		return oneOf(r, publicForms) + " " + stem + " " + industries[a.industry].word
	}
	return strings.TrimSpace("PT " + stem + " " + industries[a.industry].word + " " + oneOf(r, companyTails))
}

// nameThings gives ids to what the workspace begins with.
func (co *company) nameThings() {
	r, at := co.chance(idStream, 0), co.begins()
	for i := range co.pipelines {
		co.pipelines[i] = sales.PipelineID(co.mint(r, sales.PipelineKind, at))
		for j := range milestones[i] {
			co.stages[i][j] = sales.StageID(co.mint(r, sales.StageKind, at))
		}
	}
	for i := range co.drafts {
		co.drafts[i] = sales.SubStageID(co.mint(r, sales.SubStageKind, at))
	}
	for i := range co.products {
		co.products[i] = sales.ProductID(co.mint(r, sales.ProductKind, at))
	}
	for i := range co.rivals {
		co.rivals[i] = sales.CompetitorID(co.mint(r, sales.CompetitorKind, at))
	}
	for i := range co.teams {
		co.teams[i] = sales.TeamID(co.mint(r, sales.TeamKind, at))
		co.managers[i] = sales.UserID(co.mint(r, sales.UserKind, at))
	}
	co.director = sales.UserID(co.mint(r, sales.UserKind, at))
	for i := range co.staff {
		co.staff[i] = sales.UserID(co.mint(r, sales.UserKind, at))
	}
}

// meetAccounts dates each account to just before its first deal.
func (co *company) meetAccounts() {
	for _, l := range co.lives {
		a := &co.accounts[l.account]
		if at := co.at(l.born.week, l.born.u) - 40*minute; a.since == 0 || at < a.since {
			a.since = at
		}
	}
	r := co.chance(idStream, 1<<63)
	for i := range co.accounts {
		a := &co.accounts[i]
		if a.since == 0 {
			continue
		}
		a.id = sales.AccountID(co.mint(r, sales.AccountKind, a.since))
		for j := range a.contacts {
			a.contacts[j].id = sales.ContactID(co.mint(r, sales.ContactKind, a.since))
		}
	}
}

// begins is when the workspace was set up: before the first working hour.
func (co *company) begins() sales.Instant { return co.at(0, 0) - 3*hour }
