package analysis

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
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
			if !strings.Contains(page.String(), "<h2>"+tongue(language).say(s.Key)+"</h2>") {
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

func TestFiguresAreWrittenAsPeopleDo(t *testing.T) {
	for _, c := range []struct {
		language tongue
		value    any
		want     string
	}{{"en", sales.Money{Minor: 123456789, Currency: "USD"}, "USD 1,234,567"}, {"id", sales.Money{Minor: -100000, Currency: "IDR"}, "Rp −1.000"},
		{"id", 1.54, "1,5"}, {"en", 57.0, "57"}, {"en", -1.25, "−1.3"}, {"en", 1234.5, "1,234"}, {"en", nil, "–"}, {"id", 1000, "1.000"}, {"en", 999, "999"}} {
		if got := c.language.figure(c.value); got != c.want {
			t.Errorf("%v: got %s, want %s", c.value, got, c.want)
		}
	}
	for _, c := range []struct {
		minor  int64
		en, id string
	}{{1_250_000_000_00, "Rp 1.3B", "Rp 1,3 M"}, {2_500_000_00, "Rp 2.5M", "Rp 2,5 jt"}, {-12_000_00, "Rp −12K", "Rp −12 rb"}, {999_00, "Rp 999", "Rp 999"}} {
		value := sales.Money{Minor: c.minor, Currency: "IDR"}
		if en, id := tongue("en").short(value), tongue("id").short(value); en != c.en || id != c.id {
			t.Errorf("%v: got %s and %s, want %s and %s", value, en, id, c.en, c.id)
		}
	}
	if en, id, whole := tongue("en").share(.1234), tongue("id").share(.1234), tongue("en").share(1.); en != "12.3%" || id != "12,3%" || whole != "100%" {
		t.Errorf("shares are %s, %s and %s", en, id, whole)
	}
	if en, id := tongue("en").day(reporttest.Opening), tongue("id").day(reporttest.Opening); en == id || !strings.HasSuffix(en, id[len(id)-4:]) {
		t.Errorf("days are %s and %s", en, id)
	}
}

// Whatever a report may say in a column that is shown has its words, and so has whatever the page itself says.
func TestEverythingThePageSaysHasWords(t *testing.T) {
	said := strings.Fields("good warn bad no_target missed unknown covered enough short account owner contact deal website email history benchmark")
	for _, m := range regexp.MustCompile(`\b(?:say|tell|template "about") "([a-z ]+)"`).FindAllStringSubmatch(pageText, -1) {
		if m[1] != "about " {
			said = append(said, m[1])
		}
		if strings.Contains(m[0], "template") {
			said = append(said, "about "+m[1])
		}
	}
	a, _ := analysed(t)
	for _, r := range a.rows("health") {
		said = append(said, r["check"].(string), "told "+r["check"].(string))
	}
	if len(said) < 80 {
		t.Errorf("only %d words were looked at", len(said))
	}
	for _, name := range said {
		if w := words[strings.ReplaceAll(name, "_", " ")]; w[0] == "" || w[1] == "" {
			t.Errorf("%q has no words", name)
		}
	}
}

func TestFindingsAreTheReportsOwnJudgementsTheWorstFirst(t *testing.T) {
	a := Analysis{Sections: []Section{
		{Key: "health", Columns: report.Columns("", "text check status", "count count of", "share share", "money value"), Rows: [][]any{
			{"no_owner", "good", 0, 10, 0., nil}, {"stalled", "warn", 3, 10, .3, nil}, {"no_value", "bad", 10, 10, 1., nil}}},
		{Key: "conversion", Columns: report.Columns("", "text stage_name", "count visits", "share progress_rate"), Rows: [][]any{
			{"First", 100, .5}, {"Second", 50, .25}, {"Third", 4, .1}, {"Last", 0, nil}}},
		{Key: "durations", Columns: report.Columns("", "text stage_name", "count finished", "number days_p50"), Rows: [][]any{{"First", 100, 12.}, {"Second", 8, 90.}}},
		{Key: "coverage", Columns: report.Columns("", "text status", "number coverage needed_multiple", "money gap"), Rows: [][]any{{"short", 1.5, 3., nil}}},
	}}
	var got []string
	for _, f := range a.findings("en") {
		got = append(got, f.Status+" "+f.Section+": "+f.Text)
	}
	want := []string{
		"bad health: All 10 open deals have no value: the file may not hold it.",
		"bad coverage: What is open covers the gap of the quarter 1.5 times; 3 times were needed before.",
		"warn health: 3 of 10 open deals (30%) stand still for longer than is usual in their stage.",
		"warn conversion: Second is the weakest stage: 25% of its deals go on.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the findings are\n%s", strings.Join(got, "\n"))
	}
}

func TestALongListOfSuspectsIsCutOnThePageOnly(t *testing.T) {
	a, _ := analysed(t)
	twins := a.section("quality")
	for len(twins.Rows) < 40 {
		twins.Rows = append(twins.Rows, []any{"account", "name", fmt.Sprintf("twin %d", len(twins.Rows)), "Twin · Twin", 2})
	}
	a.Sections[len(a.Sections)-1] = twins
	var page bytes.Buffer
	if err := a.Write(&page, "en"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(page.String(), "and 28 more") || strings.Contains(page.String(), "twin 39") {
		t.Error("all suspects are on the page")
	}
}
