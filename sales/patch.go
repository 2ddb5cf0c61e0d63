package sales

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// A patch is an RFC 7396 merge patch: the members to change, null to clear one. It is also what a "changed" event
// stores, so one mechanism serves the API, the ledger and every kind of object.

// patched applies a patch to a copy of facts. The patch is checked strictly: a member that T does not have is refused
// by name, because a misspelt field that is silently dropped is a lost change.
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
	if !bytes.HasPrefix(bytes.TrimSpace(patch), []byte("{")) {
		return patch, nil
	}
	if err := json.Unmarshal(patch, &changes); err != nil {
		return nil, Invalid("", "bad_json", "the patch is not a JSON object: %s", err.Error())
	}
	members := map[string]json.RawMessage{}
	if bytes.HasPrefix(bytes.TrimSpace(doc), []byte("{")) {
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
		switch old := was[name]; {
		case bytes.Equal(old, value):
		case bytes.HasPrefix(old, []byte("{")) && bytes.HasPrefix(value, []byte("{")):
			if patch[name], err = difference(old, value); err != nil {
				return nil, err
			}
		default:
			patch[name] = value
		}
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
