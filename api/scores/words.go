package scores

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"arus/sales"
	"arus/score/win"
)

// english and indonesian are the facts as people call them.
var (
	english = map[string]string{"stage": "stage", "segment": "segment", "region": "region", "channel": "channel", "source": "source",
		"owner": "owner", "product": "product", "competitor": "competitor", "currency": "currency", "days_in_stage": "days in stage",
		"age_days": "age in days", "value": "value", "value_band": "value", "pushes": "pushes", "days_to_close_date": "days to the close date",
		"days_since_touch": "days since the buyer was last in touch", "": "what facts say together",
		win.AllLevel: "how much has been won of late", win.AllCalibrated: "how often chances like this came true",
		"unknown": "not known", "with": " with ", "up": "makes a win likelier", "down": "makes a win less likely"}
	indonesian = map[string]string{"stage": "tahap", "segment": "segmen", "region": "wilayah", "channel": "kanal", "source": "sumber",
		"owner": "pemilik", "product": "produk", "competitor": "pesaing", "currency": "mata uang", "days_in_stage": "hari di tahap",
		"age_days": "umur dalam hari", "value": "nilai", "value_band": "nilai", "pushes": "jumlah pengunduran", "days_to_close_date": "hari hingga tanggal tutup",
		"days_since_touch": "hari sejak kontak pembeli terakhir", "": "gabungan fakta",
		win.AllLevel: "seberapa banyak yang menang belakangan ini", win.AllCalibrated: "seberapa sering peluang seperti ini terbukti",
		"unknown": "tidak diketahui", "with": " dengan ", "up": "menaikkan peluang menang", "down": "menurunkan peluang menang"}
)

// wording is a language's words for facts, and how it groups the digits of a number.
func wording(language string) (say map[string]string, group byte) {
	if strings.HasPrefix(language, "id") {
		return indonesian, '.'
	}
	return english, ','
}

// label says the fact of a term: "Days in stage 12".
func label(language string, t win.Term, word string) string {
	say, group := wording(language)
	text := say[t.Fact]
	switch {
	case t.Fact == "" || t.Fact == win.AllLevel || t.Fact == win.AllCalibrated: // no fact of the deal
	case word != "":
		text += " " + word
	case !math.IsNaN(t.Number):
		text += " " + grouped(t.Number, group)
	default:
		text += " " + say["unknown"]
	}
	if t.With != "" {
		text += say["with"] + say[t.With]
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// effect says what a term does: "makes a win less likely".
func effect(language string, t win.Term) string {
	say, _ := wording(language)
	if t.Points < 0 {
		return say["down"]
	}
	return say["up"]
}

// grouped is a whole number with its thousands apart: nobody reads 700000000, and no fact is known to a tenth of a day.
func grouped(number float64, group byte) string {
	digits := []byte(strconv.FormatFloat(math.Abs(math.Round(number)), 'f', -1, 64))
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = slices.Insert(digits, at, group)
	}
	if math.Round(number) < 0 {
		return "-" + string(digits)
	}
	return string(digits)
}

// name is what people call the word of a term.
func (l teller) name(t win.Term) string { return l.named(t.Fact, t.Word) }

// named is what people call a word of a fact.
func (l teller) named(fact, word string) string {
	p := l.reader.Picture
	switch fact {
	case "stage":
		pipeline, stage, _ := strings.Cut(word, "/")
		if known, ok := p.Pipeline(sales.PipelineID(pipeline)); ok {
			if _, s := known.Facts.Stage(sales.StageID(stage)); s != nil {
				return s.Name
			}
		}
	case "owner":
		if u, ok := p.User(sales.UserID(word)); ok {
			return cmp.Or(u.Facts.Name, word)
		}
	case "value_band":
		_, group := wording(l.language)
		ends := strings.Split(l.reader.BandName(word), "–")
		for i, end := range ends {
			if number, err := strconv.ParseFloat(end, 64); err == nil {
				ends[i] = grouped(number, group)
			}
		}
		return strings.Join(ends, "–")
	case "product":
		if known, ok := p.Product(sales.ProductID(word)); ok {
			return known.Facts.Name
		}
	case "competitor":
		if known, ok := p.Competitor(sales.CompetitorID(word)); ok {
			return known.Facts.Name
		}
	}
	return word
}
