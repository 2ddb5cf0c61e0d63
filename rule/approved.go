package rule

import (
	"regexp"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// approvedName stands for what is approved, in an expression's own variables; nobody can type it.
const approvedName = "@approved"

// AskApproved is what a [Value] is asked by approved("discount"): with the key of the policy behind it, for a bool.
const AskApproved = "approved:"

const needsPolicy = `approved() takes the key of a policy, such as approved("discount")`

var policyKey = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// approving makes approved("discount") a look into what is approved.
func approving() []cel.EnvOption {
	approved := cel.GlobalMacro("approved", 1, func(build cel.MacroExprFactory, _ ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
		said, isText := literal(args[0]).(string)
		if !isText || !policyKey.MatchString(said) {
			return nil, build.NewError(args[0].ID(), needsPolicy)
		}
		return build.NewCall(operators.Index, build.NewIdent(approvedName), args[0]), nil
	})
	return []cel.EnvOption{cel.Macros(approved), cel.Variable(approvedName, cel.MapType(cel.StringType, cel.BoolType))}
}

// approvals looks at a Value when it is asked for a key. It has every key that can be written.
type approvals struct {
	traits.Mapper
	value Value
}

func approvalsOf(v Value) ref.Val {
	return approvals{types.NewStringStringMap(types.DefaultTypeAdapter, nil), v}
}

// Find asks for one.
func (a approvals) Find(key ref.Val) (ref.Val, bool) {
	name, isText := key.Value().(string)
	if !isText {
		return types.False, true
	}
	return asFlag(a.value.Get(AskApproved+name), name), true
}

// Get asks for one.
func (a approvals) Get(key ref.Val) ref.Val { v, _ := a.Find(key); return v }

// Approvals are the keys of the policies that the filter asks about.
func (f *Filter) Approvals() (keys []string) {
	ast.PreOrderVisit(f.checked.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != operators.Index {
			return
		}
		of, with := e.AsCall().Args()[0], e.AsCall().Args()[1]
		if said, isText := literal(with).(string); isText && of.Kind() == ast.IdentKind && strings.TrimPrefix(of.AsIdent(), ".") == approvedName {
			keys = append(keys, said)
		}
	}))
	return keys
}
