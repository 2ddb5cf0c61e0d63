package codec_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"arus/ledger/codec"
	"arus/sales"
)

func TestEveryEventComesBackFromItsText(t *testing.T) {
	d := codec.NewDecoder()
	names := map[string]bool{}
	for _, e := range codec.Events() {
		filled := reflect.New(reflect.TypeOf(e))
		fill(filled.Elem(), 0)
		if noun := filled.Elem().FieldByName("Of"); noun.IsValid() {
			noun.SetString(reflect.ValueOf(e).FieldByName("Of").String()) // a part of the event's name
		}
		event := filled.Elem().Interface().(sales.Event)
		again, err := d.Decode(event.Name(), asJSON(t, event))
		if err != nil || !reflect.DeepEqual(again, event) {
			t.Errorf("%s\n%+v comes back as\n%+v, %v", event.Name(), event, again, err)
		}
		if names[e.Name()] {
			t.Errorf("two events are named %s", e.Name())
		}
		names[e.Name()] = true
	}
	if _, err := d.Decode("deal.melted", []byte(`{}`)); err == nil {
		t.Error("an event of a later version was read")
	}
	if _, err := d.Decode("deal.moved", []byte(`{"to":5}`)); err == nil {
		t.Error("a damaged event was read")
	}
}

// fill gives every field a value that is not its zero, so that one forgotten in JSON is missed.
func fill(v reflect.Value, depth int) {
	switch into := v.Addr().Interface().(type) {
	case *sales.Money:
		*into = sales.Money{Minor: 150, Currency: "IDR"}
		return
	case *sales.Decimal:
		*into = "12.5"
		return
	case *json.RawMessage:
		*into = json.RawMessage(`{"a":1}`)
		return
	case *sales.Custom:
		*into = sales.Custom{"a": json.RawMessage(`"x"`)}
		return
	}
	if words, ok := v.Addr().Interface().(*sales.Words); ok {
		*words = sales.Words{"en": "x"}
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("é <&> \"x\"")
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(20000)
	case reflect.Float64:
		v.SetFloat(.25)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), depth+1)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), depth+1)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, depth+1)
		fill(value, depth+1)
		v.SetMapIndex(key, value)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth+1)
	default:
		panic("no value for " + v.Type().String())
	}
}

func asJSON(t *testing.T, v any) []byte {
	t.Helper()
	doc, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// What is kept has a kind, and an object that takes the events of its kind and no others.
func TestEveryKindHasAnObject(t *testing.T) {
	for _, kind := range codec.Kinds() {
		o := codec.NewObject(kind)
		if o == nil || o.Fold(sales.Fact{Event: sales.DealWon{}}) == nil {
			t.Errorf("a %s took an event of a deal", kind)
		}
	}
	if codec.NewObject("planet") != nil {
		t.Error("there is no such kind")
	}
}
