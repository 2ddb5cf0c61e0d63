package intake

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"arus/intake/patch"
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

// dealing is a deal at hand: what its row says, and what is here.
type dealing struct {
	*dealRow
	at   ref
	lane *lane
	life *life
	here *sales.Deal // nil: it is new
}

func (p *plan) deal(at ref, r *dealRow) {
	id, _ := p.book.Origin(sales.DealKind, p.origin(r.id))
	here, _ := p.book.Object(id).(*sales.Deal)
	if here != nil && r.created == 0 {
		known := *r
		known.created, r = here.CreatedAt, &known
	}
	d := &dealing{dealRow: r, at: at, lane: p.laneOf(r), here: here}
	switch {
	case !p.lived(d) || p.nowhere(d):
	case here != nil:
		before := p.events
		p.update(d)
		p.compared(id, before)
	default:
		p.create(d)
	}
}

// nowhere refuses an open deal whose stage the pipeline does not have, where no history tells another: to put it into some
// stage would be a guess.
func (p *plan) nowhere(d *dealing) bool {
	closed := d.outcome == sales.Won || d.outcome == sales.Lost
	if closed || d.stage == "" || len(d.life.steps) > 0 || p.outcomeOf(d.stage) != sales.Open || d.lane.stage(d.stage) != "" {
		return false
	}
	p.tell(d.at, "stage", d.lane.unknown(d.stage))
	return true
}

