package sales

import (
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// Workspace is one customer organisation and its settings. Its data never meets another's.
type Workspace = Record[WorkspaceFacts]

// WorkspaceFacts are what an admin may set.
type WorkspaceFacts struct {
	Name      string      `json:"name"`
	Currency  Currency    `json:"currency"` // the reporting currency
	Calendar  Calendar    `json:"calendar"`
	Canonical []Canonical `json:"canonical_stages"`
	Fields    []Field     `json:"fields,omitempty"`
	Leader    UserID      `json:"leader,omitempty"` // stands above every team, and above those who have none
}

// Canonical is a workspace-wide stage that the stages of every pipeline map to, so that pipelines can be added up.
type Canonical struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// DefaultCanonical is the ladder a new workspace starts with.
func DefaultCanonical() []Canonical {
	return []Canonical{{"qualify", "Qualification"}, {"discover", "Discovery"}, {"validate", "Validation"},
		{"propose", "Proposal"}, {"negotiate", "Negotiation"}, {"commit", "Commitment"}}
}

// NewWorkspace is a workspace as it starts: dollars, UTC, weeks from Monday, fiscal year from January.
func NewWorkspace(name string) WorkspaceFacts {
	return WorkspaceFacts{Name: name, Currency: "USD", Canonical: DefaultCanonical(),
		Calendar: Calendar{TimeZone: "UTC", WeekStart: "monday", FiscalYearStart: 1}}
}

// HasCanonical reports whether the workspace has the canonical stage.
func (w WorkspaceFacts) HasCanonical(key string) bool {
	return slices.ContainsFunc(w.Canonical, func(c Canonical) bool { return c.Key == key })
}

// About names the record: a workspace.
func (WorkspaceFacts) About() (Kind, string) { return WorkspaceKind, "workspace" }

// Check refuses facts that are not sound.
func (w WorkspaceFacts) Check(world World, _ ID, before WorkspaceFacts) error {
	if err := first(Named(w.Name, "a workspace"), Refers[UserFacts](world, "/leader", ID(before.Leader), ID(w.Leader))); err != nil {
		return err
	}
	if !w.Currency.Known() {
		return Invalid("/currency", "unknown_currency", "%q is not an ISO 4217 currency code", string(w.Currency))
	}
	if err := w.Calendar.check(); err != nil {
		return Under("/calendar", err)
	}
	if len(w.Canonical) == 0 {
		return Invalid("/canonical_stages", "required", "%s needs at least one stage", "a workspace")
	}
	seen := map[string]bool{}
	for _, f := range w.Fields {
		if err := f.check(); err != nil {
			return err
		}
		if seen[string(f.On)+"."+f.Key] {
			return Invalid("/fields", "duplicate", "there are two fields %q", f.Key)
		}
		seen[string(f.On)+"."+f.Key] = true
	}
	return nil
}

// FieldType is what a custom field holds.
type FieldType string

// The types of custom fields.
const (
	TextField    FieldType = "text"
	NumberField  FieldType = "number" // an exact decimal
	MoneyField   FieldType = "money"
	DayField     FieldType = "day"
	BoolField    FieldType = "boolean"
	ChoiceField  FieldType = "choice"
	ChoicesField FieldType = "choices"
	URLField     FieldType = "url"
)

// Field is a custom field of deals, accounts, contacts or products.
type Field struct {
	Key     string    `json:"key"` // snake_case; its name in JSON and in expressions
	Label   string    `json:"label"`
	On      Kind      `json:"on"` // DealKind, AccountKind, ContactKind or ProductKind
	Type    FieldType `json:"type"`
	Options []string  `json:"options,omitempty"` // of choice and choices
	Retired bool      `json:"retired,omitempty"` // kept for the past, closed for new values
}

var fieldKey = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

func (f Field) check() error {
	if !fieldKey.MatchString(f.Key) {
		return Invalid("/fields", "bad_key", "the field key %q is not lower-case letters, digits and _ (at most 40)", f.Key)
	}
	if (f.Type == ChoiceField || f.Type == ChoicesField) && len(f.Options) == 0 {
		return Invalid("/fields", "required", "the field %q needs options", f.Key)
	}
	return first(OneOf("/fields", f.On, DealKind, AccountKind, ContactKind, ProductKind),
		OneOf("/fields", f.Type, TextField, NumberField, MoneyField, DayField, BoolField, ChoiceField, ChoicesField, URLField))
}

// Custom holds the values of custom fields by key, each in the JSON form of its field's type.
type Custom map[string]json.RawMessage

// checkCustom holds each value against its field. Values of retired fields may stay but not change; before is what stood there.
func (w WorkspaceFacts) checkCustom(on Kind, before, after Custom) error {
	for key, value := range after {
		if string(before[key]) == string(value) {
			continue
		}
		at := slices.IndexFunc(w.Fields, func(f Field) bool { return f.On == on && f.Key == key && !f.Retired })
		if at < 0 {
			return Invalid("/custom/"+key, "unknown_field", "there is no field %q here", key)
		}
		if err := w.Fields[at].accepts(value); err != nil {
			return err
		}
	}
	return nil
}

func (f Field) accepts(value json.RawMessage) error {
	into := map[FieldType]any{NumberField: new(Decimal), MoneyField: new(Money), DayField: new(Day), BoolField: new(bool),
		ChoicesField: new([]string)}[f.Type]
	if into == nil {
		into = new(string)
	}
	wrong := Invalid("/custom/"+f.Key, "wrong_type", "%s cannot be a %s", f.Key, string(value))
	// null is how a patch clears a value, so it cannot be one.
	if string(value) == "null" || json.Unmarshal(value, into) != nil || checkNames(reflect.TypeOf(into).Elem(), value, "") != nil {
		return wrong
	}
	var chosen []string
	switch v := into.(type) {
	case *[]string:
		chosen = *v
	case *string:
		if f.Type == ChoiceField {
			chosen = []string{*v}
		}
		if f.Type == URLField && !strings.HasPrefix(*v, "https://") && !strings.HasPrefix(*v, "http://") {
			return wrong
		}
	}
	for _, c := range chosen {
		if err := OneOf("/custom/"+f.Key, c, f.Options...); err != nil {
			return err
		}
	}
	return nil
}
