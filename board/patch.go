package board

import (
	"bytes"
	"encoding/binary"
	"encoding/json"

	"arus/board/flatjson"
	"arus/sales"
)

// change applies the patch of r, which is otherwise the version before.
func (d *draft) change(r *row) error {
	patch, _ := patchAt(d.patches, r.arg)
	wide := d.facts[r.facts]
	was := wide
	var err error
	if !d.changePlain(r, &wide, patch) {
		err = d.changeAny(r, &wide, patch)
	}
	if err == nil && wide != was {
		r.facts = d.keepFacts(wide)
	}
	return err
}

// opine takes in what a person said of the deal of r, who holds it to be likelier or puts it into another category.
func (d *draft) opine(r *row) error {
	switch r.did {
	case overridden:
		r.state |= opinionBit
	case restored:
		r.state &^= opinionBit
	default:
		var said sales.CategoryMoved
		text, _ := patchAt(d.patches, r.arg)
		if err := json.Unmarshal(text, &said); err != nil {
			return err
		}
		category, err := categoryOf(said.To)
		r.state = r.state.withCategory(category)
		return err
	}
	return nil
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
	deal := sales.Deal{DealFacts: d.words.join(r, wide, d.texts.All())}
	if err := deal.Fold(sales.Fact{Event: sales.DealChanged{Patch: patch}}); err != nil {
		return err
	}
	after, err := d.factsOf(deal.DealFacts, d.words.originOf(wide, d.texts.All()), r, wide)
	if after.more != nil && wide.more != nil && sameJSON(after.more, wide.more) {
		after.more = wide.more
	}
	*wide = after
	return err
}

func sameJSON(a, b *more) bool {
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}

// changePlain applies a patch of nothing but texts and a value, which is what nearly all are, some hundred times faster.
// plain is false when there is anything else in it; r and wide are then as they were.
func (d *draft) changePlain(r *row, wide *facts, patch []byte) (plain bool) {
	s := flatjson.Scanner{Rest: patch, Sound: true}
	changedRow, changedWide := *r, *wide
	for name := range s.Members {
		switch {
		case name != "value":
			d.changeText(&changedRow, &changedWide, name, &s)
		case s.Null():
			changedRow.value, changedRow.currency = 0, 0
		default:
			d.changeValue(&changedRow, &s)
		}
	}
	if !s.Sound || len(s.Rest) > 0 {
		return false
	}
	*r, *wide = changedRow, changedWide
	return true
}

func (d *draft) changeValue(r *row, s *flatjson.Scanner) {
	currency := d.words.currencies[r.currency]
	amount := ""
	for name := range s.Members {
		switch text := s.Text(); {
		case name == "amount" && text != "":
			amount = text
		case name == "currency" && text != "":
			currency = sales.Currency(text)
		default:
			s.Sound = false
		}
	}
	money, err := sales.ParseMoney(amount, currency)
	if err != nil {
		s.Sound = false // only the currency is said, or something that package sales is to judge
		return
	}
	r.value, r.currency = money.Minor, d.words.currency(money.Currency)
}

func (d *draft) changeText(r *row, wide *facts, name string, s *flatjson.Scanner) {
	text := ""
	if !s.Null() { // which clears the member
		text = s.Text()
	}
	if !s.Sound {
		return
	}
	code, of := d.words.code, d.words.profiles[wide.profile]
	switch name {
	case "name":
		wide.name = d.texts.Keep(text, wide.name)
	case "account":
		wide.account = code(text)
	case "value_kind":
		of.kind = code(text)
	case "segment":
		of.segment = code(text)
	case "region":
		of.region = code(text)
	case "channel":
		of.channel = code(text)
	case "source":
		of.source = code(text)
	case "owner":
		r.owner = code(text)
	case "category":
		category, err := categoryOf(sales.Category(text))
		r.state = r.state.withCategory(category)
		s.Sound = err == nil
	default:
		s.Sound = false
	}
	wide.profile = d.words.profile(of)
}
