package body

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"arus/sales"
)

// Of is a request's body: its text, which idempotency keys are bound to, and what it says. The text is a copy, because
// huma takes its buffer back when the handler ends, and a client that goes away ends it while the ledger is still reading.
type Of[B any] struct {
	Text  []byte
	Value B
	wrong error
}

// UnmarshalJSON never fails: what is wrong is told by Resolve, with its place, which an error of encoding/json has not.
func (b *Of[B]) UnmarshalJSON(text []byte) error {
	b.Text = bytes.Clone(text)
	if b.wrong = checkText(b.Text); b.wrong == nil {
		b.wrong = located[B](b.Text, json.Unmarshal(b.Text, &b.Value))
	}
	return nil
}

// Resolve hands over what was wrong, and ends the time that reading the body may take: net/http would end the request.
func (b *Of[B]) Resolve(ctx huma.Context) []error { return afterReading(ctx, b.wrong) }

func afterReading(ctx huma.Context, wrong error) []error {
	_ = ctx.SetReadDeadline(time.Time{}) // unknown to a recorder in tests
	if wrong == nil {
		return nil
	}
	return []error{wrong}
}

// Schema is that of what the body says.
func (*Of[B]) Schema(r huma.Registry) *huma.Schema {
	t := reflect.TypeFor[B]()
	return r.Schema(t, true, t.Name())
}

// Patch is the body of a merge patch over F. What it may hold is judged by package sales, against the object.
type Patch[F any] struct {
	Text  []byte
	wrong error
}

// UnmarshalJSON keeps the text.
func (p *Patch[F]) UnmarshalJSON(text []byte) error {
	p.Text = bytes.Clone(text)
	p.wrong = checkText(p.Text)
	return nil
}

// Resolve is as for Of.
func (p *Patch[F]) Resolve(ctx huma.Context) []error { return afterReading(ctx, p.wrong) }

// Schema lets every object through; package document says what it may hold.
func (*Patch[F]) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Type: huma.TypeObject} }

// Place adds to a problem of the patch where in it the fault is, when that shows without the object.
func (p *Patch[F]) Place(err error) error {
	var problem *sales.Problem
	var none F
	wrong := json.Unmarshal(p.Text, &none)
	if errors.As(err, &problem) && problem.Kind == sales.KindInvalid && wrong != nil && wrong.Error() == problem.Error() {
		return located[F](p.Text, wrong)
	}
	return err
}

// located says where in a text decoding it into T fails.
func located[T any](text []byte, err error) error {
	var problem *sales.Problem
	var syntax *json.SyntaxError
	var wrongType *json.UnmarshalTypeError
	switch {
	case err == nil, errors.As(err, &syntax):
		return err
	case errors.As(err, &wrongType):
		problem = sales.Invalid("", "wrong_type", "%s cannot be a %s", wrongType.Field, wrongType.Value)
	case !errors.As(err, &problem):
		problem = sales.Invalid("", "invalid", "%s", err.Error())
	}
	place := narrow(text, func(part []byte) bool {
		found := json.Unmarshal(part, new(T))
		return found != nil && found.Error() == err.Error()
	})
	return problem.At(strings.TrimSuffix(place, problem.Pointer))
}

// A place is looked for so deep and so often and no further: the texts come from strangers, too, and each look reads a part
// of one. What we take is not half as deep; nobody needs to be told which of five thousand lines it was.
const (
	narrowDepth = 16
	narrowLooks = 5000
)

// narrow finds the smallest part of a JSON text that still fails in the same way, alone in its place, and points to it, or
// to what holds it where that is deep.
func narrow(text []byte, fails func([]byte) bool) (pointer string) {
	var before, after string
	looks := 0
	for range narrowDepth {
		here := len(pointer)
		for _, p := range partsOf(text) {
			if looks++; looks > narrowLooks {
				return pointer
			}
			if open, closing := before+p.open, p.close+after; fails(slices.Concat([]byte(open), p.value, []byte(closing))) {
				pointer += "/" + escapePointer(p.name)
				before, after, text = open, closing, p.value
				break
			}
		}
		if len(pointer) == here {
			break
		}
	}
	return pointer
}

// part is a member of an object, or an item of a list, with what makes it the only one.
type part struct {
	name, open, close string
	value             json.RawMessage
}

func partsOf(text []byte) (all []part) {
	var members map[string]json.RawMessage
	var items []json.RawMessage
	if json.Unmarshal(text, &members) == nil {
		for _, name := range slices.Sorted(maps.Keys(members)) {
			quoted, _ := json.Marshal(name) // a string cannot fail
			all = append(all, part{name, "{" + string(quoted) + ":", "}", members[name]})
		}
	} else if json.Unmarshal(text, &items) == nil {
		for i, value := range items {
			all = append(all, part{strconv.Itoa(i), "[", "]", value})
		}
	}
	return all
}

// escapePointer is a member's name inside a JSON pointer, RFC 6901.
func escapePointer(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// checkText refuses the one character that JSON can say and a database cannot keep.
func checkText(text []byte) error {
	if !bytes.Contains(text, []byte(`\u0000`)) {
		return nil
	}
	var all any
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	if pointer, found := findNUL(all, ""); found {
		return sales.Invalid(pointer, "bad_text", "a text holds no NUL character")
	}
	return nil
}

func findNUL(v any, at string) (pointer string, found bool) {
	switch v := v.(type) {
	case string:
		return at, strings.ContainsRune(v, 0)
	case []any:
		for i := range v {
			if pointer, found = findNUL(v[i], at+"/"+strconv.Itoa(i)); found {
				return pointer, true
			}
		}
	case map[string]any:
		for name := range v {
			if strings.ContainsRune(name, 0) {
				return at, true
			}
			if pointer, found = findNUL(v[name], at+"/"+escapePointer(name)); found {
				return pointer, true
			}
		}
	}
	return "", false
}
