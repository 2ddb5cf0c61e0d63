package rule

import (
	"maps"
	"slices"
	"strings"
	"time"

	"arus/rule/spelling"
	"arus/sales"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

// reading walks a parsed expression and collects the fields it reads. CEL's own check would find unknown names too, but
// it answers the unknown field of a known kind without saying where it is or what was meant.
type reading struct {
	language *Language
	at       func(id int64) place
	reads    map[string]bool // by name as in an expression
	said     []Mention       // what fields are compared with
	fault    *sales.Problem  // the first one, in the order of the text's tree
}

func (r *reading) blame(at place, format string, args ...any) {
	if r.fault == nil {
		r.fault = bad(at, format, args...)
	}
}

// visit looks at one node; bound are the names that loops around it have made.
func (r *reading) visit(e ast.Expr, bound []string) {
	switch e.Kind() {
	case ast.IdentKind:
		r.name(e, []string{e.AsIdent()}, bound)
	case ast.SelectKind:
		if path := pathOf(e); path != nil {
			r.name(e, path, bound)
			return
		}
		r.visit(e.AsSelect().Operand(), bound)
	case ast.CallKind:
		r.call(e, bound)
	case ast.ListKind:
		r.all(e.AsList().Elements(), bound)
	case ast.MapKind:
		for _, entry := range e.AsMap().Entries() {
			r.visit(entry.AsMapEntry().Key(), bound)
			r.visit(entry.AsMapEntry().Value(), bound)
		}
	case ast.StructKind:
		r.blame(r.at(e.ID()), "an expression makes no objects")
	case ast.ComprehensionKind:
		c := e.AsComprehension()
		r.visit(c.IterRange(), bound)
		inside := append(slices.Clip(bound), c.IterVar(), c.AccuVar())
		r.all([]ast.Expr{c.AccuInit(), c.LoopCondition(), c.LoopStep(), c.Result()}, inside)
	}
}

func (r *reading) all(list []ast.Expr, bound []string) {
	for _, e := range list {
		r.visit(e, bound)
	}
}

func (r *reading) call(e ast.Expr, bound []string) {
	c := e.AsCall()
	args := c.Args()
	switch c.FunctionName() {
	case "has":
		r.blame(r.at(e.ID()), `has() is not needed: a missing text is "" and a missing number is 0`)
	case "map":
		r.blame(r.at(e.ID()), "lists have all, exists, exists_one and filter, and no map")
	case "matches":
		// Compiling a pattern for every row would cost more than the whole rest.
		if len(args) > 0 && args[len(args)-1].Kind() != ast.LiteralKind {
			r.blame(r.at(e.ID()), "the pattern of matches() is a literal text")
		}
	case daysBetween, operators.Equals, operators.NotEquals, operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		r.days(args[0], args[1])
		r.days(args[1], args[0])
	}
	r.compared(c.FunctionName(), args)
	if c.IsMemberFunction() {
		r.visit(c.Target(), bound)
	}
	r.all(args, bound)
}

// days sees to it that a day is compared with the text of a day: "31/12/2026" would be earlier than every day there is.
func (r *reading) days(field, with ast.Expr) {
	name := strings.Join(pathOf(field), ".")
	if f, known := r.language.forms[name]; name != todayName && !(known && f == day) || with.Kind() != ast.LiteralKind {
		return
	}
	said, isText := with.AsLiteral().Value().(string)
	if _, err := time.Parse(time.DateOnly, said); isText && said != "" && err != nil {
		r.blame(r.at(with.ID()), "%q is not a day such as 2026-11-23", said)
	}
}

// pathOf is the dotted name that e spells, or nil when there is something else than names in it.
func pathOf(e ast.Expr) []string {
	switch e.Kind() {
	case ast.IdentKind:
		return []string{e.AsIdent()}
	case ast.SelectKind:
		if before := pathOf(e.AsSelect().Operand()); before != nil {
			return append(before, e.AsSelect().FieldName())
		}
	}
	return nil
}

// name resolves a dotted name: the longest beginning that is a field is what is read.
func (r *reading) name(e ast.Expr, path, bound []string) {
	if slices.Contains(bound, path[0]) || strings.HasPrefix(path[0], "@") {
		return
	}
	for n := len(path); n > 0; n-- {
		if known := strings.Join(path[:n], "."); r.known(known) {
			r.reads[known] = true
			if n < len(path) {
				r.blame(r.at(e.ID()).after(e), "%v has no parts", known)
			}
			return
		}
	}
	whole := strings.Join(path, ".")
	if whole == r.language.noun {
		r.blame(r.at(e.ID()), "%v alone is no value: name a field of it, such as %v.name", whole, whole)
		return
	}
	at := r.at(e.ID()).after(e)
	switch meant := r.language.meant(whole); {
	case meant != "":
		r.blame(at, "there is no %v; did you mean %v?", whole, meant)
	case path[0] != r.language.noun:
		r.blame(at, "there is no %v; fields begin with %v., such as %v.name", whole, r.language.noun, r.language.noun)
	default:
		r.blame(at, "there is no %v", whole)
	}
}

func (r *reading) known(name string) bool {
	_, known := r.language.forms[name]
	return known
}

// after moves from the dot, where CEL places a selection, to the name behind it.
func (p place) after(e ast.Expr) place {
	if e.Kind() == ast.SelectKind {
		p.column++
	}
	return p
}

// meant guesses the field that was meant by a name that is none: the same one with its kind forgotten, or a misspelling.
func (l *Language) meant(name string) string {
	last := name[strings.LastIndexByte(name, '.')+1:]
	for _, guess := range []string{l.noun + "." + name, l.noun + "." + strings.ReplaceAll(name, ".", "_"),
		l.noun + "." + last, l.noun + ".custom." + last} {
		if _, known := l.forms[guess]; known {
			return guess
		}
	}
	return spelling.Nearest(name, slices.Collect(maps.Keys(l.forms)), 1+max(1, len(last)/3))
}
