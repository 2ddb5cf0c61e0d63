package document

import (
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"arus/sales"
)

// Config sets up the document that the operations are added to. cookie is the name of the session's.
func Config(version, cookie string) huma.Config {
	config := huma.DefaultConfig("Arus", version)
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	config.CreateHooks = nil // no $schema in every answer
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.RejectUnknownQueryParameters = true
	config.Info.Description = "Sales-pipeline operations: deals with their whole history, and every figure as of any moment."
	config.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	config.Info.Contact = &huma.Contact{Name: "Arus"}
	config.Servers = []*huma.Server{{URL: "/", Description: "This installation"}}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token":   {Type: "http", Scheme: "bearer", Description: "arus_… token, made by arus token create"},
		"session": {Type: "apiKey", In: "cookie", Name: cookie, Description: "The browser's session"},
	}
	config.Security = []map[string][]string{{"token": {}}, {"session": {}}}
	nameTypes(config.Components.Schemas)
	return config
}

// schemaName is what a type is called in the document: Deal for DealView, AccountList for a list of accounts, NewAccount for
// what a client sends to make one.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	if of, list := strings.CutPrefix(name, "Listed"); list {
		of = strings.TrimSuffix(strings.TrimPrefix(of, "RecordView"), "Facts")
		return strings.TrimSuffix(of, "View") + "List"
	}
	switch name { // those whose short name is that of what a client sends
	case "NextStepView":
		return "DealNextStep"
	case "StakeholderView":
		return "DealContact"
	case "CriterionView":
		return "DealCriterion"
	case "WorkspaceView":
		return "WorkspaceSummary"
	case "DealFacts": // a new deal says more
		return name
	case "RateBody":
		return "SetRate"
	case "RatesBody":
		return "SetRates"
	case "CloseDateBody":
		return "NewCloseDate"
	}
	if of, facts := strings.CutSuffix(name, "Facts"); facts {
		return "New" + of
	}
	for _, suffix := range []string{"View", "Body"} {
		name = strings.TrimSuffix(name, suffix)
	}
	return name
}

// nameTypes says how the words of package sales look on the wire, where reflection cannot see it.
func nameTypes(r huma.Registry) {
	r.RegisterTypeAlias(reflect.TypeFor[sales.Money](), reflect.TypeFor[money]())
	r.RegisterTypeAlias(reflect.TypeFor[sales.Instant](), reflect.TypeFor[time.Time]())
	r.RegisterTypeAlias(reflect.TypeFor[sales.Day](), reflect.TypeFor[day]())
	r.RegisterTypeAlias(reflect.TypeFor[sales.Decimal](), reflect.TypeFor[decimal]())
	r.RegisterTypeAlias(reflect.TypeFor[sales.Custom](), reflect.TypeFor[map[string]any]())
}

// money is the wire form of sales.Money.
type money struct {
	Amount   string `json:"amount" pattern:"^-?[0-9]+([.][0-9]+)?$" example:"1250000.00" doc:"Decimal text in the currency's own digits"`
	Currency string `json:"currency" minLength:"3" maxLength:"3" example:"IDR" doc:"ISO 4217"`
}

type day string

// Schema is a calendar day.
func (day) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date", Examples: []any{"2026-12-18"}}
}

type decimal string

// Schema is an exact decimal number as text.
func (decimal) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^-?[0-9]+([.][0-9]+)?$`, Examples: []any{"12.5"}}
}
