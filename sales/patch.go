package sales

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// A patch is an RFC 7396 merge patch: the members to change, null to clear one. It is also what a "changed" event
// stores, so one mechanism serves the API, the ledger and every kind of object.

// asked is [patched] with somebody's own patch, which is checked strictly: a member that T does not have is refused by
// name, because a misspelt field that is silently dropped is a lost change.
func asked[T any](facts T, patch json.RawMessage) (T, error) {
	if !isObject(patch) {
		return facts, Invalid("", "bad_json", "a patch is a JSON object of the members to change")
	}
	if err := checkNames(reflect.TypeFor[T](), patch, ""); err != nil {
		return facts, err
	}
	return patched(facts, patch)
}

// checkNames refuses what decoding would let pass: "Name" for name, and null for a member that is not there.
func checkNames(t reflect.Type, patch json.RawMessage, at string) error {
	var members map[string]json.RawMessage
	if json.Unmarshal(patch, &members) != nil || t.Kind() != reflect.Struct {
		return nil // the type is checked where it is decoded
	}
	if t == reflect.TypeFor[Money]() {
		t = reflect.TypeFor[moneyText]()
	}
	known := map[string]reflect.Type{}
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		known[name] = field.Type
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		inner, has := known[name]
		if !has || name == "" {
			return Invalid(at+"/"+name, "unknown_field", "there is no field %q here", name)
		}
		if err := checkNames(inner, members[name], at+"/"+name); err != nil {
			return err
		}
	}
	return nil
}

// patched applies a patch to a copy of facts.
func patched[T any](facts T, patch json.RawMessage) (T, error) {
	var fresh T
	doc, err := json.Marshal(facts)
	if err != nil {
		return fresh, err
	}
	merged, err := mergePatch(doc, patch)
	if err != nil {
		return fresh, err
	}
	return fresh, decodeStrict(merged, &fresh)
}

// mergePatch is the function MergePatch of RFC 7396, section 2.
func mergePatch(doc, patch json.RawMessage) (json.RawMessage, error) {
	var changes map[string]json.RawMessage
	if !isObject(patch) {
		return patch, nil
	}
	if err := json.Unmarshal(patch, &changes); err != nil {
		return nil, Invalid("", "bad_json", "the patch is not a JSON object: %s", err.Error())
	}
	members := map[string]json.RawMessage{}
	if isObject(doc) {
		if err := json.Unmarshal(doc, &members); err != nil {
			return nil, err
		}
	}
	for name, change := range changes {
		if string(change) == "null" {
			delete(members, name)
			continue
		}
		merged, err := mergePatch(members[name], change)
		if err != nil {
			return nil, err
		}
		members[name] = merged
	}
	return json.Marshal(members)
}

// difference is the smallest patch that turns before into after, or nil when they are equal. Nested objects are compared
// member by member too, since a merge patch only clears what it names.
func difference(before, after any) (json.RawMessage, error) {
	was, err := membersOf(before)
	if err != nil {
		return nil, err
	}
	is, err := membersOf(after)
	if err != nil {
		return nil, err
	}
	patch := map[string]json.RawMessage{}
	for name, value := range is {
		old := was[name]
		if bytes.Equal(old, value) {
			continue
		}
		if isObject(old) && isObject(value) {
			inner, err := difference(old, value)
			if err != nil {
				return nil, err
			}
			if inner == nil {
				continue // the same members in another order
			}
			if !isMoney(value) {
				value = inner
			}
		}
		patch[name] = value
	}
	for name := range was {
		if _, still := is[name]; !still {
			patch[name] = json.RawMessage("null")
		}
	}
	if len(patch) == 0 {
		return nil, nil
	}
	return json.Marshal(patch)
}

func isObject(doc json.RawMessage) bool { return bytes.HasPrefix(bytes.TrimSpace(doc), []byte("{")) }

// isMoney: an amount and its currency are one thing. A patch of the amount alone would mean another sum once a back-dated
// fact has put another currency under it.
func isMoney(object json.RawMessage) bool {
	var m struct{ Amount, Currency json.RawMessage }
	return json.Unmarshal(object, &m) == nil && m.Amount != nil && m.Currency != nil
}

func membersOf(v any) (map[string]json.RawMessage, error) {
	doc, err := json.Marshal(v) // canonical: members of maps in order, no white space
	if err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	return members, json.Unmarshal(doc, &members)
}

// decodeStrict reads JSON into v and turns what encoding/json says into a problem with a pointer.
func decodeStrict(doc []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(doc))
	dec.DisallowUnknownFields()
	err := dec.Decode(v)
	var wrongType *json.UnmarshalTypeError
	var problem *Problem
	switch {
	case err == nil:
		return nil
	case errors.As(err, &problem):
		return problem
	case errors.As(err, &wrongType):
		return Invalid("/"+strings.ReplaceAll(wrongType.Field, ".", "/"), "wrong_type", "%s cannot be a %s", wrongType.Field, wrongType.Value)
	case strings.Contains(err.Error(), "unknown field"):
		name := strings.Trim(strings.TrimPrefix(err.Error(), "json: unknown field "), `"`)
		return Invalid("/"+name, "unknown_field", "there is no field %q here", name)
	}
	return Invalid("", "bad_json", "%s", fmt.Sprint(err))
}
