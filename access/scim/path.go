package scim

import (
	"strings"
)

// path leads to an attribute, or to some of the values of one that has several.
type path struct {
	attribute Attribute
	where     func(Resource) bool // which of its values; nil: all
	wanted    Resource            // what a value is like for which where holds, as far as it says
	sub       *Attribute
	unkept    bool // of no interest here
}

// leaf is what the path ends at. Of an attribute with several values it is the value, if it is not said.
func (p path) leaf() Attribute {
	if p.sub != nil {
		return *p.sub
	}
	if value, has := find(p.attribute.Sub, "value"); has && p.attribute.Multi {
		return value
	}
	return p.attribute
}

// parsePath reads the path of a patch whole.
func (t Type) parsePath(text string) (path, bool) {
	if len(text) > filterMost {
		return path{}, false
	}
	if t.extension(text) {
		return path{unkept: true}, true
	}
	p := &parser{of: t, rest: text}
	found, ok := p.path(t.Attributes, 0)
	if ok && found.unkept {
		return found, true // whatever follows
	}
	return found, ok && p.rest == ""
}

// path reads a name, which values in brackets, and a part of them.
func (p *parser) path(among []Attribute, depth int) (found path, ok bool) {
	if p.of.ours(p.rest) {
		p.rest = p.of.plain(p.rest)
	}
	name := p.name()
	if found.attribute, ok = find(among, name); !ok {
		found.unkept = isUnkept(name)
		p.rest = strings.TrimLeft(p.rest, ".abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
		return found, found.unkept
	}
	if found.attribute.Multi && p.take('[') {
		within := p.rest
		if depth >= depthMost {
			return found, false
		}
		if found.where, ok = p.either(found.attribute.Sub, depth+1); !ok {
			return found, false
		}
		p.space()
		if !p.take(']') {
			return found, false
		}
		found.wanted = equals(found.attribute, within[:len(within)-len(p.rest)-1])
	}
	if p.take('.') {
		sub, known := find(found.attribute.Sub, p.name())
		if !known {
			return found, false
		}
		found.sub = &sub
	}
	return found, true
}

// name is what an attribute may be called.
func (p *parser) name() string {
	n := 0
	for n < len(p.rest) && (p.rest[n] == '$' || p.rest[n] == '-' || p.rest[n] == '_' || p.rest[n] >= '0' && p.rest[n] <= '9' || p.rest[n]|0x20 >= 'a' && p.rest[n]|0x20 <= 'z') {
		n++
	}
	name := p.rest[:n]
	p.rest = p.rest[n:]
	return name
}

// equals is the value that a comparison such as type eq "work" describes; nil where it is more than that.
func equals(a Attribute, text string) Resource {
	p := &parser{rest: strings.TrimSpace(text)}
	sub, known := find(a.Sub, p.name())
	if !known || !p.space() || !p.word("eq") || !p.space() {
		return nil
	}
	value, ok := p.literal()
	if !ok || p.rest != "" {
		return nil
	}
	return Resource{sub.Name: value}
}

// values are those that the path leads to.
func (p path) values(r Resource) (all []any) {
	if p.unkept {
		return nil
	}
	for _, one := range listOf(member(r, p.attribute.Name)) {
		value, isComplex := one.(Resource)
		if !isComplex {
			return []any{one}
		}
		if p.where != nil && !p.where(value) {
			continue
		}
		if v := member(value, p.leaf().Name); v != nil {
			all = append(all, v)
		} else if p.leaf().Type == "complex" && len(value) > 0 {
			all = append(all, value)
		}
	}
	return all
}
