package rule

import (
	"math"
	"strings"
	"time"

	"arus/sales"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// What an expression may be. The cost is CEL's: about one per operation and per ten characters looked at.
const (
	longest      = 4 << 10 // bytes of an expression
	deepest      = 40      // levels of parentheses and calls
	mostNodes    = 2000    // parts of an expression, macros written out
	nestedLoops  = 2       // all(… exists(…)) and no further
	longPattern  = 1000    // instructions of a compiled regular expression
	presumedText = 200     // characters of a text when the cost is estimated; longer ones are caught while running
	presumedList = 50      // members of a list, likewise
	dearest      = 20_000  // the most that evaluating once may cost: well under a millisecond
)

// todayName stands for the day of the picture in an expression's own variables; nobody can type it.
const todayName = "@today"

// Language is what may be said about one kind of object, with the custom fields of one workspace. It is safe for use by
// many goroutines. Making one takes longer than compiling a filter with it, so a caller with many filters keeps it.
type Language struct {
	noun  string
	forms map[string]form // by name as in an expression
	env   *cel.Env
}

// For makes the language of a kind with the custom fields that a workspace has declared for it. An unknown kind, or one
// without expressions, is a [sales.Problem].
func For(kind sales.Kind, custom []sales.Field) (*Language, error) {
	l := &Language{noun: noun(kind), forms: map[string]form{}}
	if l.noun == "" {
		return nil, bad(start, "there are no filters over this kind of object")
	}
	l.declare(l.noun, fields(kind), kind, custom)
	return l.built()
}

// ForSteps makes the language in which criteria are said: over a deal as it stands when it is to take a step, and over its
// account. It knows what a ledger knows while a step is decided, and not what reports work out from all deals together.
func ForSteps(custom []sales.Field) (*Language, error) {
	l := &Language{noun: "deal", forms: map[string]form{}}
	l.declare("deal", stepFields(), sales.DealKind, custom)
	l.declare("account", fields(sales.AccountKind), sales.AccountKind, custom)
	return l.built(approving()...)
}

// declare adds the names of a kind of object.
func (l *Language) declare(noun string, known map[form][]string, kind sales.Kind, custom []sales.Field) {
	for f, names := range known {
		for _, name := range names {
			l.forms[noun+"."+name] = f
		}
	}
	for _, c := range custom {
		if c.On == kind {
			l.forms[noun+".custom."+c.Key] = formOf(c.Type)
		}
	}
}

// short is what a [Value] is asked for: without the kind where it is the language's first.
func (l *Language) short(name string) string { return strings.TrimPrefix(name, l.noun+".") }

func (l *Language) built(more ...cel.EnvOption) (*Language, error) {
	options := append(append(restrictions(), functions()...), more...)
	options = append(options, cel.Variable(todayName, cel.StringType))
	for name, f := range l.forms {
		options = append(options, cel.Variable(name, f.celType()))
	}
	var err error
	l.env, err = cel.NewCustomEnv(options...)
	return l, err
}

// restrictions leave out of CEL what can grow values without end (map), what our missing values make needless (has),
// and what no expression over sales needs (bytes, types).
func restrictions() []cel.EnvOption {
	without := []*env.Function{{Name: "bytes"}, {Name: "dyn"}, {Name: "type"}}
	return []cel.EnvOption{
		cel.StdLib(cel.StdLibSubset(&env.LibrarySubset{ExcludeMacros: []string{"map", "has"}, ExcludeFunctions: without})),
		cel.ParserExpressionSizeLimit(longest),
		cel.ParserRecursionLimit(deepest),
		cel.ParserErrorRecoveryLimit(4),
		cel.ExpressionNodeLimit(mostNodes),
		cel.RegexProgramSizeLimit(longPattern),
		cel.CrossTypeNumericComparisons(true),
		cel.EnableIdentifierEscapeSyntax(), // deal.custom.`in`
		cel.EnableHiddenAccumulatorName(true),
		cel.DefaultUTCTimeZone(true),
		cel.ASTValidators(cel.ValidateRegexLiterals(), cel.ValidateTimestampLiterals(), cel.ValidateDurationLiterals(),
			cel.ValidateHomogeneousAggregateLiterals(), cel.ValidateComprehensionNestingLimit(nestedLoops)),
	}
}

// functions are our own words.
func functions() []cel.EnvOption {
	today := cel.GlobalMacro("today", 0, func(build cel.MacroExprFactory, _ ast.Expr, _ []ast.Expr) (ast.Expr, *cel.Error) {
		return build.NewIdent(todayName), nil
	})
	daysUntil := cel.GlobalMacro("days_until", 1, func(build cel.MacroExprFactory, _ ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
		return build.NewCall(daysBetween, build.NewIdent(todayName), args[0]), nil
	})
	return []cel.EnvOption{
		cel.Macros(today, daysUntil),
		cel.Function(daysBetween, cel.Overload("days_between_text_text", []*cel.Type{cel.StringType, cel.StringType}, cel.DoubleType,
			cel.BinaryBinding(daysFromTo))),
		textFunction("lower", strings.ToLower),
		textFunction("upper", strings.ToUpper),
		textFunction("trim", strings.TrimSpace),
		cel.CostModel(
			scan("lower_text"), scan("upper_text"), scan("trim_text"),
			scanTarget("text_lower"), scanTarget("text_upper"), scanTarget("text_trim")),
	}
}

const daysBetween = "@days_between"

// daysFromTo answers in days. What is no day never comes.
func daysFromTo(from, to ref.Val) ref.Val {
	a, errA := time.Parse(time.DateOnly, string(from.(types.String)))
	b, errB := time.Parse(time.DateOnly, string(to.(types.String)))
	if errA != nil || errB != nil {
		return types.Double(math.Inf(1))
	}
	return types.Double(b.Sub(a).Hours() / 24)
}

// textFunction may be called as lower(x) and as x.lower().
func textFunction(name string, do func(string) string) cel.EnvOption {
	binding := cel.UnaryBinding(func(v ref.Val) ref.Val { return types.String(do(string(v.(types.String)))) })
	arg := []*cel.Type{cel.StringType}
	return cel.Function(name, cel.Overload(name+"_text", arg, cel.StringType, binding),
		cel.MemberOverload("text_"+name, arg, cel.StringType, binding))
}

// scan is the cost of a function that looks at every character and makes a text about as long.
func scan(id string) cost.OverloadModel {
	return cost.Overload(id, cost.EvalCost(cost.Scale(cost.Arg(0), 0.2)), cost.ResultSize(cost.Arg(0)))
}

func scanTarget(id string) cost.OverloadModel {
	return cost.MemberOverload(id, cost.EvalCost(cost.Scale(cost.Target(), 0.2)), cost.ResultSize(cost.Target()))
}

// sizes tells the estimate how large the fields are presumed to be.
type sizes struct{}

// EstimateSize presumes for what comes from outside; what the expression itself says is known exactly.
func (sizes) EstimateSize(node cost.AstNode) *cost.SizeEstimate {
	if node.ComputedSize() != nil || len(node.Path()) == 0 {
		return nil
	}
	most := uint64(presumedText)
	if node.Type().Kind() == types.ListKind {
		most = presumedList
	}
	size := cost.RangedSizeEstimate(0, most)
	return &size
}

// EstimateCallCost leaves every function to its own model.
func (sizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}
