package intake

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"arus/intake/rows"
	"arus/intake/sheet"
	"arus/ledger"
	"arus/sales"
)

// bringDeals brings every deal of the files to where they say it is, and then what the files tell of deals that came
// with an earlier import.
func (p *plan) bringDeals() error {
	section := p.m.Section(sheet.Deals)
	all := int64(len(p.haul.deals))
	met := make(map[string]bool, all)
	for i := range p.haul.deals {
		r := &p.haul.deals[i]
		met[r.id] = true
		p.deal(ref{section, r.line}, r)
		if p.failed != nil {
			return p.failed
		}
		if done := i + 1; p.progress != nil && (done%rowsPerProgress == 0 || done == int(all)) {
			p.progress(done, all)
		}
	}
	for _, id := range sortedKeys(p.trails) {
		if !met[id] {
			p.orphan(id)
			met[id] = true
		}
	}
	for _, id := range sortedKeys(p.activities) {
		if !met[id] {
			p.orphan(id)
		}
	}
	return nil
}

func (p *plan) deal(at ref, r *dealRow) {
	l := p.laneOf(r)
	id, _ := p.book.Origin(sales.DealKind, p.origin(r.id))
	d, here := p.book.Object(id).(*sales.Deal)
	if here && r.created == 0 {
		known := *r
		known.created, r = d.CreatedAt, &known
	}
	life, ok := p.life(at, r, l)
	switch {
	case !ok:
	case here:
		before := p.events
		p.update(at, r, d, l, life)
		p.compared(id, before)
	default:
		p.create(at, r, l, life)
	}
}

// orphan takes history and activities of a deal that has no row: it came with an earlier import, or its row was bad.
func (p *plan) orphan(id string) {
	dealID, found := p.book.Origin(sales.DealKind, p.origin(id))
	d, is := p.book.Object(dealID).(*sales.Deal)
	code := rows.CodeUnknownDeal
	if p.leftOut[id] {
		code = rows.CodeLeftOut
	}
	if !found || !is || d.Deleted {
		for _, c := range p.trails[id] {
			p.bad(ref{p.m.Section(sheet.History), c.Line}, "deal", code, id)
		}
		for _, a := range p.activities[id] {
			p.bad(ref{p.m.Section(sheet.Activities), a.line}, "deal", code, id)
		}
		return
	}
	r := &dealRow{id: id, created: d.CreatedAt}
	l := newLane(d.Pipeline, p.book.Object(sales.ID(d.Pipeline)).(*sales.Pipeline).Facts)
	if life, ok := p.life(ref{p.m.Section(sheet.History), 0}, r, l); ok {
		before := p.events
		p.catchUp(d, p.known(d.ID), life)
		p.compared(dealID, before)
	}
}

// moment is when the facts of a deal are looked at.
type moment int

const (
	atCreation moment = iota // what is only known from the closing on is left out
	atClosing
	afterwards
)

// create opens the deal when the files say, and lives its life.
func (p *plan) create(at ref, r *dealRow, l *lane, life *life) {
	facts := sales.DealFacts{}
	if !p.facts(at, r, l, &facts, atCreation) {
		return
	}
	if facts.Name == "" {
		facts.Name = p.calledAfter(r, facts)
	}
	id := sales.DealID(p.desk.Mint(sales.DealKind))
	c := sales.CreateDeal{ID: id, Pipeline: l.id, Facts: facts, Origin: p.origin(r.id)}
	c.Stage, c.SubStage = life.begin(at, r, p, l)
	if !p.do(at, ledger.Order{Command: c, At: life.created}) {
		p.leftOut[r.id] = true
		return
	}
	late := facts
	if closing := life.closing(); closing != nil && len(p.late) > 0 && p.facts(at, r, l, &late, atClosing) && !reflect.DeepEqual(late, facts) {
		if patch, err := patchOf(facts, late); err == nil {
			life.steps = slices.Insert(life.steps, len(life.steps)-1, step{at: closing.at, from: at, command: sales.ChangeDeal{Deal: id, Patch: patch}})
		}
	}
	p.live(id, life.inOrder())
}

