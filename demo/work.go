package demo

import (
	"fmt"

	"arus/process"
	"arus/routing"
	"arus/sales"
)

// What people ask for who are no buyers yet, and what is left to do on deals.
var (
	needs = [...]string{"Ingin mengganti lembar kerja penjualan", "Butuh laporan untuk direksi tiap bulan", "Membuka cabang baru di Surabaya",
		"Wants a demo for the finance team", "Kontrak lama berakhir pada kuartal depan"}
	errands = [...]string{"Kirim draf kontrak", "Telepon pengambil keputusan", "Jadwalkan demo untuk tim keuangan", "Confirm the budget range", "Siapkan hitungan penghematan"}
)

const (
	demoLeads = 24
	demoTasks = 18
	demoAsked = 4
)

// work is how the company works beside its deals: who gets which lead, what needs an approval, what is to be done. It has a
// stream of chance of its own, and says nothing of the truth.
func (co *company) work(b *playbill) {
	at := co.begins() + 50*minute
	j := &job{company: co, b: b, taken: map[string]bool{}}
	j.define(at)
	j.leads()
	j.errands()
}

// job is what one company is given to do.
type job struct {
	*company
	b      *playbill
	taken  map[string]bool
	routes [2]sales.ID
}

// here are those who sell today.
func (j *job) here() (ids []sales.UserID) {
	for _, p := range j.reps {
		if p.hired <= j.nowWeek && p.leaves > j.nowWeek+1 {
			ids = append(ids, p.id)
		}
	}
	return ids
}

// define lays down routes, what counts as an opportunity, what needs an approval, and a playbook. The routes come late, when all
// who are on them are there.
func (j *job) define(at sales.Instant) {
	r := j.chance(workStream, 0)
	late := j.at(j.nowWeek-4, 0)
	members := func(of []sales.UserID) (list []routing.Member) {
		for i, id := range of {
			list = append(list, routing.Member{User: id, Weight: 1 + i%2, Most: 40})
		}
		return list
	}
	all := j.here()
	office := routing.Office{From: 8, To: 17}
	for i, route := range []process.RouteFacts{
		{Name: "Jawa", Of: "leads", When: `lead.region.startsWith("Jawa")`, Order: 1, Members: members(all[:(len(all)+1)/2]), Fallback: j.director, FirstTouch: 240, Office: office},
		{Name: "Nusantara", Of: "leads", Order: 2, Members: members(all), Fallback: j.director, FirstTouch: 480, Office: office}} {
		j.routes[i] = j.mint(r, process.RouteKind, late)
		j.b.add(late, sales.Create[process.RouteFacts]{ID: j.routes[i], Facts: route})
	}
	ask := func(key, en, id, rule string) process.Asked {
		return process.Asked{Key: key, Says: sales.Words{"en": en, "id": id}, Rule: rule}
	}
	for i, pipeline := range j.pipelines {
		facts := process.QualificationFacts{Pipeline: pipeline, Criteria: []process.Asked{
			ask("company", "The company is known", "Perusahaannya diketahui", `lead.company != ""`),
			ask("spoken", "Somebody has spoken to them", "Seseorang sudah berbicara dengan mereka", `lead.touched`)}}
		if i == 0 {
			facts.Criteria = append(facts.Criteria, ask("budget", "There is a budget of at least 50 million rupiah", "Ada anggaran sedikitnya 50 juta rupiah", `lead.budget >= 50000000`))
		}
		j.b.add(at, sales.Create[process.QualificationFacts]{ID: process.QualificationID(sales.ID(pipeline)), Facts: facts})
	}
	j.b.add(at, sales.Create[process.PolicyFacts]{ID: process.PolicyID("discount"), Facts: process.PolicyFacts{Key: "discount", Name: "Diskon besar",
		Says: sales.Words{"en": "A discount above 15 %", "id": "Diskon di atas 15 %"}, When: "deal.largest_discount > 0.15",
		Steps: []process.Level{{Approvers: []process.Approver{{Manager: true}}}, {Approvers: []process.Approver{{Role: sales.Finance}}}}, AnswerDays: 5, HoldsDays: 60}})
	j.playbook(at)
}

