package intake

import (
	"cmp"
	"sync"

	"arus/intake/rows"
	"arus/intake/sheet"
	"arus/sales"
)

// haul is everything that the files hold, before anything is decided on it.
type haul struct {
	m        *sheet.Map
	open     sheet.Opener
	reports  []*sheet.Report // of the map, then of each section in turn
	progress func(rows int, of int64)

	rows, broken int
	leftOut      map[string]bool // ids of deals whose rows were bad

	teams      []teamRow
	users      []userRow
	accounts   []accountRow
	contacts   []contactRow
	products   []productRow
	leads      []leadRow
	deals      []dealRow
	trails     map[string][]sheet.Change // by the deal's id in the files
	activities map[string][]activityRow
}

// reading is a section being read. Sections fill different fields of the haul, so they are read side by side.
type reading struct {
	section      *sheet.Section
	again        bool // another section serves the same file: its rows are counted there
	rows, broken int
	report       *sheet.Report
	err          error
}

// gather reads all sections. A finding means that a file could not be read to its end.
func (h *haul) gather() error {
	h.leftOut, h.trails, h.activities = map[string]bool{}, map[string][]sheet.Change{}, map[string][]activityRow{}
	readers := map[string]func(*sheet.Sheet){sheet.Teams: h.team, sheet.Users: h.user, sheet.Accounts: h.account, sheet.Contacts: h.contact,
		sheet.Products: h.product, sheet.Leads: h.lead, sheet.Deals: h.dealReader(), sheet.History: h.change, sheet.Activities: h.activity}
	meter := &meter{progress: h.progress}
	met := map[string]bool{}
	var all []*reading
	var group sync.WaitGroup
	for _, section := range h.m.Sections {
		r := &reading{section: section, again: met[section.File], report: &sheet.Report{Keep: findingsKept}}
		met[section.File] = true
		all = append(all, r)
		group.Go(func() { r.err = r.each(h, readers[section.Kind], meter) })
	}
	group.Wait()
	for _, r := range all {
		h.rows, h.broken, h.reports = h.rows+r.rows, h.broken+r.broken, append(h.reports, r.report)
	}
	for _, r := range all {
		if r.err != nil {
			return r.err
		}
	}
	return nil
}

// each hands every row of a section to a reader, which keeps it or leaves it Bad.
func (r *reading) each(h *haul, reader func(*sheet.Sheet), meter *meter) (err error) {
	s, err := sheet.OpenSheet(h.m, r.section, h.open, r.report)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, s.Close()) }()
	for {
		before := r.report.Errors()
		more := s.Next()
		if none := r.report.Errors() - before; !r.again { // rows that are no rows
			r.rows, r.broken = r.rows+none, r.broken+none
		}
		if !more {
			return s.Err()
		}
		reader(s)
		if s.Bad() {
			r.broken++
		}
		if !r.again {
			r.rows++
			meter.tick()
		}
	}
}

// meter tells how many rows were read.
type meter struct {
	mu       sync.Mutex
	rows     int
	progress func(rows int, of int64)
}

const rowsPerProgress = 1000

func (m *meter) tick() {
	if m.progress == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.rows++; m.rows%rowsPerProgress == 0 {
		m.progress(m.rows, 0)
	}
}

// condemned are the findings about a file or a whole column of it, and not only about rows.
func (h *haul) condemned() (whole []Finding) {
	all, _ := rows.Merged(h.reports...)
	for _, f := range all {
		if f.Severity == rows.Error && f.Line == 0 {
			whole = append(whole, f)
		}
	}
	return whole
}

// money is an amount whose currency may be said elsewhere.
type money struct{ amount, currency string }

func readMoney(s *sheet.Sheet, field string) money {
	n, ok := s.Number(field)
	if !ok {
		return money{}
	}
	return money{n.Text, cmp.Or(n.Currency, s.Text("currency"))}
}

func readInstant(s *sheet.Sheet, field string) sales.Instant {
	t, ok := s.Instant(field)
	if !ok {
		return 0
	}
	return sales.InstantOf(t)
}

