package rule_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"arus/rule"
	"arus/sales"
)

// deal is a Value that notes what it was asked for.
type deal struct {
	facts map[string]any
	asked []string
}

func (d *deal) Get(name string) any {
	d.asked = append(d.asked, name)
	return d.facts[name]
}

func day(t testing.TB, text string) sales.Day {
	t.Helper()
	d, err := sales.ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func ourFields() []sales.Field {
	return []sales.Field{
		{Key: "budget", On: sales.DealKind, Type: sales.MoneyField},
		{Key: "signed", On: sales.DealKind, Type: sales.DayField},
		{Key: "urgent", On: sales.DealKind, Type: sales.BoolField},
		{Key: "tags", On: sales.DealKind, Type: sales.ChoicesField, Options: []string{"a"}},
		{Key: "in", On: sales.DealKind, Type: sales.NumberField},
		{Key: "tier", On: sales.AccountKind, Type: sales.ChoiceField, Options: []string{"gold"}},
	}
}

func example(t testing.TB) *deal {
	return &deal{facts: map[string]any{
		"name": "Ünal Teknoloji", "value": 150000.0, "segment": "enterprise", "region": "Jawa Barat", "outcome": "open",
		"close_date": day(t, "2026-12-31"), "today": day(t, "2026-11-23"), "products": []string{"prod_1", "prod_2"},
		"days_in_stage": 12.5, "pushes": 3, "created_at": sales.InstantOf(day(t, "2026-03-01").Time()), "probability": 0.25,
		"custom.budget": 90000.0, "custom.urgent": true, "custom.tags": []string{"a", "b"}, "custom.in": int64(7),
	}}
}

func language(t testing.TB) *rule.Language {
	t.Helper()
	l, err := rule.For(sales.DealKind, ourFields())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestFilterFindsWhatItSays(t *testing.T) {
	l := language(t)
	for text, want := range map[string]bool{
		`deal.value > 100000 && deal.segment == "enterprise"`:     true,
		`deal.value == 150000`:                                    true,
		`deal.value / 2 == 75000 && -deal.value < -1`:             true,
		`(deal.value > 1 ? 3 : 4) == 3`:                           true,
		`deal.value in [1, 150000]`:                               true,
		`deal.pushes * deal.days_in_stage == 37.5`:                true,
		`size(deal.products) == 2 && deal.products.size() > 1`:    true,
		`"prod_2" in deal.products`:                               true,
		`deal.products.exists(p, p == "prod_3")`:                  false,
		`deal.products.filter(p, p.endsWith("1")).size() == 1`:    true,
		`deal.region in ["Jawa Barat", "Bali"]`:                   true,
		`deal.name.lower().startsWith("ünal")`:                    true,
		`upper(trim(" x ")) == "X"`:                               true,
		`deal.name.contains("Tek") && deal.name.matches("^Ü.*i")`: true,
		`deal.close_date > today()`:                               true,
		`days_until(deal.close_date) == 38`:                       true,
		`days_until("2026-11-20") == -3`:                          true,
		`deal.created_at < timestamp("2026-04-01T00:00:00Z")`:     true,
		`deal.custom.budget < deal.value`:                         true,
		`deal.custom.urgent && "b" in deal.custom.tags`:           true,
		"deal.custom.`in` == 7":                                   true,
		`!(deal.outcome == "won" || deal.pushes < 3)`:             true,
		// what is missing
		`deal.custom.signed == ""`:                                 true,
		`deal.owner == "" && deal.age_days == 0`:                   true,
		`deal.competitors.size() == 0`:                             true,
		`deal.closed_at == timestamp("1970-01-01T00:00:00Z")`:      true,
		`days_until(deal.custom.signed) > 1000000`:                 true,
		`deal.custom.signed != "" && deal.custom.signed < today()`: false,
	} {
		f, err := l.Filter(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, err := f.Match(example(t)); got != want || err != nil {
			t.Errorf("%s: %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestWhatIsWrongIsSaidWithItsPlace(t *testing.T) {
	l := language(t)
	for _, c := range []struct {
		text         string
		line, column int
		says         string
	}{
		{`deal.valu > 100`, 1, 6, "there is no deal.valu; did you mean deal.value?"},
		{"deal.value > 1 &&\n  deal.custom.bugdet > 2", 2, 15, "did you mean deal.custom.budget?"},
		{`value > 1`, 1, 1, "did you mean deal.value?"},
		{`deal.budget > 1`, 1, 6, "did you mean deal.custom.budget?"},
		{`account.name == "x"`, 1, 9, "did you mean deal.account_name?"},
		{`xyzzy == 1`, 1, 1, "fields begin with deal."},
		{`deal.custom.tier == "gold"`, 1, 13, "there is no deal.custom.tier"}, // of accounts
		{`deal == 1`, 1, 1, "name a field"},
		{`deal.value.x == 1`, 1, 12, "deal.value has no parts"},
		{`deal.name > 5`, 1, 11, "'>' does not go with a text and a whole number"},
		{`deal.name != 5`, 1, 11, "'!='"},
		{`deal.value = 4`, 1, 12, "compare with '=='"},
		{`deal.value > 3 and true`, 1, 16, "'and' is written '&&'"},
		{`deal.name == "x`, 1, 14, "closing quote"},
		{`@today == "x"`, 1, 1, "'@"},
		{`deal.name ==`, 1, 13, "ends too early"},
		{`has(deal.name)`, 1, 4, "not needed"},
		{`deal.products.map(p, p) == []`, 1, 18, "no map"},
		{`deal.name.matches(deal.segment)`, 1, 18, "literal"},
		{`deal.name.matches("(")`, 1, 19, "no regular expression"},
		{`foo(deal.name)`, 1, 4, "there is no function foo"},
		{`deal.close_date < "31/12/2026"`, 1, 19, `"31/12/2026" is not a day`},
		{`"tomorrow" > today()`, 1, 1, "is not a day"},
		{`days_until("soon") < 3`, 1, 12, "is not a day"},
		{`deal.value`, 1, 1, "a filter answers true or false, and this answers a number"},
		{`Deal{name: "x"}`, 1, 5, "makes no objects"},
		{`[1].all(a, [1].all(b, [1].all(c, a > b && b > c)))`, 1, 30, "two deep"},
		{`1)(`, 1, 2, "')' does not belong here"},
		{`  `, 1, 1, "empty"},
		{strings.Repeat(" ", 5000) + "true", 1, 1, "longer than 4096"},
		{strings.Repeat("(", 300) + "true" + strings.Repeat(")", 300), 1, 1, "nested too deeply"},
	} {
		_, err := l.Filter(c.text)
		var p *sales.Problem
		if !errors.As(err, &p) {
			t.Errorf("%.60s: %v is no problem", c.text, err)
			continue
		}
		if p.Kind != sales.KindInvalid || p.Code != "bad_filter" || p.Pointer != "/filter" || len(p.Args) != 3 {
			t.Errorf("%.60s: %+v", c.text, p)
			continue
		}
		if said := p.Args[2].(error).Error(); !strings.Contains(said, c.says) || p.Args[0] != c.line || p.Args[1] != c.column {
			t.Errorf("%.60s: %v; want line %d, column %d, %q", c.text, err, c.line, c.column, c.says)
		}
	}
}

func TestEveryKindHasItsFieldsAndOthersHaveNone(t *testing.T) {
	for _, kind := range []sales.Kind{sales.DealKind, sales.AccountKind, sales.ContactKind, sales.ProductKind, sales.UserKind, sales.CompetitorKind, sales.TargetKind} {
		all := rule.Fields(kind, ourFields())
		l, err := rule.For(kind, ourFields())
		if err != nil || len(all) == 0 {
			t.Fatalf("%s: %v, %d fields", kind, err, len(all))
		}
		for _, f := range all {
			other := map[string]string{"text": `""`, "day": `""`, "number": "0", "boolean": "false", "list": "[]",
				"instant": `timestamp("1970-01-01T00:00:00Z")`}[f.Type]
			name := strings.Replace(f.Name, ".custom.in", ".custom.`in`", 1)
			compiled, err := l.Filter(name + " == " + other)
			if err != nil {
				t.Errorf("%s: %v", f.Name, err)
				continue
			}
			if ok, err := compiled.Match(&deal{}); !ok || err != nil {
				t.Errorf("missing %s: %v, %v", f.Name, ok, err)
			}
		}
	}
	if _, err := rule.Compile(sales.RateKind, "true", nil); err == nil {
		t.Error("there is a filter over rates")
	}
}

func TestFieldsAreReadOnlyWhenNeeded(t *testing.T) {
	f, err := language(t).Filter(`deal.value > 1000000 && (deal.products.exists(p, p == deal.name) || days_until(deal.close_date) < 3)`)
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Fields(); !slices.Equal(got, []string{"close_date", "name", "products", "value"}) {
		t.Errorf("reads %v", got)
	}
	d := example(t)
	if ok, err := f.Match(d); ok || err != nil || !slices.Equal(d.asked, []string{"value"}) {
		t.Errorf("%v, %v, asked for %v", ok, err, d.asked)
	}
}

func TestNoAnswerIsAProblemAndNoPanic(t *testing.T) {
	l := language(t)
	for text, d := range map[string]*deal{
		`1 / size(deal.products) == 1`:          {},
		`9223372036854775807 + 1 > 0`:           {},
		`deal.name == "x"`:                      {facts: map[string]any{"name": 5}},                              // a mistake of ours
		`deal.name.contains("needle in hay")`:   {facts: map[string]any{"name": strings.Repeat("needle ", 1e5)}}, // costs too much
		`deal.products.all(p, p.contains("x"))`: {facts: map[string]any{"products": slices.Repeat([]string{"xxxx"}, 1e5)}},
	} {
		f, err := l.Filter(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var p *sales.Problem
		if _, err := f.Match(d); !errors.As(err, &p) || p.Code != "filter_failed" {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestWhatCouldCostTooMuchIsRefused(t *testing.T) {
	l := language(t)
	many := "[" + strings.Repeat("1,", 300) + "1]"
	for _, text := range []string{
		many + ".all(a, " + many + ".all(b, a + b > 0))",
		`deal.products.all(a, deal.product_names.all(b, a.matches("(a|b)*c") && b.contains(a)))`,
		`deal.name.matches("` + strings.Repeat("(a{1,30}){1,30}", 5) + `")`,
	} {
		if _, err := l.Filter(text); err == nil {
			t.Errorf("%.80s is allowed", text)
		}
	}
}

// pieces are what a hostile or careless person might put together.
func pieces() []string {
	return strings.Fields(`deal deal.value deal.name deal.products deal.custom. custom.budget . .. ( ) [ ] { } , : ? && || ! - + * / %
		== != < > <= >= in 1 0 -1 1.5 1e308 0x7f 9223372036854775807 99999999999999999999 1u "" 'x' "\u0000" r"\" b"x" """ ''' true false null
		today() days_until( lower( size( matches( "(a+)+$" .all(x, .exists(p, .filter(q, .exists_one(r, .map(s, has( timestamp( duration( "1h"
		string( double( int( dyn( type( @today @result @days_between( __result__ x p cel.bind( optional. ?. // \ # $ ; = & | ^ ~ é 漢 😀 ` + "` \x00 \xff")
}

func TestNonsenseNeverPanics(t *testing.T) {
	l, random, all := language(t), rand.New(rand.NewPCG(1, 2)), pieces()
	sound := 0
	for range 8_000 {
		var text strings.Builder
		for range 1 + random.IntN(12) {
			text.WriteString(all[random.IntN(len(all))])
			if random.IntN(3) == 0 {
				text.WriteByte(' ')
			}
		}
		if tryAll(t, l, text.String()) {
			sound++
		}
	}
	if sound == 0 {
		t.Error("nothing compiled: the test tries nothing")
	}
}

// tryAll compiles and runs an expression, and wants problems with a place or answers, never a panic or another error.
func tryAll(t *testing.T, l *rule.Language, text string) bool {
	t.Helper()
	var p *sales.Problem
	f, err := l.Filter(text)
	if err != nil {
		if !errors.As(err, &p) || p.Args[0].(int) < 1 || p.Args[1].(int) < 1 || strings.ContainsRune(p.Error(), '\n') && !strings.ContainsRune(text, '\n') {
			t.Errorf("%q: %v", text, err)
		}
		return false
	}
	for _, d := range []*deal{{}, example(t)} {
		if _, err := f.Match(d); err != nil && !errors.As(err, &p) {
			t.Errorf("%q: %v", text, err)
		}
	}
	return true
}

func FuzzFilter(f *testing.F) {
	l := language(f)
	for _, text := range []string{`deal.value > 1 && deal.name.lower() in ["a"]`, `deal.products.exists(p, p.matches("^a"))`,
		`days_until(deal.close_date) < 3.5 ? true : !deal.custom.urgent`, strings.Join(pieces(), "")} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { tryAll(t, l, text) })
}

// row is a Value as the board's are: fields by a switch, no map.
type row struct {
	value         float64
	segment       string
	days          float64
	region, stage string
}

func (r *row) Get(name string) any {
	switch name {
	case "value":
		return r.value
	case "segment":
		return r.segment
	case "days_in_stage":
		return r.days
	case "region":
		return r.region
	case "stage_name":
		return r.stage
	case "outcome":
		return "open"
	}
	return nil
}

func BenchmarkMatch(b *testing.B) {
	for name, text := range map[string]string{
		"two":  `deal.value > 100000 && deal.segment == "enterprise"`,
		"five": `deal.outcome == "open" && deal.region == "Jawa Barat" && deal.value > 1000 && deal.days_in_stage < 30 && deal.stage_name in ["x", "y"]`,
	} {
		b.Run(name, func(b *testing.B) {
			f, err := rule.Compile(sales.DealKind, text, nil)
			if err != nil {
				b.Fatal(err)
			}
			r := &row{value: 150000, segment: "enterprise", days: 3, region: "Jawa Barat", stage: "y"}
			b.ReportAllocs()
			for b.Loop() {
				if ok, err := f.Match(r); !ok || err != nil {
					b.Fatal(ok, err)
				}
			}
		})
	}
}

// BenchmarkDearest is the most that one object can take, when an expression uses up what is allowed.
func BenchmarkDearest(b *testing.B) {
	list := "[" + strings.Repeat("1,", 40) + "1]"
	f, err := rule.Compile(sales.DealKind, list+".all(a, "+list+".all(b, a + b > 0))", nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := f.Match(&row{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	b.Run("language", func(b *testing.B) {
		for b.Loop() {
			if _, err := rule.For(sales.DealKind, ourFields()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("filter", func(b *testing.B) {
		l := language(b)
		for b.Loop() {
			if _, err := l.Filter(`deal.value > 100000 && deal.segment == "enterprise"`); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func TestWhatAFieldCanNeverBeIsRefusedWithWhatWasMeant(t *testing.T) {
	l := language(t)
	for text, want := range map[string]string{
		`deal.outcome == 'opne'`:                           `line 1, column 17: deal.outcome is never "opne"; did you mean "open"?`,
		`"Won" != deal.outcome`:                            `line 1, column 1: deal.outcome is never "Won"; did you mean "won"?`,
		`deal.value > 1 && deal.outcome in ["won","lsot"]`: `line 1, column 42: deal.outcome is never "lsot"; did you mean "lost"?`,
		`deal.category == "closed"`:                        `line 1, column 18: deal.category is never "closed": it is one of omitted, pipeline, best_case, most_likely, commit`,
		`deal.stalled == "stuck"`:                          `line 1, column 17: deal.stalled is never "stuck": it is one of none, warn, stalled`,
		`deal.value_kind == "tvc"`:                         `line 1, column 20: deal.value_kind is never "tvc"; did you mean "tcv"?`,
	} {
		if _, err := l.Filter(text); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	f, err := l.Filter(`deal.outcome == "won" && deal.owner in ["user_1", "user_2"] && ("prod_1" in deal.products || deal.name.contains("x"))`)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, m := range f.Mentions() {
		said = append(said, m.Field+" "+m.Text)
	}
	if want := []string{"outcome won", "owner user_1", "owner user_2", "products prod_1"}; !slices.Equal(said, want) {
		t.Errorf("it mentions %v, want %v", said, want)
	}
}
