package intake

import (
	"maps"
	"slices"
	"strings"

	"arus/intake/rows"
	"arus/intake/sheet"
	"arus/ledger"
	"arus/process"
	"arus/sales"
)

// index finds the records of one kind by what people call them.
type index struct {
	names *sheet.Names
	ids   map[string]sales.ID // by every name; the first of several records
	twice map[string]bool     // names of several records
	taken map[string]sales.ID // what a text in the files was found to mean
	made  map[sales.ID]bool   // by this import

	former map[string]sales.ID // by the names of those that were merged into another; a name that stands goes before
}

// index reads the records of a kind when they are first asked for.
func (p *plan) index(kind sales.Kind) *index {
	if x := p.indexes[kind]; x != nil {
		return x
	}
	x := &index{names: sheet.NewNames(), ids: map[string]sales.ID{}, twice: map[string]bool{}, taken: map[string]sales.ID{}, made: map[sales.ID]bool{}, former: map[string]sales.ID{}}
	p.indexes[kind] = x
	if err := p.each(kind, x.known); err != nil {
		p.failed = err
	}
	for _, name := range slices.Sorted(maps.Keys(x.former)) {
		if x.ids[name] == "" {
			x.add(x.former[name], false, name)
		}
	}
	return x
}

// known takes in a record that was here before, unless it is archived.
func (x *index) known(o sales.Object) sales.ID {
	switch v := o.(type) {
	case *sales.User:
		return x.add(v.ID, v.Archived, v.Facts.Name, v.Facts.Email)
	case *sales.Account:
		x.remember(v.Links, v.ID, v.Facts.Name)
		return x.add(v.ID, v.Archived, v.Facts.Name)
	case *sales.Contact:
		x.remember(v.Links, v.ID, v.Facts.Name, v.Facts.Email)
		return x.add(v.ID, v.Archived, v.Facts.Name, v.Facts.Email)
	case *sales.Product:
		return x.add(v.ID, v.Archived, append([]string{v.Facts.Name, v.Facts.Code}, v.Facts.Names...)...)
	case *sales.Competitor:
		return x.add(v.ID, v.Archived, v.Facts.Name)
	case *process.Lead:
		return x.add(v.ID, v.Archived || v.Facts.Email == "", v.Facts.Email) // many are called the same
	case *sales.Team:
		return x.add(v.ID, v.Archived, v.Facts.Name)
	case *sales.Pipeline:
		return x.add(v.ID, v.Archived, v.Facts.Name)
	}
	return ""
}

// remember keeps by which names what was merged into another may still be spoken of.
func (x *index) remember(l sales.Links, id sales.ID, names ...string) {
	for _, name := range names {
		if name != "" && l.MergedInto() != "" {
			x.former[name] = id
		}
	}
}

func (x *index) add(id sales.ID, archived bool, names ...string) sales.ID {
	for _, name := range names {
		if name == "" || archived {
			continue
		}
		if other, known := x.ids[name]; known {
			x.twice[name] = x.twice[name] || other != id
			continue
		}
		x.ids[name] = id
		x.names.Add(name)
	}
	return id
}

// take remembers what a section calls a record, so that other sections find it by its id or name.
func (x *index) take(id sales.ID, s slot) {
	x.add(id, false, s.name)
	for _, text := range []string{s.id, s.name} {
		if _, known := x.taken[text]; !known && text != "" {
			x.taken[text] = id
		}
	}
}

func (p *plan) created(x *index, id sales.ID, s slot) {
	x.made[id] = true
	x.take(id, s)
}

// nouns are the words by which something is known at its source that only other rows speak of.
func nouns(kind sales.Kind) (noun, section string) {
	switch kind {
	case sales.UserKind:
		return "owner", sheet.Users
	case sales.AccountKind:
		return "account", sheet.Accounts
	case sales.ContactKind:
		return "contact", sheet.Contacts
	case sales.ProductKind:
		return "product", sheet.Products
	case sales.TeamKind:
		return "team", sheet.Teams
	}
	return "competitor", ""
}

// mention is a text in some row that means a record.
type mention struct {
	at    ref
	field string
	kind  sales.Kind
	text  string
}

// refer finds the record that a text means: by its id or name in the files, by its origin, or by its name here. One that
// nobody knows is made, by that name. What is linked on a likeness is said, once for each text.
func refer[F sales.Facts[F]](p *plan, m mention, facts func(name string) F) sales.ID {
	if m.text == "" {
		return ""
	}
	x := p.index(m.kind)
	if id, known := x.taken[m.text]; known {
		if x.twice[m.text] {
			delete(x.twice, m.text)
			p.warn(m.at, m.field, rows.CodeNameAmbiguous, m.text, string(x.ids[m.text]), "…")
		}
		return id
	}
	noun, section := nouns(m.kind)
	from := p.origin(noun + ":" + m.text)
	id, found := p.book.Origin(m.kind, p.origin(m.text))
	if !found {
		id, found = p.book.Origin(m.kind, from)
	}
	if !found {
		name, note := x.names.Match(m.text)
		listed := section != "" && p.m.Section(section) != nil && m.at.section.Kind != section // then nobody should be missing
		if note != nil && (note.Code != rows.CodeNameUnknown || listed) {
			p.tell(m.at, m.field, *note)
		}
		id, found = x.ids[name]
	}
	if found {
		id = survivor[F](p.book, id)
		x.taken[m.text] = id
		return id
	}
	id = p.desk.Mint(m.kind)
	if !p.do(m.at, ledger.Order{Command: sales.Create[F]{ID: id, Facts: facts(m.text), Origin: from}}) {
		id = ""
	} else {
		p.created(x, id, slot{kind: m.kind, name: m.text})
	}
	x.taken[m.text] = id
	return id
}

func (p *plan) user(at ref, field, text string) sales.UserID {
	return sales.UserID(refer(p, mention{at, field, sales.UserKind, text}, func(text string) sales.UserFacts {
		if email, err := rows.Email(text); err == nil {
			name, _, _ := strings.Cut(email, "@")
			return sales.UserFacts{Name: name, Email: email}
		}
		return sales.UserFacts{Name: text}
	}))
}

func (p *plan) firm(at ref, field, text string) sales.AccountID {
	return sales.AccountID(refer(p, mention{at, field, sales.AccountKind, text}, func(name string) sales.AccountFacts { return sales.AccountFacts{Name: name} }))
}

func (p *plan) good(at ref, field, text string) sales.ProductID {
	return sales.ProductID(refer(p, mention{at, field, sales.ProductKind, text}, func(name string) sales.ProductFacts { return sales.ProductFacts{Name: name} }))
}

func (p *plan) rival(at ref, field, text string) sales.CompetitorID {
	return sales.CompetitorID(refer(p, mention{at, field, sales.CompetitorKind, text}, func(name string) sales.CompetitorFacts {
		return sales.CompetitorFacts{Name: name}
	}))
}

func (p *plan) person(at ref, text string, of sales.AccountID) sales.ContactID {
	return sales.ContactID(refer(p, mention{at, "contact", sales.ContactKind, text}, func(name string) sales.ContactFacts {
		return sales.ContactFacts{Name: name, Account: of}
	}))
}
