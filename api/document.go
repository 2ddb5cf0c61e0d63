package api

import (
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/sales"
)

// describe sets up the OpenAPI document that the operations are added to.
func (a *API) describe(version string) huma.Config {
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
		"session": {Type: "apiKey", In: "cookie", Name: cookieName, Description: "The browser's session"},
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
	case "WorkspaceView":
		return "WorkspaceSummary"
	case "DealFacts": // a new deal says more
		return name
	case "RateBody":
		return "SetRate"
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

// operation is a shorthand for what every operation says of itself. Reading is for all, writing too, and what decides who
// may come in and what words mean is for those who administer; see allowed.
func operation(id, method, path, summary string) huma.Operation {
	noun := nounOf(path)
	op := huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, DefaultStatus: http.StatusOK, Tags: []string{noun},
		MaxBodyBytes: bodyMost + 1, BodyReadTimeout: 30 * time.Second, // huma refuses a body that reaches the most
		Errors: []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity,
			http.StatusTooManyRequests, http.StatusServiceUnavailable}}
	action := access.Write
	switch {
	case method == http.MethodGet:
		action = access.Read
	case defining[noun]:
		action = access.Administer
	}
	if method == http.MethodPost || method == http.MethodPatch {
		op.Errors = append(op.Errors, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if noun == "imports" {
		op.BodyReadTimeout = -1 // files take as long as they take
	}
	return allowed(op, action)
}

// answering says the status of success, where it is not 200.
func answering(op huma.Operation, status int) huma.Operation {
	op.DefaultStatus = status
	return op
}

func nounOf(path string) string { return strings.Split(strings.TrimPrefix(path, "/v1/"), "/")[0] }

// defining are the nouns that figures are defined by, and people let in by.
var defining = map[string]bool{"workspaces": true, "users": true, "teams": true, "pipelines": true, "rates": true}

// actionKey is where an operation keeps what it does, for authenticate.
const actionKey = "action"

// allowed says what an operation does, and with that who may use it.
func allowed(op huma.Operation, action access.Action) huma.Operation {
	roles := []access.Role{access.Admin}
	if action != access.Administer {
		roles = []access.Role{access.Rep, access.Manager, access.Leader, access.Executive, access.Finance, access.Admin, access.Integration}
	}
	op.Metadata = map[string]any{actionKey: action}
	op.Extensions = map[string]any{"x-authz": map[string]any{"roles": roles, "scope": action, "object": "workspace"}}
	return op
}

// actionOf is what an operation does. One that does not say is not for everybody.
func actionOf(op *huma.Operation) access.Action {
	if action, said := op.Metadata[actionKey].(access.Action); said {
		return action
	}
	return access.Administer
}

// open lets everybody use an operation.
func open(op huma.Operation) huma.Operation {
	op.Security = []map[string][]string{}
	op.Extensions = map[string]any{"x-authz": map[string]any{"roles": []string{}, "scope": "none", "object": "none"}}
	return op
}

// bodyMost is the largest body of any request but imports and documents: 1 MiB.
const bodyMost = 1 << 20
