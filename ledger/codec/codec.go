// Package codec knows everything that a ledger can be about: the kinds of objects and the events of every room, by the
// names under which they are stored.
//
// It exists so that a room can keep records of its own without package sales knowing of it, and without registering
// anything while the program starts: a room lists its records, and the list is named here.
//
// It refuses to understand what it reads: that is the object's.
package codec

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"arus/merging"
	"arus/process"
	"arus/sales"
	"arus/score/chronicle"
)

// rooms are the records of the rooms beside sales.
var rooms = slices.Concat(process.Records(), chronicle.Records(), merging.Records())

// Kinds are those of the rooms beside sales.
func Kinds() []sales.Kind {
	kinds := make([]sales.Kind, len(rooms))
	for i, k := range rooms {
		kinds[i] = k.Kind
	}
	return kinds
}

// NewObject is an empty object of the kind that an id names, ready to be folded or decoded; nil for an unknown kind.
func NewObject(kind sales.Kind) sales.Object {
	if o := sales.NewObject(kind); o != nil {
		return o
	}
	for _, k := range rooms {
		if k.Kind == kind {
			return k.New()
		}
	}
	return nil
}

// Events lists one value of every event there is, in no particular order. The decoder and the API's documentation are
// made from it, so an event that is missing here cannot be stored.
func Events() []sales.Event {
	list := sales.Events()
	for _, k := range rooms {
		list = append(list, k.Events...)
	}
	return list
}

// Decoder turns stored events back into values.
type Decoder map[string]reflect.Type

// NewDecoder knows every event of this version.
func NewDecoder() Decoder {
	d := Decoder{}
	for _, e := range Events() {
		d[e.Name()] = reflect.TypeOf(e)
	}
	return d
}

// Decode reads one stored event. An unknown name is an error: the ledger was written by a newer version.
func (d Decoder) Decode(name string, body []byte) (sales.Event, error) {
	t, known := d[name]
	if !known {
		return nil, fmt.Errorf("codec: the event %q is not known to this version of Arus", name)
	}
	value := reflect.New(t)
	if err := json.Unmarshal(body, value.Interface()); err != nil {
		return nil, fmt.Errorf("codec: event %s: %w", name, err)
	}
	return value.Elem().Interface().(sales.Event), nil
}
