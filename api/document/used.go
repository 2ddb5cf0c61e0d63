package document

import (
	"maps"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// dropUnused leaves out schemas that no operation comes to: parts that others were made of.
func dropUnused(document *huma.OpenAPI) {
	schemas := document.Components.Schemas.Map()
	used := reached{schemas, map[string]bool{}}
	for _, paths := range []map[string]*huma.PathItem{document.Paths, document.Webhooks} {
		for _, item := range paths {
			for _, op := range operationsOf(item) {
				used.operation(op)
			}
		}
	}
	maps.DeleteFunc(schemas, func(name string, _ *huma.Schema) bool { return !used.names[name] })
}

// reached are the schemas that were come to, by name.
type reached struct {
	all   map[string]*huma.Schema
	names map[string]bool
}

func (r reached) operation(op *huma.Operation) {
	for _, p := range op.Parameters {
		r.schema(p.Schema)
	}
	if op.RequestBody != nil {
		r.content(op.RequestBody.Content)
	}
	for _, answer := range op.Responses {
		r.content(answer.Content)
		for _, h := range answer.Headers {
			r.schema(h.Schema)
		}
	}
}

func (r reached) content(media map[string]*huma.MediaType) {
	for _, m := range media {
		r.schema(m.Schema)
	}
}

func (r reached) schema(s *huma.Schema) {
	if s == nil {
		return
	}
	if name := s.Ref[strings.LastIndex(s.Ref, "/")+1:]; name != "" && !r.names[name] {
		r.names[name] = true
		r.schema(r.all[name])
	}
	more, _ := s.AdditionalProperties.(*huma.Schema)
	parts := slices.Concat(s.OneOf, s.AnyOf, s.AllOf, []*huma.Schema{s.Items, s.Not, more})
	for _, part := range slices.AppendSeq(parts, maps.Values(s.Properties)) {
		r.schema(part)
	}
}
