package intake

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"arus/intake/rows"
	"arus/intake/sheet"
	"arus/ledger"
	"arus/sales"
)

// bringParties makes accounts, contacts and products.
func (p *plan) bringParties() error {
	accounts := p.m.Section(sheet.Accounts)
	for _, r := range p.haul.accounts {
		p.account(ref{accounts, r.line}, r)
	}
	for _, r := range p.haul.accounts { // a parent may come after its children
		if r.parent != "" {
			p.adopt(ref{accounts, r.line}, r)
		}
	}
	contacts := p.m.Section(sheet.Contacts)
	for _, r := range p.haul.contacts {
		p.contact(ref{contacts, r.line}, r)
	}
	products := p.m.Section(sheet.Products)
	for _, r := range p.haul.products {
		p.product(ref{products, r.line}, r)
	}
	return nil
}

// keep takes a text over where the map says where it is.
func keep(at ref, field string, into *string, text string) {
	if _, told := at.section.Fields[field]; told {
		*into = text
	}
}

func (p *plan) account(at ref, r accountRow) {
	owner := p.user(at, "owner", r.owner)
	revenue, ok := p.amount(at, "revenue", r.revenue, "")
	employees, err := strconv.ParseInt(cmp.Or(r.employees, "0"), 10, 64)
	if err != nil {
		p.bad(at, "employees", rows.CodeBadNumber, r.employees)
	}
	if !ok || err != nil {
		return
	}
	upsert(p, slot{at: at, kind: sales.AccountKind, id: r.id, name: r.name}, func(f *sales.AccountFacts) {
		f.Name = r.name
		keep(at, "industry", &f.Industry, r.industry)
		keep(at, "segment", &f.Segment, r.segment)
		keep(at, "region", &f.Region, r.region)
		keep(at, "country", &f.Country, r.country)
		keep(at, "website", &f.Website, r.website)
		keep(at, "owner", (*string)(&f.Owner), string(owner))
		if _, told := at.section.Fields["employees"]; told {
			f.Employees = employees
		}
		if _, told := at.section.Fields["revenue"]; told {
			f.Revenue = revenue
		}
		f.Custom = p.customised(at, f.Custom, r.custom)
	})
}

// adopt links an account to its parent.
func (p *plan) adopt(at ref, r accountRow) {
	child, ok := p.book.Object(p.index(sales.AccountKind).taken[cmp.Or(r.id, r.name)]).(*sales.Account)
	if !ok {
		return
	}
	facts := child.Facts
	if facts.Parent = p.firm(at, "parent", r.parent); facts.Parent == child.Facts.Parent {
		return
	}
	before := p.events
	change(p, at, child, facts)
	if !p.index(sales.AccountKind).made[child.ID] {
		p.compared(child.ID, before)
	}
}

func (p *plan) contact(at ref, r contactRow) {
	account := p.firm(at, "account", r.account)
	upsert(p, slot{at, sales.ContactKind, r.id, r.name, r.email}, func(f *sales.ContactFacts) {
		f.Name = r.name
		keep(at, "title", &f.Title, r.title)
		keep(at, "email", &f.Email, r.email)
		keep(at, "phone", &f.Phone, r.phone)
		keep(at, "account", (*string)(&f.Account), string(account))
		f.Custom = p.customised(at, f.Custom, r.custom)
	})
}

func (p *plan) product(at ref, r productRow) {
	price, ok := p.amount(at, "price", r.price, "")
	if !ok {
		return
	}
	upsert(p, slot{at: at, kind: sales.ProductKind, id: r.id, name: r.name}, func(f *sales.ProductFacts) {
		f.Name = r.name
		keep(at, "code", &f.Code, r.code)
		keep(at, "family", &f.Family, r.family)
		keep(at, "gross_margin", (*string)(&f.GrossMargin), r.margin)
		keep(at, "monthly_churn", (*string)(&f.MonthlyChurn), r.churn)
		if _, told := at.section.Fields["price"]; told {
			f.Price = price
		}
		f.Custom = p.customised(at, f.Custom, r.custom)
	})
	if r.code != "" {
		p.index(sales.ProductKind).taken[r.code] = p.index(sales.ProductKind).taken[cmp.Or(r.id, r.name)]
	}
}

