package sales

import (
	"encoding/json"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestParseMoney(t *testing.T) {
	for _, c := range []struct {
		amount   string
		currency Currency
		minor    int64
		code     string
	}{
		{"1250000.00", "IDR", 125000000, ""}, {"0", "USD", 0, ""}, {"-3.5", "USD", -350, ""}, {"3.50000", "USD", 350, ""},
		{"5", "JPY", 5, ""}, {"5.0", "JPY", 5, ""}, {"1.234", "KWD", 1234, ""}, {"0.0001", "CLF", 1, ""}, {"007", "USD", 700, ""},
		{"92233720368547758.07", "USD", math.MaxInt64, ""}, {"92233720368547758.08", "USD", 0, "amount_too_large"},
		{"99999999999999999999", "JPY", 0, "amount_too_large"}, {"1.001", "USD", 0, "too_many_decimals"}, {"5.5", "JPY", 0, "too_many_decimals"},
		{"", "USD", 0, "bad_amount"}, {"-", "USD", 0, "bad_amount"}, {".5", "USD", 0, "bad_amount"}, {"5.", "USD", 0, "bad_amount"},
		{"1,000.00", "USD", 0, "bad_amount"}, {"--1", "USD", 0, "bad_amount"}, {"+1", "USD", 0, "bad_amount"}, {"1e3", "USD", 0, "bad_amount"},
		{"1.2.3", "USD", 0, "bad_amount"}, {"1.2x4", "USD", 0, "bad_amount"}, {"٣", "USD", 0, "bad_amount"}, {" 1", "USD", 0, "bad_amount"},
		{"1", "XXX", 0, "unknown_currency"}, {"1", "usd", 0, "unknown_currency"}, {"1", "", 0, "unknown_currency"}, {"1", "D A", 0, "unknown_currency"},
	} {
		m, err := ParseMoney(c.amount, c.currency)
		if c.code != "" {
			wantProblem(t, err, c.code, "-")
		} else if err != nil || m != (Money{c.minor, c.currency}) {
			t.Errorf("%q %s is %d, %v; want %d", c.amount, c.currency, m.Minor, err, c.minor)
		}
	}
}

func TestMoneyComesBackFromItsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Money{rapid.Int64Range(-math.MaxInt64, math.MaxInt64).Draw(t, "minor"), rapid.SampledFrom([]Currency{"USD", "IDR", "JPY", "KWD", "CLF"}).Draw(t, "currency")}
		if again, err := ParseMoney(m.Amount(), m.Currency); err != nil || again != m {
			t.Errorf("%s is read as %s, %v", m, again, err)
		}
		var again Money
		if b, err := json.Marshal(m); err != nil || json.Unmarshal(b, &again) != nil || again != m {
			t.Errorf("%s comes back from JSON as %s (%v)", m, again, err)
		}
	})
}

func TestMoneyAsText(t *testing.T) {
	for want, m := range map[string]Money{"1250000.00 IDR": {125000000, "IDR"}, "-0.05 USD": {-5, "USD"}, "0.007 KWD": {7, "KWD"}, "-12 JPY": {-12, "JPY"},
		"-92233720368547758.08 USD": {math.MinInt64, "USD"}} {
		if m.String() != want {
			t.Errorf("%s, want %s", m, want)
		}
	}
	if text := asJSON(t, struct{ M Money }{}); text != `{"M":null}` {
		t.Errorf("no amount is %s", text)
	}
	for _, text := range []string{`5`, `"5 USD"`, `[]`, `{"amount":5,"currency":"USD"}`, `{}`} {
		if err := json.Unmarshal([]byte(text), new(Money)); err == nil {
			t.Errorf("%s was read as money", text)
		}
	}
	var m = usd(5)
	if err := json.Unmarshal([]byte(`null`), &m); err != nil || m != (Money{}) {
		t.Errorf("null is %v, %v", m, err)
	}
}

func TestMoneyAddsUpOrSaysWhyNot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := rapid.Int64().Draw(t, "x"), rapid.Int64().Draw(t, "y")
		exact := new(big.Int).Add(big.NewInt(x), big.NewInt(y))
		sum, err := usd(x).Plus(usd(y))
		if (err == nil) != exact.IsInt64() || err == nil && sum != usd(exact.Int64()) {
			t.Errorf("%d + %d is %d, %v", x, y, sum.Minor, err)
		}
	})
	_, err := usd(1).Plus(Money{1, "IDR"})
	wantProblem(t, err, "mixed_currencies", "/currency")
	if sum, err := (Money{}).Plus(usd(7)); err != nil || sum != usd(7) {
		t.Errorf("nothing + 7 is %v, %v", sum, err)
	}
	if sum, err := usd(7).Plus(Money{}); err != nil || sum != usd(7) {
		t.Errorf("7 + nothing is %v, %v", sum, err)
	}
}

func TestRoundingIsHalfToEven(t *testing.T) {
	for _, c := range []struct{ num, den, want int64 }{{1, 2, 0}, {3, 2, 2}, {5, 2, 2}, {7, 2, 4}, {-1, 2, 0}, {-3, 2, -2}, {-5, 2, -2}, {-7, 2, -4},
		{1, 3, 0}, {2, 3, 1}, {-1, 3, 0}, {-2, 3, -1}, {249, 100, 2}, {251, 100, 3}, {250, 100, 2}, {350, 100, 4}, {-250, 100, -2}, {6, 1, 6}} {
		if m, err := usd(1).Times(big.NewRat(c.num, c.den)); err != nil || m.Minor != c.want {
			t.Errorf("%d/%d rounds to %d, %v; want %d", c.num, c.den, m.Minor, err, c.want)
		}
	}
	_, err := usd(math.MaxInt64).Times(big.NewRat(2, 1))
	wantProblem(t, err, "amount_too_large", "-")
	rapid.Check(t, func(t *rapid.T) {
		num, den := rapid.Int64Range(-1e12, 1e12).Draw(t, "num"), rapid.Int64Range(1, 1e6).Draw(t, "den")
		m, err := usd(1).Times(big.NewRat(num, den))
		if err != nil {
			t.Fatal(err)
		}
		// |2·num − 2·m·den| ≤ den, and with equality m is even.
		off := 2*num - 2*m.Minor*den
		if off < 0 {
			off = -off
		}
		if off > den || off == den && m.Minor%2 != 0 {
			t.Errorf("%d/%d rounds to %d", num, den, m.Minor)
		}
	})
}