func (j *job) playbook(at sales.Instant) {
	facts := process.PlaybookFacts{Name: "Penjualan baru", Pipeline: j.pipelines[0]}
	for i, says := range []sales.Words{{"en": "Call the decision maker", "id": "Telepon pengambil keputusan"}, {"en": "Write down how they decide", "id": "Catat cara mereka memutuskan"},
		{"en": "Show the solution with their data", "id": "Tunjukkan solusi dengan data mereka"}, {"en": "Go through the proposal together", "id": "Bahas proposal bersama"}} {
		facts.Steps = append(facts.Steps, process.PlayStep{Key: fmt.Sprintf("step_%d", i+1), Stage: j.stages[0][i], Says: says, Kind: "call", Days: 3 + i})
	}
	j.b.add(at, sales.Create[process.PlaybookFacts]{ID: j.mint(j.chance(workStream, 1), process.PlaybookKind, at), Facts: facts})
}

// leads of the last weeks. Most were spoken to within hours; some wait, and some were none.
func (j *job) leads() {
	for i := range demoLeads {
		r := j.chance(workStream, uint64(i)+10)
		at := j.now - sales.Instant(i*19+3)*hour
		id := j.mint(r, process.LeadKind, at)
		name := freshName(r, j.taken)
		facts := process.LeadFacts{Name: name, Source: oneOf(r, sources[:]), Segment: oneOf(r, segments[:]), Region: oneOf(r, regions[:]), Language: "id",
			Employees: 20 + r.Int64N(900), Need: oneOf(r, needs[:]), LeadLife: process.LeadLife{State: process.LeadOpen}}
		facts.Company = "PT " + oneOf(r, familyNames) + " " + oneOf(r, familyNames)
		facts.Email = mailbox(name, "calon.example")
		facts.Budget = sales.Money{Minor: (20 + r.Int64N(300)) * 1_000_000 * 100, Currency: "IDR"}
		route := j.routes[1]
		if len(facts.Region) > 4 && facts.Region[:4] == "Jawa" {
			route = j.routes[0]
		}
		j.b.add(at, sales.Create[process.LeadFacts]{ID: id, Facts: facts})
		j.b.add(at+minute, process.RouteLead{Lead: id, Route: route})
		if i > 1 {
			j.b.add(at+hour, process.TouchLead{Lead: id, Touched: process.Touched{Kind: "call"}})
		}
		if i%7 == 6 {
			j.b.add(at+2*hour, process.DisqualifyLead{Lead: id, Reason: "Tidak ada anggaran tahun ini"})
		}
	}
}

// errands are what is left to do on open deals, and what is asked of managers.
func (j *job) errands() {
	today := j.day(j.nowWeek, 0)
	var open []*life
	for _, l := range j.lives {
		if owner := l.owner(j.company, j.nowWeek); l.outcome == sales.Open && j.reps[owner].leaves > j.nowWeek+1 {
			open = append(open, l)
		}
	}
	for i, l := range open[max(0, len(open)-demoTasks):] {
		r, at := j.chance(workStream, uint64(i)+100), j.now-hour
		owner := j.reps[l.owner(j.company, j.nowWeek)]
		j.b.add(at, sales.Create[process.TaskFacts]{ID: j.mint(r, process.TaskKind, at), Facts: process.TaskFacts{Name: oneOf(r, errands[:]), Owner: owner.id,
			Due: today + sales.Day(i%9) - 2, Deal: l.id, TaskLife: process.TaskLife{State: process.TaskOpen}}})
		if i >= demoAsked {
			continue
		}
		ask := process.RequestApproval{Deal: l.id, Policy: "discount", Asker: owner.id, Reason: "Pesaing menawarkan lebih murah"}
		j.b.add(at+minute, ask)
		if i%2 == 1 {
			j.b.add(at+2*minute, process.AnswerApproval{ID: ask.Subject(), By: j.managers[owner.team], Approve: true, Note: "Sekali ini saja"})
		}
	}
}
