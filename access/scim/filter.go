package scim

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"arus/sales"
)

// Bounds of a filter: what a directory asks is far below them.
const (
	filterMost = 4096 // bytes
	depthMost  = 32   // of parentheses
)

// Filter says which resources are meant.
type Filter func(Resource) bool

// ParseFilter reads a filter over resources of a type (RFC 7644, section 3.4.2.2) in one pass, or is a [sales.Problem]
// invalid_filter. An empty one means all.
func (t Type) ParseFilter(text string) (Filter, error) {
	if text == "" {
		return func(Resource) bool { return true }, nil
	}
	if len(text) > filterMost || !utf8.ValidString(text) {
		return nil, badFilter()
	}
	p := &parser{of: t, rest: text}
	match, ok := p.either(t.Attributes, 0)
	if !ok || p.space() || p.rest != "" {
		return nil, badFilter()
	}
	return Filter(match), nil
}

func badFilter() error {
	return sales.Invalid("#filter", "invalid_filter", "the filter is none that can be answered")
}

// parser goes through a text once, from left to right.
type parser struct {
	of   Type
	rest string
}

// space passes over blanks; it reports whether there were some before the end.
func (p *parser) space() bool {
	before := p.rest
	p.rest = strings.TrimLeft(p.rest, " ")
	return p.rest != before && p.rest != ""
}

// take passes over one character, if it comes next.
func (p *parser) take(c byte) bool {
	if p.rest == "" || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

// word passes over letters that come next, as many as there are, where they are a given word.
func (p *parser) word(want string) bool {
	n := 0
	for n < len(p.rest) && (p.rest[n]|0x20 >= 'a' && p.rest[n]|0x20 <= 'z') {
		n++
	}
	if !strings.EqualFold(p.rest[:n], want) {
		return false
	}
	p.rest = p.rest[n:]
	return true
}

// either is one or several alternatives.
func (p *parser) either(among []Attribute, depth int) (func(Resource) bool, bool) {
	return p.joined("or", func() (func(Resource) bool, bool) {
		return p.joined("and", func() (func(Resource) bool, bool) { return p.term(among, depth) })
	})
}

// joined are parts with a word between.
func (p *parser) joined(by string, part func() (func(Resource) bool, bool)) (func(Resource) bool, bool) {
	var all []func(Resource) bool
	for {
		one, ok := part()
		if !ok {
			return nil, false
		}
		all = append(all, one)
		ahead := *p
		if !ahead.space() || !ahead.word(by) || !ahead.space() {
			break
		}
		*p = ahead
	}
	hit := by == "or"
	return func(r Resource) bool {
		return slices.ContainsFunc(all, func(one func(Resource) bool) bool { return one(r) == hit }) == hit
	}, true
}

// term is a comparison, or something in parentheses.
func (p *parser) term(among []Attribute, depth int) (func(Resource) bool, bool) {
	p.space()
	ahead := *p
	if not := ahead.word("not"); not || strings.HasPrefix(ahead.rest, "(") {
		ahead.space()
		if ahead.take('(') && depth < depthMost {
			*p = ahead
			inner, ok := p.either(among, depth+1)
			p.space()
			return func(r Resource) bool { return inner(r) != not }, ok && p.take(')')
		}
		return nil, false
	}
	path, ok := p.path(among, depth)
	if !ok {
		return nil, false
	}
	if path.where != nil && !strings.HasPrefix(p.rest, " ") {
		return func(r Resource) bool { return len(path.values(r)) > 0 }, true
	}
	return p.comparison(path)
}

// comparison is an operator, and what is compared with.
func (p *parser) comparison(path path) (func(Resource) bool, bool) {
	if !p.space() {
		return nil, false
	}
	n := strings.IndexByte(p.rest+" ", ' ')
	if n > len("pr") && strings.EqualFold(p.rest[:2], "pr") { // a parenthesis may follow at once
		n = 2
	}
	operator := strings.ToLower(p.rest[:min(n, len(p.rest))])
	p.rest = p.rest[len(operator):]
	if operator == "pr" {
		return func(r Resource) bool { return slices.ContainsFunc(path.values(r), present) }, true
	}
	if !slices.Contains(operators, operator) || !p.space() {
		return nil, false
	}
	want, ok := p.literal()
	if !ok || !path.fits(operator, want) {
		return nil, false
	}
	if operator == "ne" {
		return func(r Resource) bool {
			return !slices.ContainsFunc(path.values(r), func(v any) bool { return path.holds("eq", v, want) }) && (want != nil || len(path.values(r)) > 0)
		}, true
	}
	if operator == "eq" && want == nil {
		return func(r Resource) bool { return len(path.values(r)) == 0 }, true
	}
	return func(r Resource) bool {
		return slices.ContainsFunc(path.values(r), func(v any) bool { return path.holds(operator, v, want) })
	}, true
}

var operators = []string{"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"}

// literal is a value of JSON, or a truth value as some directories write it.
func (p *parser) literal() (any, bool) {
	for word, value := range map[string]any{"true": true, "false": false, "null": nil} {
		ahead := *p
		if ahead.word(word) {
			*p = ahead
			return value, true
		}
	}
	if !strings.HasPrefix(p.rest, `"`) {
		return nil, false // no attribute here is a number
	}
	for n := 1; n < len(p.rest); n++ {
		switch p.rest[n] {
		case '\\':
			n++
		case '"':
			var value string
			err := json.Unmarshal([]byte(p.rest[:n+1]), &value)
			p.rest = p.rest[n+1:]
			return value, err == nil
		}
	}
	return nil, false
}

// present: neither absent nor empty.
func present(v any) bool { return v != nil && v != "" }

// fits reports whether an attribute can be compared in this way.
func (p path) fits(operator string, want any) bool {
	a := p.leaf()
	if p.unkept {
		return true // it has no value
	}
	switch want.(type) {
	case bool:
		return a.Type == "boolean" && (operator == "eq" || operator == "ne")
	case string:
		return a.Type == "string" || a.Type == "boolean" && (operator == "eq" || operator == "ne") && isTruth(want)
	}
	return operator == "eq" || operator == "ne"
}

func isTruth(v any) bool { _, ok := truthOf(v); return ok }

// truthOf reads a truth value, which Entra writes as a text with a capital.
func truthOf(v any) (value, ok bool) {
	switch v := v.(type) {
	case bool:
		return v, true
	case string:
		return strings.EqualFold(v, "true"), strings.EqualFold(v, "true") || strings.EqualFold(v, "false")
	}
	return false, false
}

// holds compares one value with what was asked for.
func (p path) holds(operator string, value, want any) bool {
	if is, truth := value.(bool); truth {
		asked, _ := truthOf(want)
		return is == asked
	}
	is, _ := value.(string)
	asked, texts := want.(string)
	if !texts {
		return false
	}
	if !p.leaf().CaseExact {
		is, asked = strings.ToLower(is), strings.ToLower(asked)
	}
	order := cmp.Compare(is, asked)
	switch operator {
	case "eq":
		return order == 0
	case "co":
		return strings.Contains(is, asked)
	case "sw":
		return strings.HasPrefix(is, asked)
	case "ew":
		return strings.HasSuffix(is, asked)
	case "gt":
		return order > 0
	case "ge":
		return order >= 0
	case "lt":
		return order < 0
	}
	return order <= 0
}
