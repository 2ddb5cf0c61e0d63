package rule

import (
	"encoding/json"
	"math"

	"arus/sales"
)

// Major is an amount in units of its currency, for comparing only: figures never pass through it.
func Major(m sales.Money) float64 {
	return float64(m.Minor) / math.Pow10(m.Currency.Digits()) // once: dividing by ten twice makes 19.990000000000002 of 1999 cents
}

// Decoded is a custom field's value in the form that expressions compare. What does not fit its field any more, because the field has changed, is a missing value.
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
			return Major(m)
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
