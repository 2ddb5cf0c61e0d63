package board

import (
	"encoding/binary"
	"encoding/json"
	"maps"
	"slices"

	"arus/sales"
)

// change applies the patch of r, which is otherwise the version before.
func (d *draft) change(r *row) error {
	patch, _ := patchAt(d.patches, r.arg)
	wide := d.facts[r.facts]
	was := wide
	plain, err := d.changePlain(r, &wide, patch)
	if err == nil && !plain {
		err = d.changeAny(r, &wide, patch)
	}
	if err == nil && wide != was {
		r.facts = d.keepFacts(wide)
	}
	return err
}

// patchAt reads a patch that keepPatch put there.
func patchAt(patches []byte, arg uint32) (patch []byte, sound bool) {
	length, n := binary.Uvarint(patches[min(int(arg), len(patches)):])
	rest := patches[min(int(arg)+max(n, 0), len(patches)):]
	if n <= 0 || length > uint64(len(rest)) {
		return nil, false
	}
	return rest[:length:length], true
}

// changeAny lets package sales apply the patch. It is the definition of what a patch does, and takes some 15 µs.
func (d *draft) changeAny(r *row, wide *facts, patch []byte) error {
	deal := sales.Deal{DealFacts: d.words.join(r, wide)}
	if err := deal.Fold(sales.Fact{Event: sales.DealChanged{Patch: patch}}); err != nil {
		return err
	}
	after, err := d.words.factsOf(deal.DealFacts, d.words.originOf(wide), r)
	if after.more != nil && wide.more != nil && sameJSON(after.more, wide.more) {
		after.more = wide.more
	}
	*wide = after
	return err
}

func sameJSON(a, b *more) bool {
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}

// changePlain applies a patch of nothing but texts and a whole value, which is what nearly all are, some fifty times
// faster. plain is false when there is anything else in it; r and wide are then as they were.
func (d *draft) changePlain(r *row, wide *facts, patch []byte) (plain bool, err error) {
	var members map[string]json.RawMessage
	if json.Unmarshal(patch, &members) != nil {
		return false, nil
	}
	changedRow, changedWide := *r, *wide
	for _, name := range slices.Sorted(maps.Keys(members)) { // in order, or words would get their codes by chance
		value := members[name]
		if name == "value" {
			plain = d.changeValue(&changedRow, value)
		} else {
			plain = d.changeText(&changedRow, &changedWide, name, value)
		}
		if !plain {
			return false, nil
		}
	}
	*r, *wide = changedRow, changedWide
	return true, nil
}

func (d *draft) changeValue(r *row, value []byte) bool {
	if string(value) == "null" {
		r.value, r.currency = 0, 0
		return true
	}
	var said struct {
		Amount   *string         `json:"amount"`
		Currency *sales.Currency `json:"currency"`
	}
	had := sales.Money{Minor: r.value, Currency: d.words.currencies[r.currency]}
	if json.Unmarshal(value, &said) != nil || said.Amount == nil || said.Currency == nil && had.Currency == "" {
		return false
	}
	if said.Currency == nil {
		said.Currency = &had.Currency
	}
	money, err := sales.ParseMoney(*said.Amount, *said.Currency)
	if err != nil {
		return false
	}
	r.value, r.currency = money.Minor, d.words.currency(money.Currency)
	return true
}

func (d *draft) changeText(r *row, wide *facts, name string, value []byte) bool {
	var text string // null leaves it empty: the member is cleared
	if json.Unmarshal(value, &text) != nil {
		return false
	}
	code := d.words.code
	switch name {
	case "name":
		wide.name = text
	case "account":
		wide.account = code(text)
	case "value_kind":
		wide.kind = code(text)
	case "segment":
		wide.segment = code(text)
	case "region":
		wide.region = code(text)
	case "channel":
		wide.channel = code(text)
	case "source":
		wide.source = code(text)
	case "owner":
		r.owner = code(text)
	case "category":
		category, err := categoryOf(sales.Category(text))
		r.state = r.state.withCategory(category)
		return err == nil
	default:
		return false
	}
	return true
}
