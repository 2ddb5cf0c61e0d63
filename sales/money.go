package sales

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strings"
)

// Currency is an ISO 4217 code in capitals.
type Currency string

// active lists the ISO 4217 codes in use; those whose minor unit is not a hundredth stand in digitsOf.
const active = " AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF " +
	"CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD " +
	"HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD " +
	"MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR " +
	"RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS " +
	"UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG "

var digitsOf = map[Currency]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
	"VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3, "CLF": 4,
}

// Known reports whether c is an ISO 4217 code in use.
func (c Currency) Known() bool { return len(c) == 3 && strings.Contains(active, " "+string(c)+" ") }

// Digits is the number of decimals of the currency's minor unit: 2 for IDR and USD, 0 for JPY, 3 for KWD.
func (c Currency) Digits() int {
	if n, special := digitsOf[c]; special {
		return n
	}
	return 2
}

// Money is an amount in minor units of a currency. Rupiah amounts run to 10^15 minor units, well inside an int64.
// The zero Money has no currency and means "no amount said".
type Money struct {
	Minor    int64
	Currency Currency
}

// ParseMoney reads a plain decimal such as "1250000.00" or "-3.5". More decimals than the currency has are refused,
// unless they are zeros: an amount is never rounded silently.
func ParseMoney(amount string, currency Currency) (Money, error) {
	if !currency.Known() {
		return Money{}, Invalid("/currency", "unknown_currency", "%q is not an ISO 4217 currency code", string(currency))
	}
	bad := Invalid("/amount", "bad_amount", "%q is not a decimal amount such as 1250000.00", amount)
	text, negative := strings.CutPrefix(amount, "-")
	whole, fraction, _ := strings.Cut(text, ".")
	if whole == "" || strings.HasSuffix(text, ".") || strings.Trim(whole+fraction, "0123456789") != "" {
		return Money{}, bad
	}
	digits := currency.Digits()
	for len(fraction) > digits && strings.HasSuffix(fraction, "0") {
		fraction = fraction[:len(fraction)-1]
	}
	if len(fraction) > digits {
		return Money{}, Invalid("/amount", "too_many_decimals", "%s has %d decimals, %q has more", string(currency), digits, amount)
	}
	var minor int64
	for _, r := range whole + fraction + strings.Repeat("0", digits-len(fraction)) {
		if minor > (math.MaxInt64-int64(r-'0'))/10 {
			return Money{}, Invalid("/amount", "amount_too_large", "%q is more than Arus can hold", amount)
		}
		minor = minor*10 + int64(r-'0')
	}
	if negative {
		minor = -minor
	}
	return Money{minor, currency}, nil
}

// Amount is the decimal text with the currency's own number of digits, as in "1250000.00".
func (m Money) Amount() string {
	digits := m.Currency.Digits()
	sign, units := "", uint64(m.Minor)
	if m.Minor < 0 {
		sign, units = "-", -units
	}
	text := fmt.Sprintf("%0*d", digits+1, units)
	if digits == 0 {
		return sign + text
	}
	cut := len(text) - digits
	return sign + text[:cut] + "." + text[cut:]
}

// String is the amount and the code, as in "1250000.00 IDR".
func (m Money) String() string { return m.Amount() + " " + string(m.Currency) }

// Plus adds two amounts of one currency. Adding to no amount gives the other.
func (m Money) Plus(n Money) (Money, error) {
	switch {
	case m.Currency == "":
		return n, nil
	case n.Currency == "":
		return m, nil
	case m.Currency != n.Currency:
		return Money{}, Invalid("/currency", "mixed_currencies", "%s and %s cannot be added", string(m.Currency), string(n.Currency))
	}
	sum := m.Minor + n.Minor
	if (sum > m.Minor) != (n.Minor > 0) && n.Minor != 0 {
		return Money{}, Invalid("/amount", "amount_too_large", "%s plus %s is more than Arus can hold", m, n)
	}
	return Money{sum, m.Currency}, nil
}

// Times multiplies by an exact factor and rounds once, half to even.
func (m Money) Times(factor *big.Rat) (Money, error) {
	product := new(big.Rat).Mul(new(big.Rat).SetInt64(m.Minor), factor)
	minor := roundHalfEven(product)
	if !minor.IsInt64() {
		return Money{}, Invalid("/amount", "amount_too_large", "%s times %s is more than Arus can hold", m, factor.FloatString(4))
	}
	return Money{minor.Int64(), m.Currency}, nil
}

// roundHalfEven rounds to the nearest integer; halves go to the even neighbour.
func roundHalfEven(r *big.Rat) *big.Int {
	twice := new(big.Int).Mul(r.Num(), big.NewInt(2))
	floor := new(big.Int).Div(new(big.Int).Add(twice, r.Denom()), new(big.Int).Mul(r.Denom(), big.NewInt(2)))
	// floor is floor(r + 1/2). It is one too large exactly when r is a half and the result is odd.
	half := new(big.Int).Mul(floor, new(big.Int).Mul(r.Denom(), big.NewInt(2)))
	if half.Cmp(new(big.Int).Add(twice, r.Denom())) == 0 && floor.Bit(0) == 1 {
		floor.Sub(floor, big.NewInt(1))
	}
	return floor
}

type moneyText struct {
	Amount   string   `json:"amount"`
	Currency Currency `json:"currency"`
}

// MarshalJSON writes {"amount":"1250000.00","currency":"IDR"}, or null when no amount was said.
func (m Money) MarshalJSON() ([]byte, error) {
	if m.Currency == "" {
		return []byte("null"), nil
	}
	b := make([]byte, 0, 48)
	b = append(b, `{"amount":"`...)
	b = append(b, m.Amount()...)
	b = append(b, `","currency":"`...)
	b = append(b, m.Currency...)
	return append(b, `"}`...), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (m *Money) UnmarshalJSON(b []byte) error {
	var text *moneyText
	if err := json.Unmarshal(b, &text); err != nil {
		return fmt.Errorf(`money is an object such as {"amount":"1250000.00","currency":"IDR"}`)
	}
	if text == nil {
		*m = Money{}
		return nil
	}
	var err error
	*m, err = ParseMoney(text.Amount, text.Currency)
	return err
}
