package rule

import (
	"slices"
	"strings"

	"arus/process"
	"arus/sales"

	"cel.dev/cel-go/cel"
)

// form is what a field holds, as expressions see it.
type form int

const (
	text    form = iota // also ids
	day                 // text as YYYY-MM-DD, so that comparing text compares days
	number              // money is in major units of its own currency
	flag                // true or false
	instant             // a moment
	texts               // a list of text
)

func (f form) celType() *cel.Type {
	switch f {
	case number:
		return cel.DoubleType
	case flag:
		return cel.BoolType
	case instant:
		return cel.TimestampType
	case texts:
		return cel.ListType(cel.StringType)
	default:
		return cel.StringType
	}
}

// noun is the word that expressions use for an object of the kind, or "" when there are no expressions over it.
func noun(kind sales.Kind) string {
	switch kind {
	case sales.DealKind:
		return "deal"
	case sales.AccountKind:
		return "account"
	case sales.ContactKind:
		return "contact"
	case sales.ProductKind:
		return "product"
	case sales.UserKind:
		return "user"
	case sales.CompetitorKind:
		return "competitor"
	case sales.TargetKind:
		return "target"
	}
	return workNoun(kind)
}

// workNoun is the same for what a workspace works with.
func workNoun(kind sales.Kind) string {
	switch kind {
	case process.LeadKind:
		return "lead"
	case process.TaskKind:
		return "task"
	case process.RouteKind:
		return "route"
	case process.PlaybookKind:
		return "playbook"
	case process.ApprovalKind:
		return "approval"
	}
	return ""
}

// fields are the names that a [Value] of the kind is asked for, apart from custom fields and "today".
func fields(kind sales.Kind) map[form][]string {
	switch kind {
	case sales.DealKind:
		return map[form][]string{
			text: {"id", "name", "pipeline", "pipeline_name", "stage", "stage_name", "canonical_stage", "sub_stage", "owner",
				"owner_name", "team", "team_name", "account", "account_name", "currency", "value_kind", "outcome", "lost_reason",
				"segment", "region", "channel", "source", "category", "stalled", "next_step_state", "created_month", "created_quarter",
				"close_month", "close_quarter", "closed_month", "closed_quarter"},
			day:     {"close_date", "created_day", "closed_day"}, // the latter two where the workspace is
			number:  {"value", "probability", "days_in_stage", "age_days", "idle_days", "pushes"},
			instant: {"created_at", "closed_at", "stage_since", "last_touch"},
			texts:   {"products", "product_names", "competitors", "competitor_names", "contacts", "behaviours", "stages_entered", "stage_visits", "stage_ends", "stages_reached"},
		}
	case sales.AccountKind:
		return map[form][]string{
			text: {"id", "name", "industry", "segment", "region", "country", "website", "revenue_currency", "owner", "owner_name",
				"parent", "parent_name"},
			number:  {"employees", "revenue"},
			instant: {"created_at"},
		}
	case sales.ContactKind:
		return map[form][]string{
			text:    {"id", "name", "title", "email", "phone", "account", "account_name"},
			instant: {"created_at"},
		}
	case sales.ProductKind:
		return map[form][]string{
			text:    {"id", "name", "code", "family", "price_currency"},
			number:  {"price"},
			instant: {"created_at"},
		}
	case sales.UserKind:
		return map[form][]string{
			text:    {"id", "name", "email", "team", "team_name"},
			flag:    {"active"},
			instant: {"created_at"},
		}
	case sales.CompetitorKind:
		return map[form][]string{
			text:    {"id", "name", "website"},
			instant: {"created_at"},
		}
	case sales.TargetKind:
		return map[form][]string{
			text:    {"id", "user", "user_name", "team", "team_name", "product", "pipeline", "period", "amount_currency", "value_kind"},
			number:  {"amount"},
			instant: {"created_at"},
		}
	}
	return workFields(kind)
}

// workFields are the same for what a workspace works with.
func workFields(kind sales.Kind) map[form][]string {
	created := []string{"created_at"}
	switch kind {
	case process.LeadKind:
		return map[form][]string{
			text: {"id", "name", "company", "title", "email", "phone", "source", "segment", "region", "language", "product", "need", "owner", "owner_name",
				"state", "route", "deal", "budget_currency"},
			number:  {"employees", "budget"},
			flag:    {"touched"},
			instant: created,
		}
	case process.TaskKind:
		return map[form][]string{
			text:    {"id", "name", "owner", "owner_name", "deal", "lead", "note", "playbook", "step", "state", "reason", "closed_by"},
			day:     {"due"},
			instant: created,
		}
	case process.RouteKind:
		return map[form][]string{text: {"id", "name", "of", "when", "fallback"}, number: {"order", "first_touch"}, flag: {"off"}, instant: created}
	case process.PlaybookKind:
		return map[form][]string{text: {"id", "name", "pipeline"}, flag: {"off"}, instant: created}
	case process.ApprovalKind:
		return map[form][]string{
			text:    {"id", "deal", "policy", "key", "asker", "owner", "owner_name", "reason", "state"},
			number:  {"round"},
			instant: created,
		}
	}
	return nil
}

// stepFields are the names that a [Value] of a deal is asked for when it is to take a step.
func stepFields() map[form][]string {
	return map[form][]string{
		text: {"id", "name", "pipeline", "stage", "sub_stage", "owner", "owner_name", "owner_role", "account", "currency", "value_kind", "outcome",
			"lost_reason", "segment", "region", "channel", "source", "category", "next_step"},
		day: {"close_date", "next_step_day"},
		number: {"value", "days_in_stage", "age_days", "pushes", "activities", "touches", "calls", "emails", "meetings", "demos",
			"site_visits", "tasks", "largest_discount"},
		instant: {"created_at", "closed_at", "stage_since", "last_touch"},
		texts:   {"products", "competitors", "contact_roles", "contact_titles", "evidence"},
	}
}

// formOf is what a custom field holds.
func formOf(t sales.FieldType) form {
	switch t {
	case sales.NumberField, sales.MoneyField:
		return number
	case sales.BoolField:
		return flag
	case sales.ChoicesField:
		return texts
	case sales.DayField:
		return day
	default: // text, choice, url
		return text
	}
}

// Field is a name that expressions of a kind may use, for those who complete or document them.
type Field struct {
	Name string // as in an expression, such as "deal.custom.budget"
	Type string // text, day, number, boolean, instant or list
}

// Fields lists what expressions over a kind may read, sorted. It is empty for a kind that has none.
// Retired custom fields are left out, though expressions that still name them work.
func Fields(kind sales.Kind, custom []sales.Field) []Field {
	var all []Field
	for f, names := range fields(kind) {
		for _, name := range names {
			all = append(all, Field{noun(kind) + "." + name, f.String()})
		}
	}
	for _, c := range custom {
		if c.On == kind && !c.Retired {
			all = append(all, Field{noun(kind) + ".custom." + c.Key, formOf(c.Type).String()})
		}
	}
	slices.SortFunc(all, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// String is the word a person reads.
func (f form) String() string {
	return [...]string{"text", "day", "number", "boolean", "instant", "list"}[f]
}
