package document

import (
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/problem"
	"arus/ledger/codec"
)

// Parts are the types that the document says more of than operations do.
type Parts struct {
	Event    reflect.Type   // of webhooks
	Nullable []reflect.Type // whose pointers may be null
}

// Document is what is said of the operations: as OpenAPI 3.1, and as a page for people. Each is written when it is first asked
// for, which takes longer than all else that a server does before it answers.
type Document struct{ JSON, Page func() []byte }

// Finish says what reflection over the operations cannot know, and leaves out what it knows too much of.
func Finish(document *huma.OpenAPI, parts Parts) Document {
	addWebhooks(document, parts.Event)
	for _, item := range document.Paths {
		for _, op := range operationsOf(item) {
			finishOperation(op)
			if op.Tags[0] == "scim" {
				speakSCIM(document, op)
			}
		}
	}
	nullable(document.Components.Schemas, parts.Nullable)
	describeTags(document)
	dropUnused(document)
	return Document{JSON: sync.OnceValue(func() []byte { return written(document) }), Page: sync.OnceValue(func() []byte { return page(document) })}
}

func written(document *huma.OpenAPI) []byte {
	text, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		panic(err) // made of our own types; a test writes it
	}
	return append(text, '\n')
}

func operationsOf(item *huma.PathItem) []*huma.Operation {
	return slices.DeleteFunc([]*huma.Operation{item.Get, item.Post, item.Patch, item.Put, item.Delete}, func(op *huma.Operation) bool { return op == nil })
}

// finishOperation leaves the headers that the operation sends, and gives its body an example.
func finishOperation(op *huma.Operation) {
	for status, answer := range op.Responses {
		if status[0] != '2' {
			continue
		}
		for name := range answer.Headers {
			if !sends(op, answer, name) {
				delete(answer.Headers, name)
			}
		}
	}
	if example := examples[op.OperationID]; example != nil && op.RequestBody != nil {
		for _, media := range op.RequestBody.Content {
			media.Example = example
		}
	}
}

// speakSCIM: failures of these operations have the form that directories know.
func speakSCIM(document *huma.OpenAPI, op *huma.Operation) {
	media := map[string]*huma.MediaType{"application/scim+json": {Schema: document.Components.Schemas.Schema(reflect.TypeFor[problem.SCIMError](), true, "SCIMError")}}
	for status, answer := range op.Responses {
		if status[0] == '4' || status[0] == '5' {
			answer.Content = media
		}
	}
}

// versionless are answers that are no objects of the ledger: they have no ETag, and are not kept for a second time.
var versionless = map[string]bool{"Answer": true, "Session": true, "FreshToken": true, "SentInvitation": true, "Link": true, "Setup": true,
	"Backtest": true, "Velocity": true, "Conversion": true, "Bridges": true, "Health": true, "Passkey": true, "PasskeyRequest": true,
	"Training": true, "TimeToClose": true, "Model": true,
	"ProviderAddress": true, "RouteTrial": true, "Readiness": true, "Attention": true, "StartPage": true}

// sends: Reply has the headers of all answers.
func sends(op *huma.Operation, answer *huma.Response, header string) bool {
	name := ""
	for _, media := range answer.Content {
		if media.Schema != nil && media.Schema.Ref != "" { // not that of a text beside it
			name = media.Schema.Ref[strings.LastIndexByte(media.Schema.Ref, '/')+1:]
		}
	}
	list, figures := strings.HasSuffix(name, "List"), versionless[name]
	switch header {
	case "Link":
		return list
	case "ETag":
		return !list && !figures
	case "Location":
		return op.Method == http.MethodPost && !figures && !strings.Contains(op.Path, "{id}")
	case "Idempotent-Replayed":
		return op.Method == http.MethodPost && !figures
	}
	return true
}

// Patch documents a merge patch over F: every member, none required, all of them clearable.
func Patch[F any](document *huma.OpenAPI, path string) {
	r, t := document.Components.Schemas, reflect.TypeFor[F]()
	patch := &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{}, AdditionalProperties: false,
		Description: "RFC 7396 merge patch: null clears a member"}
	for name, s := range Inline(r, t).Properties {
		patch.Properties[name] = orNone(s)
	}
	name := strings.TrimSuffix(t.Name(), "Facts") + "Patch"
	r.Map()[name] = patch
	media := func() *huma.MediaType {
		return &huma.MediaType{Schema: &huma.Schema{Ref: "#/components/schemas/" + name}}
	}
	document.Paths[path].Patch.RequestBody = &huma.RequestBody{Required: true,
		Content: map[string]*huma.MediaType{"application/merge-patch+json": media(), "application/json": media()}}
}

