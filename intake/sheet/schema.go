package sheet

import "slices"

// The sections of a map, in the order in which their rows depend on each other.
const (
	Teams      = "teams"
	Users      = "users"
	Accounts   = "accounts"
	Contacts   = "contacts"
	Products   = "products"
	Leads      = "leads"
	Deals      = "deals"
	History    = "history"
	Activities = "activities"
)

type valueKind int

const (
	textValue valueKind = iota
	numberValue
	instantValue
	dayValue
	yesNoValue
	emailValue
	outcomeValue
)

// field is something a section can say about each of its rows.
type field struct {
	name     string
	kind     valueKind
	required bool // the map must say where it is, and each row must have it
}

func sections() []string {
	return []string{Teams, Users, Accounts, Contacts, Products, Leads, Deals, History, Activities}
}

// customisable sections may carry fields of the customer's own under custom:.
func customisable(section string) bool {
	return slices.Contains([]string{Deals, Accounts, Contacts, Products}, section)
}

func schema(section string) []field {
	switch section {
	case Teams:
		return fields("name*", "id", "parent", "lead")
	case Users:
		return fields("name*", "id", "email@", "team", "manager", "active?")
	case Accounts:
		return fields("name*", "id", "industry", "segment", "region", "country", "website", "employees#", "revenue#",
			"currency", "owner", "parent")
	case Contacts:
		return fields("name*", "id", "title", "email@", "phone", "account")
	case Products:
		return fields("name*", "id", "code", "family", "price#", "currency", "billing", "gross_margin#", "monthly_churn#")
	case Leads:
		return fields("name*", "id", "company", "title", "email@", "phone", "source", "segment", "region", "language", "product", "employees#",
			"budget#", "currency", "need", "owner")
	case Deals:
		return fields("id*", "name", "pipeline", "stage", "sub_stage", "outcome!", "created_at~", "closed_at~",
			"close_date/", "value#", "value_kind", "currency", "owner", "account", "contact", "contact_role", "product",
			"competitor", "lost_reason", "lost_to", "category", "next_step", "next_step_day/", "segment", "region",
			"channel", "source")
	case History:
		return fields("deal*", "to*", "at~*", "from", "actor")
	case Activities:
		return fields("deal*", "kind*", "at~*", "id", "subject", "by", "buyer?", "minutes#")
	}
	return nil
}

// fields writes a schema shortly: a mark after the name says the kind (# number,
// ~ instant, / day, ? yes or no, @ e-mail, ! outcome), a star that it is required.
func fields(names ...string) []field {
	marks := map[byte]valueKind{'#': numberValue, '~': instantValue, '/': dayValue, '?': yesNoValue, '@': emailValue, '!': outcomeValue}
	all := make([]field, 0, len(names))
	for _, name := range names {
		f := field{}
		if n := len(name) - 1; name[n] == '*' {
			f.required, name = true, name[:n]
		}
		if kind, marked := marks[name[len(name)-1]]; marked {
			f.kind, name = kind, name[:len(name)-1]
		}
		f.name = name
		all = append(all, f)
	}
	return all
}

func fieldNames(section string) []string {
	var names []string
	for _, f := range schema(section) {
		names = append(names, f.name)
	}
	return names
}
