// Package lists finds accounts, contacts, products and other records: by a filter, by a text, in an order, page by page.
//
// It exists because records are few and are read through their JSON, where every field has the name that expressions use.
//
// It refuses to know about deals, which are many: they are scanned.
package lists

import (
	"cmp"
	"encoding/json"
	"iter"
	"maps"
	"slices"
	"strings"

	"arus/report"
	"arus/rule"
	"arus/sales"
)

// Listing asks for a page of accounts, contacts, products or other records.
type Listing struct {
	Kind     sales.Kind
	Filter   string // an expression of the rule language
	Text     string // in the name; letters' case is folded
	Sort     string // name, created_at or a moment of the record's own, with a - before it for falling order; ids' order when empty
	After    sales.ID
	Limit    int
	Archived bool // those that were archived, too
}

// Of gives a page of the records that a listing means, and whether there are more.
func Of[F sales.Facts[F]](r *report.Reader, all iter.Seq[*sales.Record[F]], l Listing) (page []*sales.Record[F], more bool, err error) {
	order, err := recordOrder[F](l.Sort)
	if err != nil {
		return nil, false, err
	}
	matches, err := recordFilter[F](r, l)
	if err != nil {
		return nil, false, err
	}
	var after *sales.Record[F]
	var chosen []*sales.Record[F]
	for record := range all {
		if record.ID == l.After {
			after = record
		}
		matched, err := matches(record)
		if err != nil {
			return nil, false, err
		}
		if matched {
			chosen = append(chosen, record)
		}
	}
	if l.After != "" && after == nil {
		return nil, false, sales.Invalid("#cursor", "bad_cursor", "the cursor is not of this list: leave it out to begin anew")
	}
	slices.SortFunc(chosen, order)
	if after != nil {
		from, found := slices.BinarySearchFunc(chosen, after, order)
		if found {
			from++
		}
		chosen = chosen[from:]
	}
	return chosen[:min(l.Limit, len(chosen))], len(chosen) > l.Limit, nil
}

func recordOrder[F sales.Facts[F]](text string) (func(a, b *sales.Record[F]) int, error) {
	name, falling := strings.CutPrefix(strings.TrimSpace(text), "-")
	sign := 1
	if falling {
		sign = -1
	}
	byID := func(a, b *sales.Record[F]) int { return cmp.Compare(a.ID, b.ID) }
	switch name {
	case "":
		return byID, nil
	case "created_at":
		return func(a, b *sales.Record[F]) int {
			return cmp.Or(sign*cmp.Compare(a.CreatedAt, b.CreatedAt), byID(a, b))
		}, nil
	case "name":
		return func(a, b *sales.Record[F]) int {
			return cmp.Or(sign*cmp.Compare(strings.ToLower(nameOf(a)), strings.ToLower(nameOf(b))), byID(a, b))
		}, nil
	}
	var none F
	own := momentsOf(none)
	if _, has := own[name]; has {
		return func(a, b *sales.Record[F]) int {
			return cmp.Or(sign*cmp.Compare(momentsOf(a.Facts)[name], momentsOf(b.Facts)[name]), byID(a, b))
		}, nil
	}
	choices := append([]string{"name", "created_at"}, slices.Sorted(maps.Keys(own))...)
	return nil, sales.Invalid("#sort", "not_a_choice", "%q is not one of %s", name, strings.Join(choices, ", "))
}

// momentsOf are days and instants by which records of a kind can be put in order, beside that of their creation.
func momentsOf(facts any) map[string]int64 {
	if dated, is := facts.(interface{ Moments() map[string]int64 }); is {
		return dated.Moments()
	}
	return nil
}

