package demo

import (
	"math"
	"math/rand/v2"
	"strconv"

	"arus/sales"
)

// offer is what a deal is about. Its value is exact: what the ledger works out from the line items is the same number.
type offer struct {
	product  int
	quantity int64
	price    int64 // of one, for a month when it recurs; minor units
	mille    int64 // discount in thousandths
	term     int64 // months; 0: paid once
	setup    int64 // minor units, paid once
	plain    int64 // the value, of deals without line items; minor units
	currency sales.Currency
	kind     sales.ValueKind
}

// itemised reports whether the deal has line items.
func (o offer) itemised() bool { return o.plain == 0 }

func (o offer) value() int64 {
	if !o.itemised() {
		return o.plain
	}
	months := max(o.term, 1)
	if o.kind == sales.FirstYear {
		months = min(months, 12)
	}
	return halfEven(o.price*o.quantity*months*(1000-o.mille)) + o.setup
}

// halfEven divides by a thousand.
func halfEven(thousandths int64) int64 {
	whole, rest := thousandths/1000, thousandths%1000
	if rest > 500 || rest == 500 && whole%2 == 1 {
		whole++
	}
	return whole
}

func (o offer) money(minor int64) sales.Money {
	return sales.Money{Minor: minor, Currency: o.currency}
}

// items are the line items, none for a plain deal.
func (o offer) items(co *company, start sales.Day) []sales.LineItem {
	if !o.itemised() {
		return nil
	}
	main := sales.LineItem{Product: co.products[o.product], Quantity: decimal(o.quantity), UnitPrice: o.money(o.price),
		Billing: sales.OneOff}
	if o.term > 0 {
		main.Billing, main.TermMonths, main.Start = sales.PerMonth, o.term, start
	}
	if o.mille > 0 {
		main.Discount = sales.Decimal(strconv.FormatFloat(float64(o.mille)/1000, 'f', -1, 64))
	}
	if o.setup == 0 {
		return []sales.LineItem{main}
	}
	setup := sales.LineItem{Product: co.products[services], Quantity: "1", UnitPrice: o.money(o.setup), Billing: sales.OneOff}
	return []sales.LineItem{main, setup}
}

func decimal(n int64) sales.Decimal { return sales.Decimal(strconv.FormatInt(n, 10)) }

// firstOffer fits a product and a quantity to a value in rupiah.
func (co *company) firstOffer(r *rand.Rand, l *life, rupiah float64) offer {
	account := co.accounts[l.account]
	o := offer{currency: "IDR", kind: valueKinds[l.motion], term: oneOf(r, []int64{12, 12, 24, 24, 36})}
	o.product = co.suits(r, account, rupiah)
	p := products[o.product]
	target := rupiah * 100
	o.price = p.rupiah * 100
	if account.dollars {
		o.currency, target, o.price = "USD", target/float64(co.rates[l.born.week])*100, p.cents
	}
	if p.once {
		o.term = 0
	}
	itemised := r.Float64() < .42
	if itemised && r.Float64() < .5 {
		o.setup = nicely(target*(.05+.15*r.Float64()), 2)
	}
	months := max(o.term, 1)
	if o.kind == sales.FirstYear {
		months = min(months, 12)
	}
	o.quantity = max(int64(math.Round((target-float64(o.setup))/float64(o.price*months))), 1)
	if !itemised {
		o.setup, o.plain = 0, nicely(target, 2)
	}
	return o
}

// suits picks a product for the account's industry, one of which the value buys at least a few.
func (co *company) suits(r *rand.Rand, a account, rupiah float64) int {
	first := industries[a.industry].product
	if r.Float64() < .5 {
		first = r.IntN(services)
	}
	if p := products[first]; float64(p.rupiah)*36 > rupiah {
		return payroll
	}
	return first
}

// changed is the offer after a round of haggling: mostly a discount, sometimes more of the product.
func (o offer) changed(r *rand.Rand) offer {
	return o.times(math.Exp(changeDrop + changeSpread*r.NormFloat64()))
}

func (o offer) times(factor float64) offer {
	switch {
	case !o.itemised():
		o.plain = nicely(float64(o.plain)*factor, 3)
	case factor < 1:
		o.mille = min(1000-int64(math.Round(float64(1000-o.mille)*factor)), 600)
	default:
		o.quantity = int64(math.Round(float64(o.quantity) * factor))
	}
	return o
}

// lastRound is what is booked in the end.
func (o offer) lastRound(r *rand.Rand) int64 {
	factor := math.Exp(closeDrop + closeSpread*r.NormFloat64())
	return nicely(float64(o.value())*factor, 4)
}

// nicely rounds to so many digits that count, as people do.
func nicely(x float64, digits int) int64 {
	step := math.Pow10(max(int(math.Floor(math.Log10(max(x, 1))))+1-digits, 0))
	return int64(math.Round(x/step) * step)
}