// orphan takes history and activities of a deal that has no row: it came with an earlier import, or its row was bad.
func (p *plan) orphan(id string) {
	dealID, _ := p.book.Origin(sales.DealKind, p.origin(id))
	here, _ := p.book.Object(dealID).(*sales.Deal)
	code := rows.CodeUnknownDeal
	if p.leftOut[id] || p.lost[id] {
		code = rows.CodeLeftOut
	}
	if here == nil || here.Deleted {
		for _, c := range p.trails[id] {
			p.bad(ref{p.m.Section(sheet.History), c.Line}, "deal", code, id)
		}
		for _, a := range p.activities[id] {
			p.bad(ref{p.m.Section(sheet.Activities), a.line}, "deal", code, id)
		}
		return
	}
	lane := newLane(here.Pipeline, p.book.Object(sales.ID(here.Pipeline)).(*sales.Pipeline).Facts)
	d := &dealing{dealRow: &dealRow{id: id, created: here.CreatedAt}, at: ref{section: p.m.Section(sheet.History)}, lane: lane, here: here}
	if p.lived(d) {
		before := p.events
		p.catchUp(d)
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
func (p *plan) create(d *dealing) {
	facts := sales.DealFacts{}
	if !p.facts(d, &facts, atCreation) {
		return
	}
	if facts.Name == "" {
		facts.Name = p.calledAfter(d.id, facts)
	}
	id := sales.DealID(p.desk.Mint(sales.DealKind))
	c := sales.CreateDeal{ID: id, Pipeline: d.lane.id, Facts: facts, Origin: p.origin(d.id)}
	c.Stage, c.SubStage = p.begin(d)
	if !p.do(d.at, ledger.Order{Command: c, At: d.life.created}) {
		p.lost[d.id] = true
		return
	}
	late, life := facts, d.life
	if closing := life.closing(); closing != nil && len(p.late) > 0 && p.facts(d, &late, atClosing) && !reflect.DeepEqual(late, facts) {
		if change, ok := p.changeOf(id, facts, late); ok {
			life.steps = slices.Insert(life.steps, len(life.steps)-1, step{at: closing.at, from: d.at, command: change})
		}
	}
	p.live(id, life.inOrder())
}

// changeOf is the command that makes the facts of a deal others.
func (p *plan) changeOf(id sales.DealID, before, after sales.DealFacts) (sales.ChangeDeal, bool) {
	difference, err := patch.Between(before, after)
	if err != nil {
		p.failed = err
	}
	return sales.ChangeDeal{Deal: id, Patch: difference, Reason: "said in the import"}, err == nil
}

// facts takes over what the row says of a deal. Fields that the map does not name stay as they are.
func (p *plan) facts(d *dealing, f *sales.DealFacts, when moment) bool {
	at, r := d.at, d.dealRow
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
		f.Category = sales.Category(sheet.Key(r.text["category"]))
	}
	if told("next_step") {
		f.NextStep = sales.NextStep{Text: r.text["next_step"], Day: r.next}
	}
	p.linked(d, f, told)
	f.Custom = p.customised(at, f.Custom, r.custom)
	return p.valued(d, f, when)
}

// calledAfter names a deal that has no name after its account and product, else after its id.
func (p *plan) calledAfter(id string, f sales.DealFacts) string {
	var parts []string
	if account, ok := p.book.Object(sales.ID(f.Account)).(*sales.Account); ok {
		parts = append(parts, account.Facts.Name)
	}
	if len(f.LineItems) > 0 {
		if product, ok := p.book.Object(sales.ID(f.LineItems[0].Product)).(*sales.Product); ok {
			parts = append(parts, product.Facts.Name)
		}
	}
	return cmp.Or(strings.Join(parts, " · "), id)
}

// linked takes over contacts and competitors: the file names one, others that were added here stay.
func (p *plan) linked(d *dealing, f *sales.DealFacts, told func(string) bool) {
	at, r := d.at, d.dealRow
	if told("contact") && r.text["contact"] != "" {
		contact := p.person(at, r.text["contact"], f.Account)
		role := sales.Role(cmp.Or(sheet.Key(r.text["contact_role"]), "other"))
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
func (p *plan) valued(d *dealing, f *sales.DealFacts, when moment) bool {
	at, r, l := d.at, d.dealRow, d.lane
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
		price = p.listPrice(d, product)
	}
	item := sales.LineItem{Product: product, Quantity: "1", UnitPrice: price, Billing: sales.OneOff}
	if kind := cmp.Or(f.ValueKind, l.facts.ValueKind); kind == sales.ACV {
		item.Billing, item.TermMonths = sales.PerYear, 12 // an annual value is that of a year
	}
	f.LineItems = []sales.LineItem{item}
	return true
}

// listPrice is what a product costs where the row does not say, which is told once; nothing where the product does not
// say either.
func (p *plan) listPrice(d *dealing, product sales.ProductID) sales.Money {
	if record, known := p.book.Object(sales.ID(product)).(*sales.Product); known && record.Facts.Price.Currency != "" {
		p.once(d.at, "product", rows.CodeListPrice)
		return record.Facts.Price
	}
	said := sales.Currency(strings.ToUpper(d.dealRow.value.currency))
	return sales.Money{Currency: cmp.Or(said, d.lane.facts.Currency, p.settings().Currency)}
}

// update brings a deal that is here already to where the files say it is.
func (p *plan) update(d *dealing) {
	was := *d.here // as it was: commands change what here points to
	if into := was.MergedInto(); into != "" {
		p.warn(d.at, "id", rows.CodeMergedHere, d.id, string(into))
		return
	}
	if was.Deleted {
		p.warn(d.at, "id", rows.CodeDeletedHere, d.id)
		return
	}
	facts, when := was.DealFacts, atCreation
	if was.Outcome != sales.Open || d.life.closing() != nil {
		when = afterwards
	}
	if !p.facts(d, &facts, when) {
		return
	}
	if was.Outcome != sales.Open {
		facts.CloseDate = was.CloseDate // nothing is expected of a closed deal
	}
	if len(was.LineItems) > 0 && reflect.DeepEqual(facts.LineItems, was.LineItems) {
		facts.Value = was.Value // worked out, or booked
	}
	if !reflect.DeepEqual(facts, was.DealFacts) {
		if change, ok := p.changeOf(was.ID, was.DealFacts, facts); ok {
			p.do(d.at, ledger.Order{Command: change})
		}
	}
	if len(p.trails[d.id]) == 0 {
		p.settle(d, was)
		d.life.steps = nil
	}
	if len(d.life.steps)+len(d.life.acts) > 0 {
		p.catchUp(d)
	}
	if now := p.dealNow(was.ID); now.Outcome != sales.Open && p.outcomeTold() && d.outcome == sales.Open { // it was closed here
		p.do(d.at, ledger.Order{Command: sales.ReopenDeal{Deal: was.ID, To: d.lane.stage(d.stage), Reason: "import"}})
	}
}

// dealNow is a deal as the transaction has left it so far.
func (p *plan) dealNow(id sales.DealID) *sales.Deal { return p.book.Object(sales.ID(id)).(*sales.Deal) }

// settle brings a deal without a history in the files to its stage and outcome.
func (p *plan) settle(d *dealing, was sales.Deal) {
	if closing := d.life.closing(); closing != nil {
		p.conclude(was.ID, *closing)
		return
	}
	to := d.lane.stage(d.stage)
	if was.Outcome != sales.Open || to == "" || to == was.Stage && d.lane.id == was.Pipeline && d.sub == "" {
		return
	}
	p.do(d.at, ledger.Order{Command: sales.MoveDeal{Deal: was.ID, To: to, SubStage: d.lane.sub(to, d.sub), Pipeline: d.lane.id}})
}

// outcomeTold: the deals' rows say how deals stand, and not only their history.
func (p *plan) outcomeTold() bool {
	s := p.m.Section(sheet.Deals)
	return s != nil && (p.told["outcome"] || len(p.m.Pipelines) > 0 && len(p.m.Pipelines[0].Won) > 0)
}