// facts takes over what the row says of a deal. Fields that the map does not name stay as they are.
func (p *plan) facts(at ref, r *dealRow, l *lane, f *sales.DealFacts, when moment) bool {
	told := func(field string) bool { return p.told[field] && (when != atCreation || !p.late[field]) }
	for field, into := range map[string]*string{"segment": &f.Segment, "region": &f.Region, "channel": &f.Channel, "source": &f.Source} {
		if told(field) {
			*into = r.text[field]
		}
	}
	if told("owner") {
		f.Owner = p.user(at, "owner", r.text["owner"])
	}
	if told("account") {
		f.Account = p.firm(at, "account", r.text["account"])
	}
	if name := r.text["name"]; name != "" {
		f.Name = name
	}
	if told("value_kind") && r.text["value_kind"] != "" {
		f.ValueKind = sales.ValueKind(strings.ToLower(r.text["value_kind"]))
	}
	if told("close_date") {
		f.CloseDate = r.closeDate
	}
	if told("category") {
		f.Category = sales.Category(fieldKeyOrNone(r.text["category"]))
	}
	if told("next_step") {
		f.NextStep = sales.NextStep{Text: r.text["next_step"], Day: r.next}
	}
	p.linked(at, r, f, told)
	f.Custom = p.customised(at, f.Custom, r.custom)
	return p.valued(at, r, l, f, when)
}

// calledAfter names a deal that has no name after its account and product, else after its id.
func (p *plan) calledAfter(r *dealRow, f sales.DealFacts) string {
	var parts []string
	if account, ok := p.book.Object(sales.ID(f.Account)).(*sales.Account); ok {
		parts = append(parts, account.Facts.Name)
	}
	if len(f.LineItems) > 0 {
		if product, ok := p.book.Object(sales.ID(f.LineItems[0].Product)).(*sales.Product); ok {
			parts = append(parts, product.Facts.Name)
		}
	}
	return cmp.Or(strings.Join(parts, " · "), r.id)
}

func fieldKeyOrNone(text string) string {
	if text == "" {
		return ""
	}
	return fieldKey(text)
}

// linked takes over contacts and competitors: the file names one, others that were added here stay.
func (p *plan) linked(at ref, r *dealRow, f *sales.DealFacts, told func(string) bool) {
	if told("contact") && r.text["contact"] != "" {
		contact := p.person(at, r.text["contact"], f.Account)
		role := sales.Role(cmp.Or(fieldKeyOrNone(r.text["contact_role"]), "other"))
		i := slices.IndexFunc(f.Contacts, func(s sales.Stakeholder) bool { return s.Contact == contact })
		switch {
		case i < 0:
			f.Contacts = append(slices.Clone(f.Contacts), sales.Stakeholder{Contact: contact, Role: role})
		case r.text["contact_role"] != "" && f.Contacts[i].Role != role:
			f.Contacts = slices.Clone(f.Contacts)
			f.Contacts[i].Role = role
		}
	}
	if told("competitor") && r.text["competitor"] != "" {
		if rival := p.rival(at, "competitor", r.text["competitor"]); !slices.Contains(f.Competitors, rival) {
			f.Competitors = append(slices.Clone(f.Competitors), rival)
		}
	}
}