func readDay(s *sheet.Sheet, field string) sales.Day {
	text, ok := s.Day(field)
	if !ok {
		return 0
	}
	day, _ := sales.ParseDay(text) // the sheet has read it as a day
	return day
}

type teamRow struct {
	line                   int
	id, name, parent, lead string
}

func (h *haul) team(s *sheet.Sheet) {
	r := teamRow{s.Line(), s.Text("id"), s.Text("name"), s.Text("parent"), s.Text("lead")}
	if !s.Bad() {
		h.teams = append(h.teams, r)
	}
}

type userRow struct {
	line                           int
	id, name, email, team, manager string
	left                           bool
}

func (h *haul) user(s *sheet.Sheet) {
	email, _ := s.Email("email")
	active, said := s.YesNo("active")
	r := userRow{s.Line(), s.Text("id"), s.Text("name"), email, s.Text("team"), s.Text("manager"), said && !active}
	if !s.Bad() {
		h.users = append(h.users, r)
	}
}

type accountRow struct {
	line                        int
	id, name, owner, parent     string
	industry, segment, region   string
	country, website, employees string
	revenue                     money
	custom                      map[string]string
}

func (h *haul) account(s *sheet.Sheet) {
	employees, _ := s.Number("employees")
	r := accountRow{line: s.Line(), id: s.Text("id"), name: s.Text("name"), owner: s.Text("owner"), parent: s.Text("parent"),
		industry: s.Text("industry"), segment: s.Text("segment"), region: s.Text("region"), country: s.Text("country"),
		website: s.Text("website"), employees: employees.Text, revenue: readMoney(s, "revenue"), custom: h.custom(s, sheet.Accounts)}
	if !s.Bad() {
		h.accounts = append(h.accounts, r)
	}
}

type contactRow struct {
	line                                   int
	id, name, title, email, phone, account string
	custom                                 map[string]string
}

func (h *haul) contact(s *sheet.Sheet) {
	email, _ := s.Email("email")
	r := contactRow{s.Line(), s.Text("id"), s.Text("name"), s.Text("title"), email, s.Text("phone"), s.Text("account"), h.custom(s, sheet.Contacts)}
	if !s.Bad() {
		h.contacts = append(h.contacts, r)
	}
}

type productRow struct {
	line                   int
	id, name, code, family string
	price                  money
	margin, churn          string
	custom                 map[string]string
}

func (h *haul) product(s *sheet.Sheet) {
	margin, _ := s.Number("gross_margin")
	churn, _ := s.Number("monthly_churn")
	r := productRow{s.Line(), s.Text("id"), s.Text("name"), s.Text("code"), s.Text("family"), readMoney(s, "price"), margin.Text, churn.Text,
		h.custom(s, sheet.Products)}
	if !s.Bad() {
		h.products = append(h.products, r)
	}
}

// custom reads the customer's own fields; those left blank are not in it.
func (h *haul) custom(s *sheet.Sheet, kind string) map[string]string {
	var values map[string]string
	for name := range h.m.Section(kind).Custom {
		if text := s.Custom(name); text != "" {
			if values == nil {
				values = map[string]string{}
			}
			values[name] = text
		}
	}
	return values
}

func (h *haul) change(s *sheet.Sheet) {
	at, _ := s.Instant("at")
	c := sheet.Change{Line: s.Line(), Deal: s.Text("deal"), From: s.Text("from"), To: s.Text("to"), At: at}
	if !s.Bad() {
		h.trails[c.Deal] = append(h.trails[c.Deal], c)
	}
}

type activityRow struct {
	line                  int
	id, kind, subject, by string
	at                    sales.Instant
	buyer                 bool
	minutes               string
}

func (h *haul) activity(s *sheet.Sheet) {
	deal := s.Text("deal")
	buyer, _ := s.YesNo("buyer")
	minutes, _ := s.Number("minutes")
	r := activityRow{s.Line(), s.Text("id"), s.Text("kind"), s.Text("subject"), s.Text("by"), readInstant(s, "at"), buyer, minutes.Text}
	if !s.Bad() {
		h.activities[deal] = append(h.activities[deal], r)
	}
}
