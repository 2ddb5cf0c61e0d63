package problem

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"arus/rule/spelling"
)

// suggest adds to each name that the operation does not know the one that was most likely meant.
func (p *Problem) suggest(ctx huma.Context) {
	v, op := requestOf(ctx.Context()), ctx.Operation()
	if op == nil {
		return
	}
	for i, wrong := range p.Errors {
		var format, name string
		var known []string
		switch wrong.Code {
		case "unknown_field":
			cut := strings.LastIndexByte(wrong.Pointer, '/')
			format, name, known = "there is no field %q here; did you mean %q?", unescape(wrong.Pointer[cut+1:]), members(v.Schemas, op, wrong.Pointer[:max(0, cut)])
		case "unknown_parameter":
			format, name, known = "there is no parameter %q here; did you mean %q?", strings.TrimPrefix(wrong.Pointer, "#"), parameters(op)
		default:
			continue
		}
		meant := spelling.Meant(name, known)
		if meant == "" {
			continue
		}
		if p.Detail == wrong.Detail {
			p.Detail = said(v.Language, format, name, meant)
		}
		p.Errors[i].Detail = said(v.Language, format, name, meant)
	}
}

func parameters(op *huma.Operation) (names []string) {
	for _, p := range op.Parameters {
		if p.In == "query" {
			names = append(names, p.Name)
		}
	}
	return names
}

// members are the names that the object at a pointer into an operation's body may have; none where that cannot be told.
func members(r huma.Registry, op *huma.Operation, pointer string) []string {
	if op.RequestBody == nil || op.RequestBody.Content["application/json"] == nil {
		return nil
	}
	at := resolved(r, op.RequestBody.Content["application/json"].Schema)
	for _, step := range strings.Split(pointer, "/")[1:] {
		if at == nil {
			return nil
		}
		if _, err := strconv.Atoi(step); err == nil && at.Items != nil {
			at = resolved(r, at.Items)
			continue
		}
		at = resolved(r, at.Properties[unescape(step)])
	}
	if at == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(at.Properties))
}

// resolved is a schema itself, where it is named or may be null instead.
func resolved(r huma.Registry, s *huma.Schema) *huma.Schema {
	if s != nil && len(s.AnyOf) > 0 {
		s = s.AnyOf[0]
	}
	if s == nil || s.Ref == "" || r == nil {
		return s
	}
	return r.SchemaFromRef(s.Ref)
}

// unescape is a member's name out of a JSON pointer, RFC 6901.
func unescape(step string) string { return strings.NewReplacer("~1", "/", "~0", "~").Replace(step) }