// orNone is the schema with null beside it.
func orNone(s *huma.Schema) *huma.Schema {
	if s.Ref != "" || s.Type == "" {
		return &huma.Schema{AnyOf: []*huma.Schema{s, {Type: "null"}}, Description: s.Description}
	}
	with := *s
	with.Nullable = true
	return &with
}

// nullable marks what views leave out as null: members that are pointers, which reflection loses behind an alias.
func nullable(r huma.Registry, types []reflect.Type) {
	for _, t := range types {
		s := Inline(r, t)
		for _, field := range reflect.VisibleFields(t) {
			name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
			if field.Type.Kind() == reflect.Pointer && options == "" {
				s.Properties[name] = orNone(s.Properties[name])
			}
		}
	}
}

// addWebhooks lists every event that the ledger may hold.
func addWebhooks(document *huma.OpenAPI, of reflect.Type) {
	event := document.Components.Schemas.Schema(of, true, of.Name())
	document.Webhooks = map[string]*huma.PathItem{}
	for _, e := range codec.Events() {
		document.Webhooks[e.Name()] = &huma.PathItem{Post: &huma.Operation{
			OperationID: "on-" + strings.NewReplacer(".", "-", "_", "-").Replace(e.Name()), Summary: "Sent after " + e.Name(), Tags: []string{"webhooks"},
			RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/cloudevents+json": {Schema: event}}},
			Responses:   map[string]*huma.Response{"204": {Description: "Taken"}, "4XX": {Description: "Refused; it is not sent again"}},
			Security:    []map[string][]string{},
			Extensions:  map[string]any{"x-authz": map[string]any{"roles": []string{"integration"}, "scope": "webhooks", "object": "workspace"}}}}
	}
}

// tagWords says what each noun is.
var tagWords = map[string]string{
	"session": "Signing in and out in a browser", "workspaces": "The organisation and its settings", "users": "People", "teams": "The tree of teams",
	"pipelines": "Ordered stages of one way of selling", "deals": "Potential revenue, with its whole history", "accounts": "Organisations that buy",
	"contacts": "People at accounts", "products": "What is sold", "competitors": "Who sells against us", "activities": "What was done for a deal",
	"rates": "Dated exchange rates", "targets": "What is to be booked in a period", "reports": "Figures as of any moment", "imports": "Data from other systems", "events": "The ledger as it grows",
	"views":  "Questions that are kept, and the pages that people begin with",
	"tokens": "Secrets of programs", "sessions": "Signed-in browsers", "passkeys": "Keys that people sign in with", "invitations": "Who is asked in", "setup": "The first run of an installation",
	"audit":     "Who came in, who was refused, and who changed who may",
	"forecasts": "What will be booked", "backtests": "Forecasts of periods that are over", "submissions": "What people say will be booked, up the tree of teams",
	"rules": "What acts by itself", "notices": "What rules have told people",
	"scores":   "How likely deals are to be won, by which model, and whether that comes true",
	"webhooks": "What is sent to other systems", "scim": "People and teams as the company's directory keeps them: SCIM 2.0, RFC 7643 and 7644",
	"leads": "Who may become a buyer, until the workspace's rule lets them become a deal", "routes": "To whom leads and deals go, and whose turn it is",
	"absences": "When people are not here", "qualifications": "What counts as an opportunity", "policies": "What needs an approval, and whose",
	"approvals": "What people were asked about a deal, and what they said", "tasks": "What one person is to do by a day",
	"distinctions": "What looks alike and is not the same", "playbooks": "What is recommended while a deal is in a stage", "needs-attention": "What somebody must see to",
}

func describeTags(document *huma.OpenAPI) {
	used := map[string]bool{}
	for _, paths := range []map[string]*huma.PathItem{document.Paths, document.Webhooks} {
		for _, item := range paths {
			for _, op := range operationsOf(item) {
				used[op.Tags[0]] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(used)) {
		document.Tags = append(document.Tags, &huma.Tag{Name: name, Description: tagWords[name]})
	}
}

// Inline is a type's schema itself, not a reference to it.
func Inline(r huma.Registry, t reflect.Type) *huma.Schema {
	s := r.Schema(t, true, t.Name())
	if s.Ref != "" {
		return r.SchemaFromRef(s.Ref)
	}
	return s
}
