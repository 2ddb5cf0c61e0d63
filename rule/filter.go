package rule

import (
	"maps"
	"slices"
	"strings"

	"arus/sales"

	"cel.dev/cel-go/cel"
)

// Value hands over the fields of one object, each when an expression asks for it.
//
// The name is that in [Fields] without the kind: "close_date", "custom.budget". What comes back is a string, a named
// text such as [sales.StageID] is not; a number is a float64, int or int64, money in major units; then bool, []string,
// [sales.Instant] and [sales.Day]. nil is a missing value. For "today" it is the day of the picture, as a [sales.Day] or
// as text.
type Value interface {
	Get(name string) any
}

// Filter is a compiled expression that is true of some objects. It is safe for use by many goroutines.
type Filter struct {
	language *Language
	checked  *cel.Ast // of a whole filter
	program  cel.Program
	reads    []string
	said     []Mention
}

// Compile makes a filter over a kind of object in one step; see [For] and [Language.Filter].
func Compile(kind sales.Kind, text string, fields []sales.Field) (*Filter, error) {
	language, err := For(kind, fields)
	if err != nil {
		return nil, err
	}
	return language.Filter(text)
}

// Filter compiles an expression that answers true or false. Whatever is wrong with the text is a [sales.Problem] of code
// "bad_filter" at "/filter", whose arguments are line and column, both from 1, and what is wrong there, which is said as a
// problem of its own.
func (l *Language) Filter(text string) (*Filter, error) {
	switch {
	case len(text) > longest:
		return nil, bad(start, "the expression is longer than %d characters", longest)
	case strings.TrimSpace(text) == "":
		return nil, bad(start, "the expression is empty")
	}
	parsed, issues := l.env.Parse(text)
	if issues.Err() != nil {
		return nil, firstOf(issues)
	}
	source := parsed.NativeRep().SourceInfo()
	r := &reading{language: l, reads: map[string]bool{}, at: func(id int64) place {
		at := source.GetStartLocation(id)
		return place{max(1, at.Line()), max(0, at.Column()) + 1}
	}}
	r.visit(parsed.NativeRep().Expr(), nil)
	if r.fault != nil {
		return nil, r.fault
	}
	l.decimals(parsed.NativeRep().Expr())
	checked, issues := l.env.Check(parsed)
	if issues.Err() != nil {
		return nil, firstOf(issues)
	}
	f, err := l.plan(checked, r.reads)
	if err != nil {
		return nil, err
	}
	f.said = r.said
	return f, nil
}

// plan judges what a sound expression answers and costs, and prepares it for running.
func (l *Language) plan(checked *cel.Ast, reads map[string]bool) (*Filter, error) {
	if checked.OutputType() != cel.BoolType {
		return nil, bad(start, "a filter answers true or false, and this answers %s", word(checked.OutputType().String()))
	}
	estimate, err := l.env.EstimateCost(checked, sizes{})
	if err != nil {
		return nil, bad(start, "the cost of the expression cannot be told: %v", err)
	}
	if estimate.Max > dearest {
		return nil, bad(start, "the expression takes up to %d steps for one object, and may take %d", estimate.Max, dearest)
	}
	program, err := l.env.Program(checked, cel.EvalOptions(cel.OptOptimize), cel.CostLimit(dearest))
	if err != nil {
		return nil, bad(start, "this is not understood: %v", err)
	}
	f := &Filter{language: l, checked: checked, program: program}
	for _, name := range slices.Sorted(maps.Keys(reads)) {
		f.reads = append(f.reads, l.short(name))
	}
	return f, nil
}

// Fields are the names that the filter may ask a [Value] for, sorted, without "today". Short-circuits leave some unasked.
func (f *Filter) Fields() []string { return slices.Clone(f.reads) }

// Match reports whether the expression is true of an object. An error means that the expression has no answer here: a
// division of whole numbers by zero, or a value so long that working on it costs too much. It is a [sales.Problem].
func (f *Filter) Match(v Value) (bool, error) {
	answer, _, err := f.program.Eval(&asking{f.language, v})
	if err != nil {
		return false, failed(err)
	}
	return answer.Value().(bool), nil // the check has seen to the type
}
