package rule

import (
	"fmt"
	"time"

	"arus/sales"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// asking lets CEL see a Value: it resolves a name when the evaluation comes to it, and no map is made.
type asking struct {
	language *Language
	value    Value
}

// ResolveName answers for the names that the language has declared.
func (a *asking) ResolveName(name string) (any, bool) {
	if name == todayName {
		return asText(a.value.Get("today"), "today"), true
	}
	if name == approvedName {
		return approvalsOf(a.value), true
	}
	f, known := a.language.forms[name]
	if !known {
		return nil, false
	}
	short := a.language.short(name)
	got := a.value.Get(short)
	switch f {
	case number:
		return asNumber(got, short), true
	case flag:
		return asFlag(got, short), true
	case instant:
		return asInstant(got, short), true
	case texts:
		return asTexts(got, short), true
	default:
		return asText(got, short), true
	}
}

// Parent is none: there are no names outside.
func (a *asking) Parent() cel.Activation { return nil }

func asText(got any, name string) ref.Val {
	switch v := got.(type) {
	case nil:
		return types.String("")
	case string:
		return types.String(v)
	case sales.Day:
		if v == 0 {
			return types.String("")
		}
		return types.String(v.String())
	}
	return unfit(got, name)
}

func asNumber(got any, name string) ref.Val {
	switch v := got.(type) {
	case nil:
		return types.Double(0)
	case float64:
		return types.Double(v)
	case int:
		return types.Double(v)
	case int64:
		return types.Double(v)
	}
	return unfit(got, name)
}

func asFlag(got any, name string) ref.Val {
	switch v := got.(type) {
	case nil:
		return types.False
	case bool:
		return types.Bool(v)
	}
	return unfit(got, name)
}

func asInstant(got any, name string) ref.Val {
	switch v := got.(type) {
	case nil:
		return types.Timestamp{Time: time.Unix(0, 0).UTC()}
	case sales.Instant:
		return types.Timestamp{Time: v.Time()}
	}
	return unfit(got, name)
}

func asTexts(got any, name string) ref.Val {
	switch v := got.(type) {
	case nil:
		return types.NewStringList(types.DefaultTypeAdapter, nil)
	case []string:
		return types.NewStringList(types.DefaultTypeAdapter, v)
	}
	return unfit(got, name)
}

// unfit is a mistake of the program, told as an error and not as a panic in the middle of somebody's report.
func unfit(got any, name string) ref.Val {
	return types.WrapErr(fmt.Errorf("rule: the value of %s is a %T", name, got))
}
