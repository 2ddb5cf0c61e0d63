package report

import (
	"arus/board"
	"arus/rule"
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
			return rule.Decoded(f.Type, value)
		}
	}
	return nil
}