// valued takes over what the deal is worth: a line item when a product is named, else a typed value. What was booked at
// the closing belongs to the closing.
func (p *plan) valued(at ref, r *dealRow, l *lane, f *sales.DealFacts, when moment) bool {
	value, ok := p.amount(at, "value", r.value, l.facts.Currency)
	if !ok {
		return false
	}
	told := p.told["value"] && !p.late["value"]
	if !p.told["product"] || r.text["product"] == "" {
		if told || p.late["value"] && (when == afterwards || when == atClosing && r.outcome != sales.Won) {
			f.Value = value
		}
		return true
	}
	product := p.good(at, "product", r.text["product"])
	is := slices.IndexFunc(f.LineItems, func(i sales.LineItem) bool { return i.Product == product })
	if is >= 0 && (!told || value.Currency == "" || len(f.LineItems) > 1 || f.LineItems[is].UnitPrice == value) {
		return true
	}
	price := value
	if !told || value.Currency == "" {
		price = sales.Money{Currency: cmp.Or(sales.Currency(strings.ToUpper(r.value.currency)), l.facts.Currency, p.settings().Currency)}
		if record, known := p.book.Object(sales.ID(product)).(*sales.Product); known && record.Facts.Price.Currency != "" {
			price = record.Facts.Price
			p.once(at, "product", rows.CodeListPrice)
		}
	}
	item := sales.LineItem{Product: product, Quantity: "1", UnitPrice: price, Billing: sales.OneOff}
	if kind := cmp.Or(f.ValueKind, l.facts.ValueKind); kind == sales.ACV {
		item.Billing, item.TermMonths = sales.PerYear, 12 // an annual value is that of a year
	}
	f.LineItems = []sales.LineItem{item}
	return true
}

// update brings a deal that is here already to where the files say it is.
func (p *plan) update(at ref, r *dealRow, d *sales.Deal, l *lane, life *life) {
	if d.Deleted {
		p.warn(at, "id", rows.CodeDeletedHere, r.id)
		return
	}
	facts, when := d.DealFacts, atCreation
	if d.Outcome != sales.Open || life.closing() != nil {
		when = afterwards
	}
	if !p.facts(at, r, l, &facts, when) {
		return
	}
	if d.Outcome != sales.Open {
		facts.CloseDate = d.CloseDate // nothing is expected of a closed deal
	}
	if len(d.LineItems) > 0 && reflect.DeepEqual(facts.LineItems, d.LineItems) {
		facts.Value = d.Value // worked out, or booked
	}
	if !reflect.DeepEqual(facts, d.DealFacts) {
		patch, err := patchOf(d.DealFacts, facts)
		if err != nil {
			p.failed = err
			return
		}
		p.do(at, ledger.Order{Command: sales.ChangeDeal{Deal: d.ID, Patch: patch}})
	}
	if len(p.trails[r.id]) == 0 {
		p.settle(at, r, d, l, life)
		life.steps = nil
	}
	if len(life.steps)+len(life.acts) > 0 {
		p.catchUp(d, p.known(d.ID), life)
	}
	p.reopen(at, r, d, l)
}

// settle brings a deal without a history in the files to its stage and outcome.
func (p *plan) settle(at ref, r *dealRow, d *sales.Deal, l *lane, life *life) {
	if closing := life.closing(); closing != nil {
		p.conclude(d, *closing)
		return
	}
	to := l.stage(r.stage)
	if d.Outcome != sales.Open || to == "" || to == d.Stage && l.id == d.Pipeline && r.sub == "" {
		return
	}
	p.do(at, ledger.Order{Command: sales.MoveDeal{Deal: d.ID, To: to, SubStage: l.sub(to, r.sub), Pipeline: l.id}})
}

// reopen opens a deal that is closed here and open in the files.
func (p *plan) reopen(at ref, r *dealRow, d *sales.Deal, l *lane) {
	now, is := p.book.Object(sales.ID(d.ID)).(*sales.Deal)
	if is && now.Outcome != sales.Open && p.outcomeTold() && r.outcome == sales.Open {
		p.do(at, ledger.Order{Command: sales.ReopenDeal{Deal: d.ID, To: l.stage(r.stage), Reason: "import"}})
	}
}

// outcomeTold: the deals' rows say how deals stand, and not only their history.
func (p *plan) outcomeTold() bool {
	s := p.m.Section(sheet.Deals)
	return s != nil && (p.told["outcome"] || len(p.m.Pipelines) > 0 && len(p.m.Pipelines[0].Won) > 0)
}
