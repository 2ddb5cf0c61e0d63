package rule

import (
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// CEL keeps whole and decimal numbers apart: it refuses deal.value == 100 and deal.value / 2, because both literals are
// whole. Nobody who writes about money means that. So before the check, whole literals that stand beside a decimal
// number are made decimal; those beside whole numbers (size(deal.products) == 2) stay as they are.

// decimals rewrites e and reports whether e is a decimal number, as far as can be told without the check.
func (l *Language) decimals(e ast.Expr) bool {
	switch e.Kind() {
	case ast.LiteralKind:
		_, decimal := e.AsLiteral().(types.Double)
		return decimal
	case ast.SelectKind:
		path := pathOf(e)
		f, known := l.forms[strings.Join(path, ".")]
		return known && f == number
	case ast.CallKind:
		return l.decimalCall(e.AsCall())
	case ast.ListKind:
		return l.alike(e.AsList().Elements())
	case ast.ComprehensionKind:
		c := e.AsComprehension()
		for _, part := range []ast.Expr{c.IterRange(), c.AccuInit(), c.LoopCondition(), c.LoopStep(), c.Result()} {
			l.decimals(part)
		}
	case ast.MapKind:
		for _, entry := range e.AsMap().Entries() {
			l.decimals(entry.AsMapEntry().Key())
			l.decimals(entry.AsMapEntry().Value())
		}
	}
	return false
}

func (l *Language) decimalCall(c ast.CallExpr) bool {
	args := c.Args()
	switch c.FunctionName() {
	case operators.Add, operators.Subtract, operators.Multiply, operators.Divide, operators.Modulo:
		return l.alike(args)
	case operators.Negate:
		return l.decimals(args[0])
	case operators.Conditional:
		l.decimals(args[0])
		return l.alike(args[1:])
	case operators.Equals, operators.NotEquals, operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals, operators.In:
		l.alike(args)
		return false
	}
	if c.IsMemberFunction() {
		l.decimals(c.Target())
	}
	for _, arg := range args {
		l.decimals(arg)
	}
	return c.FunctionName() == daysBetween || c.FunctionName() == "double"
}

// alike makes the operands decimal if one of them is.
func (l *Language) alike(operands []ast.Expr) bool {
	found := false
	for _, e := range operands {
		found = l.decimals(e) || found
	}
	if found {
		for _, e := range operands {
			makeDecimal(e)
		}
	}
	return found
}

// makeDecimal changes the whole literals that e's value is made of.
func makeDecimal(e ast.Expr) {
	switch e.Kind() {
	case ast.LiteralKind:
		switch v := e.AsLiteral().(type) {
		case types.Int:
			e.SetKindCase(ast.NewExprFactory().NewLiteral(e.ID(), types.Double(v)))
		case types.Uint:
			e.SetKindCase(ast.NewExprFactory().NewLiteral(e.ID(), types.Double(v)))
		}
	case ast.ListKind:
		for _, element := range e.AsList().Elements() {
			makeDecimal(element)
		}
	case ast.CallKind:
		c := e.AsCall()
		args := c.Args()
		switch c.FunctionName() {
		case operators.Conditional:
			args = args[1:]
		case operators.Add, operators.Subtract, operators.Multiply, operators.Divide, operators.Modulo, operators.Negate:
		default:
			return
		}
		for _, arg := range args {
			makeDecimal(arg)
		}
	}
}
