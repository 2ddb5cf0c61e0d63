package sales

import (
	"math/big"
	"strconv"
)

// ValueKind says what an amount of money counts.
type ValueKind string

// The kinds of value. docs/language.md: TCV is all that is paid over the term, ACV what recurs in twelve months.
const (
	TCV       ValueKind = "tcv"
	ACV       ValueKind = "acv"
	FirstYear ValueKind = "first_year"
	LTV       ValueKind = "ltv"
)

func (k ValueKind) check() error {
	return OneOf("/value_kind", k, TCV, ACV, FirstYear, LTV)
}

// Billing is how often the price of a line item is paid.
type Billing string

// The billing rhythms.
const (
	OneOff       Billing = "one_off"
	PerMonth     Billing = "month"
	PerQuarter   Billing = "quarter"
	PerYear      Billing = "year"
	lineItemMost         = 200
)

// months between two payments; 0 for one-off.
func (b Billing) months() int64 {
	switch b {
	case PerMonth:
		return 1
	case PerQuarter:
		return 3
	case PerYear:
		return 12
	}
	return 0
}

// LineItem is one thing sold in a deal.
type LineItem struct {
	Product    ProductID `json:"product,omitempty"`
	Name       string    `json:"name,omitempty"`
	Quantity   Decimal   `json:"quantity"`
	UnitPrice  Money     `json:"unit_price"`
	Discount   Decimal   `json:"discount,omitempty"` // share of the price, 0 to 1
	Billing    Billing   `json:"billing"`
	Start      Day       `json:"start,omitzero"`
	TermMonths int64     `json:"term_months,omitempty"` // of recurring billing
}

// Decimal is an exact decimal number as text, such as "12.5". The empty text is 0.
type Decimal string

// Rat is the number; ok is false when the text is not a plain decimal.
func (d Decimal) Rat() (r *big.Rat, ok bool) {
	if d == "" {
		return new(big.Rat), true
	}
	for i := range len(d) {
		if c := d[i]; (c < '0' || c > '9') && c != '.' && (c != '-' || i > 0) || len(d) > 32 {
			return nil, false
		}
	}
	return new(big.Rat).SetString(string(d))
}

// equal compares the numbers of two decimals that were checked before.
func equal(x, y Decimal) bool {
	a, _ := x.Rat()
	b, _ := y.Rat()
	return a.Cmp(b) == 0
}

// UnmarshalJSON takes a decimal text or a JSON number, whose digits are kept as they were written.
func (d *Decimal) UnmarshalJSON(b []byte) error {
	text := string(b)
	if text == "null" {
		*d = ""
		return nil
	}
	if unquoted, err := strconv.Unquote(text); err == nil {
		text = unquoted
	}
	if _, ok := Decimal(text).Rat(); !ok || text == "" {
		return Invalid("", "bad_number", "%q is not a decimal number such as 12.5", text)
	}
	*d = Decimal(text)
	return nil
}

func (l LineItem) check() error {
	if err := OneOf("/billing", l.Billing, OneOff, PerMonth, PerQuarter, PerYear); err != nil {
		return err
	}
	quantity, ok1 := l.Quantity.Rat()
	switch {
	case !ok1 || quantity.Sign() < 0:
		return Invalid("/quantity", "out_of_range", "a quantity is a number of 0 or more, not %q", string(l.Quantity))
	case isShare("", l.Discount) != nil:
		return Invalid("/discount", "out_of_range", "a discount is a share from 0 to 1, not %q", string(l.Discount))
	case l.UnitPrice.Currency == "":
		return Invalid("/unit_price", "required", "a line item needs a unit price")
	case l.Billing != OneOff && (l.TermMonths < 1 || l.TermMonths > 600):
		return Invalid("/term_months", "out_of_range", "recurring billing needs a term of 1 to 600 months, not %d", l.TermMonths)
	}
	return nil
}

// value of the item over the first so many months. Recurring prices are spread evenly over their months.
func (l LineItem) value(months int64) *big.Rat {
	quantity, _ := l.Quantity.Rat() // checked when the item was accepted
	discount, _ := l.Discount.Rat()
	v := new(big.Rat).Mul(quantity, new(big.Rat).SetInt64(l.UnitPrice.Minor))
	v.Mul(v, new(big.Rat).Sub(big.NewRat(1, 1), discount))
	if every := l.Billing.months(); every > 0 {
		v.Mul(v, big.NewRat(min(months, l.TermMonths), every))
	}
	return v
}

// Economics of a product, for lifetime value.
type Economics struct {
	GrossMargin  Decimal `json:"gross_margin,omitempty"`  // share of revenue, 0 to 1
	MonthlyChurn Decimal `json:"monthly_churn,omitempty"` // share of customers lost a month, above 0
}

// ValueOf adds up line items as a kind of value, rounding once at the end, half to even. All items must have one
// currency. LTV needs the economics of every recurring item's product; one without churn is refused, never infinite.
func ValueOf(items []LineItem, kind ValueKind, economics func(ProductID) (Economics, bool)) (Money, error) {
	sum := new(big.Rat)
	currency := items[0].UnitPrice.Currency
	for i, item := range items {
		at := "/line_items/" + strconv.Itoa(i)
		if item.UnitPrice.Currency != currency {
			return Money{}, Invalid(at+"/unit_price", "mixed_currencies", "%s and %s cannot be added", string(currency), string(item.UnitPrice.Currency))
		}
		part, err := item.as(kind, economics)
		if err != nil {
			return Money{}, Invalid(at+"/product", "no_churn", "the product of this line item has no gross margin and monthly churn, so it has no lifetime value")
		}
		sum.Add(sum, part)
	}
	return Money{1, currency}.Times(sum)
}

func (l LineItem) as(kind ValueKind, economics func(ProductID) (Economics, bool)) (*big.Rat, error) {
	recurring := l.Billing != OneOff
	switch kind {
	case ACV:
		if !recurring {
			return new(big.Rat), nil
		}
		return l.value(12), nil
	case FirstYear:
		return l.value(12), nil
	case LTV:
		if !recurring {
			return l.value(0), nil
		}
		e, _ := economics(l.Product)
		margin, ok1 := e.GrossMargin.Rat()
		churn, ok2 := e.MonthlyChurn.Rat()
		if !ok1 || !ok2 || churn.Sign() <= 0 || e.GrossMargin == "" {
			return nil, Refused("no_churn", "no churn")
		}
		month := l.value(1)
		return month.Quo(month.Mul(month, margin), churn), nil
	}
	return l.value(l.TermMonths), nil
}
