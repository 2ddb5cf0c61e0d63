package report

import (
	"encoding/json"

	"arus/board"
	"arus/report/scan"
	"arus/sales"
)

// custom reads a custom field in the form that expressions compare: money and numbers as numbers, choices as a list.
func (r *Reader) custom(d board.Deal, key string) any {
	value, there := d.Custom()[key]
	if !there {
		return nil
	}
	for _, f := range r.settings.Fields {
		if f.On == sales.DealKind && f.Key == key {
			return Decoded(f.Type, value)
		}
	}
	return nil
}

// Decoded is a field's value in that form. What does not fit its field any more, because the field has changed, is a missing value.
func Decoded(t sales.FieldType, value json.RawMessage) any {
	switch t {
	case sales.NumberField:
		var n sales.Decimal
		if json.Unmarshal(value, &n) == nil {
			if r, ok := n.Rat(); ok {
				f, _ := r.Float64()
				return f
			}
		}
	case sales.MoneyField:
		var m sales.Money
		if json.Unmarshal(value, &m) == nil {
			return scan.Major(m)
		}
	case sales.BoolField:
		var b bool
		if json.Unmarshal(value, &b) == nil {
			return b
		}
	case sales.DayField:
		var day sales.Day
		if json.Unmarshal(value, &day) == nil {
			return day
		}
	case sales.ChoicesField:
		var all []string
		if json.Unmarshal(value, &all) == nil {
			return all
		}
	default:
		var text string
		if json.Unmarshal(value, &text) == nil {
			return text
		}
	}
	return nil
}
