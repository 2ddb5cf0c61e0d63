package rule

import (
	"maps"
	"slices"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// Join is how the parts of a filter make the whole.
type Join uint8

// The joins.
const (
	Leaf Join = iota // no parts: it is asked as it is
	All              // &&
	Any              // ||
	Not              // ! of its one part
)

// Part is a piece of a filter that can be asked by itself. Whoever can answer some leaves for many objects at once, and asks
// each object only for the others, gets the answers of the whole filter. Where a leaf has no answer for an object, the whole
// may have one all the same (a false beside it), so ask the whole.
type Part struct {
	Join  Join
	Parts []*Part
	*Filter
	Compare *Comparison // what the leaf is, where it is no more than that
}

// Comparison is a field beside a literal, the field on the left.
type Comparison struct {
	Field string // by its name in [Filter.Fields]
	Op    string // == != < <= > >=, or contains, startsWith, endsWith of a text
	With  any    // string, float64 or time.Time
}

// Parts takes the filter apart at && || and !.
func (f *Filter) Parts() (*Part, error) { return f.part(f.checked.NativeRep().Expr()) }

// joins are the operators at which a filter comes apart.
func joinOf(e ast.Expr) Join {
	if e.Kind() != ast.CallKind {
		return Leaf
	}
	switch e.AsCall().FunctionName() {
	case operators.LogicalAnd:
		return All
	case operators.LogicalOr:
		return Any
	case operators.LogicalNot:
		return Not
	}
	return Leaf
}

func (f *Filter) part(e ast.Expr) (*Part, error) {
	p := &Part{Join: joinOf(e)}
	if p.Join != Leaf {
		for _, arg := range e.AsCall().Args() {
			part, err := f.part(arg)
			if err != nil {
				return nil, err
			}
			if part.Join == p.Join && p.Join != Not {
				p.Parts = append(p.Parts, part.Parts...) // a && b && c is three parts, however it is nested
			} else {
				p.Parts = append(p.Parts, part)
			}
		}
		return p, nil
	}
	whole := f.checked.NativeRep()
	piece := ast.NewCheckedAST(ast.NewAST(e, whole.SourceInfo()), whole.TypeMap(), whole.ReferenceMap())
	program, err := f.language.env.PlanProgram(piece, cel.EvalOptions(cel.OptOptimize), cel.CostLimit(dearest))
	if err != nil {
		return nil, bad(start, "this is not understood: %v", err)
	}
	reads := map[string]bool{}
	f.language.readsOf(e, reads)
	p.Filter = &Filter{language: f.language, program: program, reads: slices.Sorted(maps.Keys(reads))}
	p.Compare = f.language.comparison(e)
	return p, nil
}

// readsOf collects the fields that a checked expression reads, and "today".
func (l *Language) readsOf(e ast.Expr, reads map[string]bool) {
	ast.PreOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) {
		if name, known := l.fieldOf(e); known {
			reads[name] = true
		}
	}))
}

// fieldOf is the field that an expression is, by its short name.
func (l *Language) fieldOf(e ast.Expr) (string, bool) {
	name := strings.Join(pathOf(e), ".")
	if e.Kind() == ast.IdentKind {
		name = e.AsIdent()
	}
	name = strings.TrimPrefix(name, ".")
	if name == todayName {
		return "today", true
	}
	if _, known := l.forms[name]; !known {
		return "", false
	}
	return name[len(l.noun)+1:], true
}

// turned are the comparisons as they read with their sides changed over.
var turned = map[string]string{"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

func (l *Language) comparison(e ast.Expr) *Comparison {
	if e.Kind() != ast.CallKind {
		return nil
	}
	c := e.AsCall()
	args := c.Args()
	if c.IsMemberFunction() && len(args) == 1 && slices.Contains([]string{"contains", "startsWith", "endsWith"}, c.FunctionName()) {
		return l.compared(c.Target(), c.FunctionName(), args[0])
	}
	op, _ := operators.FindReverse(c.FunctionName())
	if _, known := turned[op]; !known || len(args) != 2 {
		return nil
	}
	if found := l.compared(args[0], op, args[1]); found != nil {
		return found
	}
	return l.compared(args[1], turned[op], args[0])
}

func (l *Language) compared(field ast.Expr, op string, with ast.Expr) *Comparison {
	name, known := l.fieldOf(field)
	value := literal(with)
	if !known || value == nil || name == "today" {
		return nil
	}
	return &Comparison{Field: name, Op: op, With: value}
}

// literal is what an expression says outright, or nil.
func literal(e ast.Expr) any {
	switch e.Kind() {
	case ast.LiteralKind:
		switch v := e.AsLiteral().(type) {
		case types.String:
			return string(v)
		case types.Double:
			return float64(v)
		case types.Int: // beside a number that CEL compares across types
			if n := float64(v); int64(n) == int64(v) {
				return n
			}
		}
	case ast.CallKind:
		c := e.AsCall()
		if c.FunctionName() != "timestamp" || len(c.Args()) != 1 {
			return nil
		}
		if text, ok := literal(c.Args()[0]).(string); ok {
			if at, err := time.Parse(time.RFC3339, text); err == nil {
				return at
			}
		}
	}
	return nil
}
