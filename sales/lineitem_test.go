package sales

import (
	"encoding/json"
	"testing"
)

func economics(id ProductID) (Economics, bool) {
	e, ok := map[ProductID]Economics{"prod_1": {"0.8", "0.02"}, "prod_zero": {"0.8", "0"}, "prod_none": {}}[id]
	return e, ok
}

func TestValueOfLineItemsWorkedByHand(t *testing.T) {
	setup := LineItem{Name: "Setup", Quantity: "1", UnitPrice: usd(100000), Billing: OneOff}
	seats := LineItem{Product: "prod_1", Quantity: "10", UnitPrice: usd(2000), Discount: "0.1", Billing: PerMonth, TermMonths: 24}
	support := LineItem{Product: "prod_1", Quantity: "1", UnitPrice: usd(90000), Billing: PerQuarter, TermMonths: 6}
	licence := LineItem{Product: "prod_1", Quantity: "2.5", UnitPrice: usd(120000), Billing: PerYear, TermMonths: 36}
	for _, c := range []struct {
		name                      string
		items                     []LineItem
		tcv, acv, firstYear, life int64
	}{
		// 1,000.00 once.
		{"one-off", []LineItem{setup}, 100000, 0, 100000, 100000},
		// 10 × 20.00 × 0.9 = 180.00 a month; 24 months; lifetime 180 × 0.8 ÷ 0.02 = 7,200.00.
		{"monthly, 24 months", []LineItem{seats}, 432000, 216000, 216000, 720000},
		// 900.00 a quarter = 300.00 a month for 6 months: a term under a year is the whole ACV; 300 × 40 = 12,000.00.
		{"quarterly, 6 months", []LineItem{support}, 180000, 180000, 180000, 1200000},
		// 2.5 × 1,200.00 = 3,000.00 a year = 250.00 a month; 250 × 40 = 10,000.00.
		{"yearly, 36 months", []LineItem{licence}, 900000, 300000, 300000, 1000000},
		{"all together", []LineItem{setup, seats, support, licence}, 1612000, 696000, 796000, 3020000},
	} {
		for kind, want := range map[ValueKind]int64{TCV: c.tcv, ACV: c.acv, FirstYear: c.firstYear, LTV: c.life} {
			if got, err := ValueOf(c.items, kind, economics); err != nil || got != usd(want) {
				t.Errorf("%s: %s is %s, %v; want %s", c.name, kind, got, err, usd(want))
			}
		}
	}
}

func TestValueIsRoundedOnceAtTheEnd(t *testing.T) {
	// Three times a third of a cent a month over 1 month: 0.01, and not three times nothing.
	third := LineItem{Quantity: "1", UnitPrice: usd(1), Billing: PerQuarter, TermMonths: 1}
	if got, err := ValueOf([]LineItem{third, third, third}, TCV, economics); err != nil || got != usd(1) {
		t.Errorf("%s, %v", got, err)
	}
	half := LineItem{Quantity: "0.5", UnitPrice: usd(5), Billing: OneOff} // 2.5 cents
	if got, err := ValueOf([]LineItem{half}, TCV, economics); err != nil || got != usd(2) {
		t.Errorf("%s, %v", got, err)
	}
}

func TestValueThatCannotBe(t *testing.T) {
	item := LineItem{Product: "prod_1", Quantity: "1", UnitPrice: usd(100), Billing: PerMonth, TermMonths: 12}
	for _, product := range []ProductID{"prod_zero", "prod_none", "prod_unknown", ""} {
		other := item
		other.Product = product
		_, err := ValueOf([]LineItem{item, other}, LTV, economics)
		wantProblem(t, err, "no_churn", "/line_items/1/product")
	}
	rupiah := item
	rupiah.UnitPrice.Currency = "IDR"
	_, err := ValueOf([]LineItem{item, rupiah}, TCV, economics)
	wantProblem(t, err, "mixed_currencies", "/line_items/1/unit_price")
	item.Quantity = "99999999999999999999"
	_, err = ValueOf([]LineItem{item}, TCV, economics)
	wantProblem(t, err, "amount_too_large", "-")
}

func TestUnsoundLineItemsAreRefused(t *testing.T) {
	sound := LineItem{Quantity: "1", UnitPrice: usd(100), Billing: PerMonth, TermMonths: 12}
	for pointer, spoil := range map[string]func(*LineItem){
		"/quantity":    func(l *LineItem) { l.Quantity = "-1" },
		"/discount":    func(l *LineItem) { l.Discount = "1.01" },
		"/billing":     func(l *LineItem) { l.Billing = "weekly" },
		"/unit_price":  func(l *LineItem) { l.UnitPrice = Money{} },
		"/term_months": func(l *LineItem) { l.TermMonths = 0 },
	} {
		item := sound
		spoil(&item)
		wantProblem(t, item.check(), map[string]string{"/billing": "not_a_choice", "/unit_price": "required"}[pointer]+
			map[string]string{"/quantity": "out_of_range", "/discount": "out_of_range", "/term_months": "out_of_range"}[pointer], pointer)
	}
	sound.Discount, sound.TermMonths = "1", 600
	if err := sound.check(); err != nil {
		t.Error(err)
	}
}

func TestDecimalsAreExactAndPlain(t *testing.T) {
	for text, want := range map[string]Decimal{`"12.5"`: "12.5", `12.50`: "12.50", `0`: "0", `-3`: "-3", `null`: ""} {
		var d Decimal
		if err := json.Unmarshal([]byte(text), &d); err != nil || d != want {
			t.Errorf("%s is %q, %v", text, d, err)
		}
	}
	for _, text := range []string{`"1e9"`, `1e9`, `"1/3"`, `""`, `"."`, `"-"`, `"0x10"`, `" 1"`, `"1_000"`, `"Inf"`, `true`, `[1]`, `"123456789012345678901234567890123"`, `"1-2"`} {
		var d Decimal
		if err := json.Unmarshal([]byte(text), &d); err == nil {
			t.Errorf("%s was read as %q", text, d)
		}
	}
}
