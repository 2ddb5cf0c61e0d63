// Package patch writes the RFC 7396 merge patch that makes one value into another.
//
// It exists because commands change facts by patches while files tell whole values. It refuses to be clever about arrays:
// a merge patch replaces them.
package patch

import (
	"encoding/json"
	"errors"
)

// Between is a merge patch that makes before into after, both of which are objects in JSON.
func Between(before, after any) (json.RawMessage, error) {
	was, err1 := members(before)
	is, err2 := members(after)
	patch := map[string]json.RawMessage{}
	for name := range was {
		if _, still := is[name]; !still {
			patch[name] = json.RawMessage("null")
		}
	}
	for name, value := range is {
		old, before := was[name]
		switch {
		case before && string(old) == string(value):
		case before && old[0] == '{' && value[0] == '{':
			inner, err := Between(old, value)
			if err != nil {
				return nil, err
			}
			patch[name] = inner
		default:
			patch[name] = value
		}
	}
	text, err3 := json.Marshal(patch)
	return text, errors.Join(err1, err2, err3)
}

func members(v any) (map[string]json.RawMessage, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var m map[string]json.RawMessage
	return m, json.Unmarshal(text, &m)
}
