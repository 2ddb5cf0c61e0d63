package scores

import (
	"math"
	"testing"

	"arus/score/win"
)

func TestTermsAreSaidInWordsOfTheLanguage(t *testing.T) {
	for _, c := range []struct {
		term     win.Term
		word     string
		en, id   string
		likelier bool
	}{
		{win.Term{Fact: "value", Number: 700_000_000, Points: -1}, "", "Value 700,000,000", "Nilai 700.000.000", false},
		{win.Term{Fact: "days_to_close_date", Number: -1234.4, Points: 1}, "", "Days to the close date -1,234", "Hari hingga tanggal tutup -1.234", true},
		{win.Term{Fact: "age_days", Number: -0.3, Points: 1}, "", "Age in days 0", "Umur dalam hari 0", true},
		{win.Term{Fact: "owner", Word: "user_1", Number: math.NaN(), With: "value", Points: 1}, "Ani", "Owner Ani with value", "Pemilik Ani dengan nilai", true},
		{win.Term{Fact: "product", Number: math.NaN(), Points: -1}, "", "Product not known", "Produk tidak diketahui", false},
		{win.Term{Fact: win.AllLevel, Number: math.NaN(), Points: -1}, "", "How much has been won of late", "Seberapa banyak yang menang belakangan ini", false},
		{win.Term{Fact: win.AllCalibrated, Number: math.NaN(), Points: 1}, "", "How often chances like this came true", "Seberapa sering peluang seperti ini terbukti", true},
		{win.Term{Number: math.NaN(), Points: 1}, "", "What facts say together", "Gabungan fakta", true},
	} {
		if got := label("en", c.term, c.word); got != c.en {
			t.Errorf("in English: %q, want %q", got, c.en)
		}
		if got := label("id-ID", c.term, c.word); got != c.id {
			t.Errorf("in Indonesian: %q, want %q", got, c.id)
		}
		if got := effect("en", c.term); (got == "makes a win likelier") != c.likelier {
			t.Errorf("%s %s", c.en, got)
		}
	}
}