// amount makes money of a number: in the currency of its cell or row, else the pipeline's, else the workspace's.
func (p *plan) amount(at ref, field string, m money, preset sales.Currency) (sales.Money, bool) {
	if m.amount == "" {
		return sales.Money{}, true
	}
	currency := sales.Currency(strings.ToUpper(m.currency))
	if currency == "" {
		currency = cmp.Or(preset, p.settings().Currency)
	}
	sum, err := sales.ParseMoney(m.amount, currency)
	if err != nil {
		p.bad(at, field, rows.CodeRefused, err.Error())
		return sales.Money{}, false
	}
	p.rated(at, field, currency)
	return sum, true
}

// rated warns, at the first amount of a currency, that figures in the workspace's own wait for a rate.
func (p *plan) rated(at ref, field string, c sales.Currency) {
	own := p.settings().Currency
	if c == own || p.rates[c] {
		return
	}
	p.rates[c] = true
	for _, id := range []sales.ID{sales.RateID(c, own), sales.RateID(own, c)} {
		if rate, known := p.book.Object(id).(*sales.Rate); known && !rate.Archived && len(rate.Facts.Days) > 0 {
			return
		}
	}
	p.warn(at, field, rows.CodeNoRate, string(c), string(own))
}

// fieldKind is whose fields the columns of a section are.
func fieldKind(section string) sales.Kind {
	kinds := map[string]sales.Kind{sheet.Accounts: sales.AccountKind, sheet.Contacts: sales.ContactKind, sheet.Products: sales.ProductKind}
	return cmp.Or(kinds[section], sales.DealKind)
}

// bringFields defines the customer's own fields that the map names, as text. Those that are there keep their type.
func (p *plan) bringFields() error {
	settings := p.settings()
	fields := slices.Clone(settings.Fields)
	for _, section := range p.m.Sections {
		for _, name := range sortedKeys(section.Custom) {
			key, on := sheet.Key(name), fieldKind(section.Kind)
			if !slices.ContainsFunc(fields, func(f sales.Field) bool { return f.Key == key && f.On == on }) {
				fields = append(fields, sales.Field{Key: key, Label: name, On: on, Type: sales.TextField})
			}
		}
	}
	if len(fields) == len(settings.Fields) {
		return nil
	}
	patch, err := json.Marshal(map[string]any{"fields": fields})
	if err != nil {
		return err
	}
	return p.try(ledger.Order{Command: sales.Change[sales.WorkspaceFacts]{ID: p.book.Workspace(), Patch: patch}})
}

// customised gives the custom fields with what a row says of those that the map names.
func (p *plan) customised(at ref, before sales.Custom, said map[string]string) sales.Custom {
	if len(at.section.Custom) == 0 {
		return before
	}
	after := maps.Clone(before)
	on, fields := fieldKind(at.section.Kind), p.settings().Fields
	for name := range at.section.Custom {
		key := sheet.Key(name)
		delete(after, key)
		text, ok := said[name]
		i := slices.IndexFunc(fields, func(f sales.Field) bool { return f.Key == key && f.On == on })
		if !ok || i < 0 {
			continue
		}
		if after == nil {
			after = sales.Custom{}
		}
		after[key] = encoded(fields[i].Type, text)
	}
	if len(after) == 0 {
		return nil
	}
	return after
}

// encoded writes a text as a custom field of a type is kept. A text that does not fit is left for the business to refuse.
func encoded(t sales.FieldType, text string) json.RawMessage {
	var v any = text
	switch t {
	case sales.BoolField:
		if yes, err := rows.Bool(text); err == nil {
			v = yes
		}
	case sales.NumberField:
		if n, err := (rows.NumberStyle{Decimal: '.'}).Parse(text); err == nil {
			v = n.Text
		}
	case sales.ChoicesField:
		chosen := strings.Split(text, ";")
		for i := range chosen {
			chosen[i] = rows.Trim(chosen[i])
		}
		v = chosen
	}
	doc, _ := json.Marshal(v) // a text, a truth value or texts cannot fail
	return doc
}
