package analysis

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"arus/sales"
)

// tongue is a language, en or id.
type tongue string

// figure is a figure as people write it.
func (t tongue) figure(v any) string {
	switch x := v.(type) {
	case nil:
		return "–"
	case sales.Money:
		whole, _, _ := strings.Cut(x.Amount(), ".")
		return symbol(x.Currency) + " " + t.grouped(whole)
	case int:
		return t.grouped(strconv.Itoa(x))
	case float64:
		return t.decimal(x)
	}
	return fmt.Sprint(v)
}

// decimal has one place behind the comma where that says something.
func (t tongue) decimal(x float64) string {
	if x = math.Round(10*x) / 10; math.Abs(x) >= 100 || x == math.Trunc(x) {
		return t.grouped(strconv.FormatFloat(x, 'f', 0, 64))
	}
	text := strconv.FormatFloat(x, 'f', 1, 64)
	if t == "id" {
		text = strings.Replace(text, ".", ",", 1)
	}
	return strings.Replace(text, "-", "−", 1)
}

func (t tongue) share(v any) string {
	x, known := v.(float64)
	if !known {
		return "–"
	}
	return t.decimal(100*x) + "%"
}

// scales of short amounts: M is miliar in Indonesian and million in English.
var scales = []struct {
	from   float64
	en, id string
}{{1e12, "T", " T"}, {1e9, "B", " M"}, {1e6, "M", " jt"}, {1e3, "K", " rb"}}

// short is an amount in three or four digits.
func (t tongue) short(v any) string {
	x, is := v.(sales.Money)
	if !is {
		return t.figure(v)
	}
	amount, _ := strconv.ParseFloat(x.Amount(), 64)
	for _, s := range scales {
		if math.Abs(amount) < s.from {
			continue
		}
		unit := s.en
		if t == "id" {
			unit = s.id
		}
		return symbol(x.Currency) + " " + t.decimal(amount/s.from) + unit
	}
	return t.figure(v)
}

func symbol(c sales.Currency) string {
	if c == "IDR" {
		return "Rp"
	}
	return string(c)
}

// grouped puts a mark behind each thousand.
func (t tongue) grouped(digits string) string {
	mark := ","
	if t == "id" {
		mark = "."
	}
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "−", digits[1:]
	}
	var out []string
	for len(digits) > 3 {
		out, digits = append([]string{digits[len(digits)-3:]}, out...), digits[:len(digits)-3]
	}
	return sign + strings.Join(append([]string{digits}, out...), mark)
}

var months = strings.Fields("Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember")

// day is such as 31 December 2017.
func (t tongue) day(at sales.Instant) string {
	d := at.Time()
	if t == "id" {
		return fmt.Sprintf("%d %s %d", d.Day(), months[d.Month()-1], d.Year())
	}
	return d.Format("2 January 2006")
}
