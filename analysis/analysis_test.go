package analysis

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"arus/report"
	"arus/report/reporttest"
	"arus/sales"
)

func analysed(t *testing.T) (Analysis, *report.Reader) {
	t.Helper()
	at := reporttest.Opening + 200*reporttest.Day
	r := report.NewReader(reporttest.Many(t, rand.New(rand.NewPCG(1, 2)), 300).Snapshot().At(at, 0), at)
	a, err := Of(r, "pipe_a", "USD")
	if err != nil {
		t.Fatal(err)
	}
	return a, r
}

func TestThePageHasAllSectionsInBothLanguagesAndNothingFromElsewhere(t *testing.T) {
	a, r := analysed(t)
	open := 0
	for d := range r.Deals() {
		if d.Value().Currency == "USD" {
			open++
		}
	}
	if a.Deals != open {
		t.Errorf("%d deals, by hand %d", a.Deals, open)
	}
	for _, language := range []string{"en", "id"} {
		var page bytes.Buffer
		if err := a.Write(&page, language); err != nil {
			t.Fatal(err)
		}
		for _, s := range a.Sections {
			if !strings.Contains(page.String(), "<h2>"+say(language, s.Key)+"</h2>") {
				t.Errorf("%s: there is no %s", language, s.Key)
			}
		}
		for _, foreign := range []string{"<script", "http://", "https://", "%!", "<no value>", "NaN"} {
			if strings.Contains(page.String(), foreign) {
				t.Errorf("%s: the page holds %s", language, foreign)
			}
		}
	}
	if _, err := json.Marshal(a); err != nil || len(a.Sections) != 8 {
		t.Errorf("%d sections: %v", len(a.Sections), err)
	}
}

// Every column of every section has a word in Bahasa Indonesia.
func TestEveryColumnIsSaidInIndonesian(t *testing.T) {
	a, _ := analysed(t)
	for _, s := range a.Sections {
		for _, name := range append([]string{s.Key}, names(s.Columns)...) {
			if indonesian[strings.ReplaceAll(name, "_", " ")] == "" {
				t.Errorf("%s: %q has no word", s.Key, name)
			}
		}
	}
}

func names(columns []report.Column) (all []string) {
	for _, c := range columns {
		all = append(all, c.Name)
	}
	return all
}

func TestFiguresAreWrittenAsPeopleDo(t *testing.T) {
	for _, c := range []struct {
		language string
		value    any
		kind     string
		want     string
	}{{"en", sales.Money{Minor: 123456789, Currency: "USD"}, "money", "USD 1,234,567"}, {"id", sales.Money{Minor: -100000, Currency: "IDR"}, "money", "IDR −1.000"},
		{"en", .1234, "share", "12.3 %"}, {"id", 1.5, "number", "1,5"}, {"en", nil, "count", "–"}, {"id", 1000, "count", "1.000"}, {"en", 999, "count", "999"}} {
		if got := cell(c.language, c.value, report.Column{Type: c.kind}); got != c.want {
			t.Errorf("%v: got %s, want %s", c.value, got, c.want)
		}
	}
}
