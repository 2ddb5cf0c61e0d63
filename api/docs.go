package api

import (
	_ "embed"
	"encoding/json"
	"html/template"
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

// serveDocs writes the page from the document itself: no script, nothing fetched from elsewhere.
func (a *API) serveDocs(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'")
	if r.PathValue("file") == "docs.css" {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write(docsCSS)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	document := a.huma.OpenAPI()
	err := docsPage.Execute(w, map[string]any{"Info": document.Info, "Groups": docsGroups(document), "Schemas": docsSchemas(document)})
	if err != nil {
		visitOf(r.Context()).fault(err)
	}
}

func docsGroups(document *huma.OpenAPI) []docsGroup {
	var groups []docsGroup
	paths := make([]string, 0, len(document.Paths))
	for path := range document.Paths {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		item := document.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Patch, item.Put, item.Delete} {
			if op == nil {
				continue
			}
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
	if authz, ok := op.Extensions["x-authz"].(map[string]any); ok {
		d.Scope, _ = authz["scope"].(string)
	}
	for _, p := range op.Parameters {
		d.Parameters = append(d.Parameters, docsParameter{p.Name, p.In, typeText(p.Schema), p.Description})
	}
	if op.RequestBody != nil {
		for media, content := range op.RequestBody.Content {
			d.Request = media + " " + typeText(content.Schema)
		}
	}
	for _, status := range slices.Sorted(keys(op.Responses)) {
		answer := docsAnswer{Status: status, Doc: op.Responses[status].Description}
		for _, content := range op.Responses[status].Content {
			answer.Schema = typeText(content.Schema)
		}
		d.Answers = append(d.Answers, answer)
	}
	return d
}

func keys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
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
	for _, name := range slices.Sorted(keys(schemas)) {
		text, err := json.MarshalIndent(schemas[name], "", "  ")
		if err == nil {
			all = append(all, docsSchema{name, string(text)})
		}
	}
	return all
}

// Document is the OpenAPI 3.1 document.
func (a *API) Document() []byte {
	text, err := json.MarshalIndent(a.huma.OpenAPI(), "", "  ")
	if err != nil {
		panic(err) // made of our own types at start; a test writes it
	}
	return append(text, '\n')
}