// nameOf is what people call a record.
func nameOf[F sales.Facts[F]](r *sales.Record[F]) string {
	switch f := any(r.Facts).(type) {
	case sales.AccountFacts:
		return f.Name
	case sales.ContactFacts:
		return f.Name
	case sales.ProductFacts:
		return f.Name
	case sales.CompetitorFacts:
		return f.Name
	case sales.UserFacts:
		return f.Name
	case sales.TeamFacts:
		return f.Name
	case sales.PipelineFacts:
		return f.Name
	case sales.WorkspaceFacts:
		return f.Name
	case sales.TargetFacts:
		return f.Period
	case sales.SubmissionFacts:
		return f.Period
	case sales.CallFacts:
		return f.Period
	case sales.ViewFacts:
		return f.Name
	case interface{ Called() string }: // a record of another room
		return f.Called()
	}
	return string(r.ID)
}

func recordFilter[F sales.Facts[F]](r *report.Reader, l Listing) (func(*sales.Record[F]) (bool, error), error) {
	var filter *rule.Filter
	if l.Filter != "" {
		var err error
		if filter, err = rule.Compile(l.Kind, l.Filter, r.Settings().Fields); err != nil {
			return nil, err
		}
	}
	text := strings.ToLower(strings.TrimSpace(l.Text))
	return func(record *sales.Record[F]) (bool, error) {
		if record.Archived && !l.Archived || text != "" && !strings.Contains(strings.ToLower(nameOf(record)), text) {
			return false, nil
		}
		if filter == nil {
			return true, nil
		}
		fields, err := readFields(r, record, l.Kind)
		if err != nil {
			return false, err
		}
		return filter.Match(fields)
	}, nil
}

// fields let an expression read a record through its JSON, where every field has the name that expressions use.
type fields struct {
	r       *report.Reader
	kind    sales.Kind
	id      sales.ID
	created sales.Instant
	facts   map[string]json.RawMessage
}

func readFields[F sales.Facts[F]](r *report.Reader, record *sales.Record[F], kind sales.Kind) (fields, error) {
	f := fields{r: r, kind: kind, id: record.ID, created: record.CreatedAt}
	text, err := json.Marshal(record.Facts)
	if err != nil {
		return f, err
	}
	return f, json.Unmarshal(text, &f.facts)
}

// Get is a field of the record; nil where it has none.
func (f fields) Get(name string) any {
	switch name {
	case "id":
		return string(f.id)
	case "created_at":
		return f.created
	case "today":
		return f.r.Today()
	case "active":
		return string(f.facts["inactive"]) != "true"
	case "touched":
		return f.facts["touched_at"] != nil
	case "off":
		return string(f.facts["off"]) == "true"
	}
	if key, custom := strings.CutPrefix(name, "custom."); custom {
		return f.custom(key)
	}
	if base, found := strings.CutSuffix(name, "_currency"); found {
		return string(f.money(base).Currency)
	}
	if base, found := strings.CutSuffix(name, "_name"); found {
		return f.named(base)
	}
	switch name {
	case "revenue", "price", "amount", "budget":
		return rule.Major(f.money(name))
	case "employees", "order", "first_touch", "round":
		return rule.Decoded(sales.NumberField, f.facts[name])
	}
	return f.text(name)
}

func (f fields) text(name string) string {
	text, _ := rule.Decoded(sales.TextField, f.facts[name]).(string)
	return text
}

func (f fields) money(name string) (m sales.Money) {
	if json.Unmarshal(f.facts[name], &m) != nil {
		return sales.Money{}
	}
	return m
}

// named is the name of the record that a field refers to.
func (f fields) named(field string) string {
	id := f.text(field)
	switch field {
	case "owner", "user":
		return f.r.UserName(sales.UserID(id))
	case "account", "parent":
		return f.r.AccountName(sales.AccountID(id))
	case "team":
		return f.r.TeamName(sales.TeamID(id))
	}
	return id
}

func (f fields) custom(key string) any {
	var values map[string]json.RawMessage
	if json.Unmarshal(f.facts["custom"], &values) != nil || values[key] == nil {
		return nil
	}
	for _, field := range f.r.Settings().Fields {
		if field.On == f.kind && field.Key == key {
			return rule.Decoded(field.Type, values[key])
		}
	}
	return nil
}
