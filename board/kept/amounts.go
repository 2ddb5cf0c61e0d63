package kept

// Amounts is what is known of all values together, in every version: it lets whoever adds them up do less.
type Amounts struct {
	Currency uint16 // the only one, where Several is false; a version without a value is no exception
	Several  bool
	Most     uint64 // no value is further from nought
}

// AmountsOf are those of some values, each in its currency.
func AmountsOf(values []int64, currencies []uint16) (a Amounts) {
	met := false
	for i, value := range values {
		a.Most = max(a.Most, uint64(max(value, -value)))
		if code := currencies[i]; code != 0 || value != 0 {
			a.Several = a.Several || met && code != a.Currency
			a.Currency, met = code, true
		}
	}
	return a
}
