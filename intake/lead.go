package intake

import (
	"cmp"
	"strconv"

	"arus/intake/rows"
	"arus/intake/sheet"
	"arus/process"
)

type leadRow struct {
	line                                                                               int
	id, name, company, title, email, phone, source, segment, region, language, product string
	employees, need, owner                                                             string
	budget                                                                             money
}

func (h *haul) lead(s *sheet.Sheet) {
	email, _ := s.Email("email")
	employees, _ := s.Number("employees")
	r := leadRow{line: s.Line(), id: s.Text("id"), name: s.Text("name"), company: s.Text("company"), title: s.Text("title"), email: email, phone: s.Text("phone"),
		source: s.Text("source"), segment: s.Text("segment"), region: s.Text("region"), language: s.Text("language"), product: s.Text("product"),
		employees: employees.Text, need: s.Text("need"), owner: s.Text("owner"), budget: readMoney(s, "budget")}
	if !s.Bad() {
		h.leads = append(h.leads, r)
	}
}

// bringLeads makes leads, and changes those that came in before. Whose a lead is and what has happened to it since is not the
// file's to say: that is taken over once.
func (p *plan) bringLeads() error {
	section := p.m.Section(sheet.Leads)
	for _, r := range p.haul.leads {
		p.leadOf(ref{section, r.line}, r)
	}
	return nil
}

func (p *plan) leadOf(at ref, r leadRow) {
	owner, product := p.user(at, "owner", r.owner), p.good(at, "product", r.product)
	budget, ok := p.amount(at, "budget", r.budget, "")
	employees, err := strconv.ParseInt(cmp.Or(r.employees, "0"), 10, 64)
	if err != nil {
		p.bad(at, "employees", rows.CodeBadNumber, r.employees)
	}
	if !ok || err != nil {
		return
	}
	from := cmp.Or(r.id, r.email, r.name+", "+r.company) // two people of one name are two
	upsert(p, slot{at, process.LeadKind, from, "", r.email}, func(f *process.LeadFacts) {
		if f.State == "" {
			f.LeadLife = process.LeadLife{State: process.LeadOpen, Owner: owner}
		}
		f.Name = r.name
		keep(at, "company", &f.Company, r.company)
		keep(at, "title", &f.Title, r.title)
		keep(at, "email", &f.Email, r.email)
		keep(at, "phone", &f.Phone, r.phone)
		keep(at, "source", &f.Source, r.source)
		keep(at, "segment", &f.Segment, r.segment)
		keep(at, "region", &f.Region, r.region)
		keep(at, "language", &f.Language, r.language)
		keep(at, "need", &f.Need, r.need)
		keep(at, "product", (*string)(&f.Product), string(product))
		if _, told := at.section.Fields["employees"]; told {
			f.Employees = employees
		}
		if _, told := at.section.Fields["budget"]; told {
			f.Budget = budget
		}
	})
}
