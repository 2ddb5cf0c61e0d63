package scim

import (
	"maps"
	"slices"
	"strings"

	"arus/sales"
)

// operationsMost bounds a patch: whoever has more to say sends several.
const operationsMost = 1000

// Patched is a resource after the operations of a PATCH (RFC 7644, section 3.5.2), as directories write them: Entra sends
// operations with a capital, truth values as texts, paths as members of a value without a path, and members to remove as a
// value; Okta sends what is read only along with what it changes. What cannot be is a [sales.Problem].
func (t Type) Patched(r Resource, body Resource) (Resource, error) {
	operations := listOf(member(body, "Operations"))
	if len(operations) == 0 || len(operations) > operationsMost {
		return nil, sales.Invalid("/Operations", "invalid_syntax", "a patch has one to %d operations", operationsMost)
	}
	r = copied(r).(Resource)
	for _, one := range operations {
		operation, ok := one.(Resource)
		if !ok {
			return nil, badValue("Operations")
		}
		if err := t.operate(r, operation); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func copied(v any) any {
	switch v := v.(type) {
	case Resource:
		twin := Resource{}
		for name, part := range v {
			twin[name] = copied(part)
		}
		return twin
	case []any:
		twin := make([]any, len(v))
		for i := range v {
			twin[i] = copied(v[i])
		}
		return twin
	}
	return v
}

func badValue(name string) error {
	return sales.Invalid("/"+name, "invalid_value", "this is no value of %s", name)
}

func (t Type) operate(r, operation Resource) error {
	verb := strings.ToLower(textOf(operation, "op"))
	if verb != "add" && verb != "replace" && verb != "remove" {
		return sales.Invalid("/Operations", "invalid_syntax", "an operation is add, replace or remove")
	}
	place, value := textOf(operation, "path"), member(operation, "value")
	if place != "" {
		return t.change(r, change{verb: verb, place: place, value: value})
	}
	members, ok := value.(Resource)
	if !ok {
		if verb == "remove" {
			return sales.Invalid("/Operations", "no_target", "to remove something, say what")
		}
		return badValue("Operations")
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if err := t.change(r, change{verb: verb, place: name, value: members[name], along: true}); err != nil {
			return err
		}
	}
	return nil
}

// change is one operation on one path.
type change struct {
	verb, place string
	value       any
	along       bool // sent in a whole resource: what is not for the directory to say is passed over
}

func (t Type) change(r Resource, c change) error {
	p, ok := t.parsePath(c.place)
	switch {
	case !ok && c.along, p.unkept, c.along && p.attribute.readOnly():
		return nil
	case !ok:
		return sales.Invalid("/Operations", "invalid_path", "there is no attribute %q", c.place)
	case p.attribute.readOnly():
		return sales.Invalid("/"+p.attribute.Name, "mutability", "%s is not for a directory to say", p.attribute.Name)
	case c.verb == "remove" && p.attribute.Required && p.sub == nil:
		return sales.Invalid("/"+p.attribute.Name, "mutability", "%s cannot be removed", p.attribute.Name)
	}
	if c.verb != "remove" {
		var err error
		if c.value, err = p.coerced(c.value); err != nil {
			return err
		}
	}
	if p.attribute.Multi {
		return p.changeMany(r, c)
	}
	p.changeOne(r, c)
	return nil
}

// changeOne changes an attribute that has one value.
func (p path) changeOne(r Resource, c change) {
	name := p.attribute.Name
	if p.sub != nil || p.attribute.Type == "complex" && c.verb != "remove" {
		within, _ := r[name].(Resource)
		if within == nil {
			within = Resource{}
			r[name] = within
		}
		p.setIn(within, c)
		return
	}
	if c.verb == "remove" {
		delete(r, name)
		return
	}
	r[name] = c.value
}

// setIn changes a part of a value, or several at once.
func (p path) setIn(within Resource, c change) {
	switch {
	case p.sub == nil:
		value, _ := c.value.(Resource)
		maps.Copy(within, value)
	case c.verb == "remove":
		delete(within, p.sub.Name)
	default:
		within[p.sub.Name] = c.value
	}
}

// changeMany changes an attribute that has several values.
func (p path) changeMany(r Resource, c change) error {
	name := p.attribute.Name
	values := listOf(r[name])
	var meant, others []any
	for _, v := range values {
		if one, ok := v.(Resource); ok && (p.where == nil || p.where(one)) {
			meant = append(meant, v)
		} else {
			others = append(others, v)
		}
	}
	switch {
	case p.where == nil && p.sub == nil:
		meant = p.listed(meant, c)
	case c.verb == "remove" && p.sub == nil:
		meant = nil
	case len(meant) == 0 && c.verb == "add" && p.wanted != nil:
		fresh := maps.Clone(p.wanted)
		p.setIn(fresh, c)
		meant = []any{fresh}
	case len(meant) == 0 && c.verb != "remove":
		return sales.Invalid("/"+name, "no_target", "nothing is at %q", c.place)
	default:
		for _, v := range meant {
			p.setIn(v.(Resource), c)
		}
	}
	if r[name] = append(others, meant...); len(others)+len(meant) == 0 {
		delete(r, name)
	}
	return nil
}

// listed are the values after some were added, removed or put in the place of all.
func (p path) listed(values []any, c change) []any {
	named := map[any]bool{}
	for _, v := range listOf(c.value) {
		if one, ok := v.(Resource); ok {
			named[member(one, "value")] = true
		}
	}
	switch {
	case c.verb == "replace":
		return listOf(c.value)
	case c.verb == "remove" && c.value == nil:
		return nil
	}
	rest := slices.DeleteFunc(slices.Clone(values), func(v any) bool { return named[member(v.(Resource), "value")] })
	if c.verb == "remove" {
		return rest
	}
	return append(rest, listOf(c.value)...)
}

// coerced is a value in the form of its attribute.
func (p path) coerced(v any) (any, error) {
	a := p.attribute
	switch {
	case p.sub != nil:
		return p.sub.one(v)
	case !a.Multi || p.where != nil:
		return a.one(v)
	}
	list := []any{}
	for _, one := range listOf(v) {
		value, err := a.one(one)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	return list, nil
}

// one is a single value in the form of its attribute. Parts that nobody knows are left out.
func (a Attribute) one(v any) (any, error) {
	switch a.Type {
	case "complex":
		whole, ok := v.(Resource)
		if !ok {
			return nil, badValue(a.Name)
		}
		value := Resource{}
		for _, sub := range a.Sub {
			part := member(whole, sub.Name)
			if part == nil {
				continue
			}
			known, err := sub.one(part)
			if err != nil {
				return nil, err
			}
			value[sub.Name] = known
		}
		return value, nil
	case "boolean":
		if truth, ok := truthOf(v); ok {
			return truth, nil
		}
	default:
		if text, ok := v.(string); ok {
			return text, nil
		}
	}
	return nil, badValue(a.Name)
}

// Whole is a resource that was sent whole, in the form that it is kept in: attributes that nobody knows are left out, and so
// are those that are not for a directory to say.
func (t Type) Whole(body Resource) (Resource, error) {
	r := Resource{}
	for _, name := range slices.Sorted(maps.Keys(body)) {
		if body[name] == nil {
			continue
		}
		if err := t.change(r, change{verb: "replace", place: name, value: body[name], along: true}); err != nil {
			return nil, err
		}
	}
	return r, nil
}
