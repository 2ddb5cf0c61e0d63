package document

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

//go:embed docs.html
var docsHTML string

//go:embed docs.css
var docsCSS []byte

var docsPage = template.Must(template.New("docs").Parse(docsHTML))

// docsOperation is one operation as the page shows it.
type docsOperation struct {
	ID, Method, Path, Summary, Description, Scope string
	Parameters                                    []docsParameter
	Request                                       string
	Answers                                       []docsAnswer
}

type docsParameter struct{ Name, In, Type, Doc string }

type docsAnswer struct{ Status, Doc, Schema string }

// docsGroup is the operations of one noun.
type docsGroup struct {
	Name       string
	Operations []docsOperation
}

// page is written from the document itself: no script, nothing fetched from elsewhere.
func page(document *huma.OpenAPI) []byte {
	var text bytes.Buffer
	err := docsPage.Execute(&text, map[string]any{"Info": document.Info, "Groups": docsGroups(document), "Schemas": docsSchemas(document)})
	if err != nil {
		panic(err) // as in written
	}
	return text.Bytes()
}

// Serve answers at /docs and for the page's style.
func (d Document) Serve(mux *http.ServeMux) {
	serve := func(pattern, media string, text func() []byte) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
			w.Header().Set("Content-Type", media)
			_, _ = w.Write(text())
		})
	}
	serve("GET /openapi.json", "application/openapi+json", d.JSON)
	serve("GET /docs", "text/html; charset=utf-8", d.Page)
	serve("GET /docs/docs.css", "text/css; charset=utf-8", func() []byte { return docsCSS })
}

func docsGroups(document *huma.OpenAPI) []docsGroup {
	var groups []docsGroup
	for _, path := range slices.Sorted(maps.Keys(document.Paths)) {
		for _, op := range operationsOf(document.Paths[path]) {
			at := slices.IndexFunc(groups, func(g docsGroup) bool { return g.Name == op.Tags[0] })
			if at < 0 {
				at = len(groups)
				groups = append(groups, docsGroup{Name: op.Tags[0]})
			}
			groups[at].Operations = append(groups[at].Operations, describeOperation(op))
		}
	}
	return groups
}

func describeOperation(op *huma.Operation) docsOperation {
	d := docsOperation{ID: op.OperationID, Method: op.Method, Path: op.Path, Summary: op.Summary, Description: op.Description}
	if authz, ok := op.Extensions["x-authz"].(Authz); ok {
		d.Scope = authz.Scope
	}
	for _, p := range op.Parameters {
		d.Parameters = append(d.Parameters, docsParameter{p.Name, p.In, typeText(p.Schema), p.Description})
	}
	if op.RequestBody != nil {
		for _, media := range slices.Sorted(maps.Keys(op.RequestBody.Content)) {
			d.Request = media + " " + typeText(op.RequestBody.Content[media].Schema)
		}
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		answer := docsAnswer{Status: status, Doc: op.Responses[status].Description}
		for _, content := range op.Responses[status].Content {
			answer.Schema = typeText(content.Schema)
		}
		d.Answers = append(d.Answers, answer)
	}
	return d
}

func typeText(s *huma.Schema) string {
	switch {
	case s == nil:
		return ""
	case s.Ref != "":
		return s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]
	case s.Type == huma.TypeArray:
		return "[" + typeText(s.Items) + "]"
	case s.Format != "":
		return s.Type + " (" + s.Format + ")"
	}
	return s.Type
}

type docsSchema struct{ Name, JSON string }

func docsSchemas(document *huma.OpenAPI) []docsSchema {
	var all []docsSchema
	schemas := document.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		text, err := json.MarshalIndent(schemas[name], "", "  ")
		if err == nil {
			all = append(all, docsSchema{name, string(text)})
		}
	}
	return all
}
