package rule_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"arus/rule"
	"arus/sales"
)

// corpus are expressions that somebody might try: sound ones, slips, and attacks.
var corpus = []string{
	"deal.value > 1000 && deal.outcome == 'open'", "deal.products.exists(p, p.startsWith('x'))", "days_until(deal.close_date) < 30", "account.name.matches('(a+)+$')",
	"deal.competitors.all(a, deal.products.all(b, a != b))", "deal.name.lower().contains('x') || !(deal.value / 2 > 5)", "deal.value > 0 ? true : false",
	"deal.products.filter(p, size(p) > 3).size() > 1", "'a' in deal.products", "deal.custom.budget > 1 && deal.custom.`in` == 'x'", "deal.created_at < timestamp('2026-01-01T00:00:00Z')",
	"", " ", "deal", "deal.", ".deal.value", "deal..value", "deal.value >", "deal.value = 1", "deal.value == 'x'", "1", "true", "!!!!!!true", "'unclosed", "\"\\u00\"", "/* no */ true", "true // yes",
	"deal.products.map(p, p + p)", "has(deal.value)", "type(deal.value)", "dyn(deal.value) == 1", "bytes('x') == b'x'", "[1, 2, 3][99] == 1", "{'a': 1}.a == 1", "deal{value: 1}", "1 / 0 == 1", "1.0 / 0.0 > 1.0",
	"9223372036854775807 + 1 > 0", "-9223372036854775808 / -1 > 0", "1e308 * 10.0 > 1.0", "0x7fffffffffffffff > 1", "18446744073709551615u > 1u", "duration('1000000h') > duration('1s')",
	"deal.name.matches('" + strings.Repeat("(a|b|c|d|e){1,9}", 30) + "')", "deal.name.matches('[')", "deal.name.matches(deal.name)", "'" + strings.Repeat("x", 3900) + "' == deal.name",
	strings.Repeat("(", 200) + "true" + strings.Repeat(")", 200), strings.Repeat("!", 3000) + "true", "true" + strings.Repeat(" && true", 450), "deal.value" + strings.Repeat(" + deal.value", 300) + " > 1",
	"deal.products.all(a, deal.products.all(b, deal.products.all(c, true)))", "deal.products.all(a, deal.products.all(b, (a + b + a + b).matches('x.*y')))", "deal.products.all(@today, true)",
	"@today == 'x'", "__result__ == 1", "deal.products.all(deal, deal == 'x')", "\x00", "\xff\xfe", "deal\u200b.value > 1", "дeal.value > 1", "deal.value > １", "🙂", "deal.name == '\\ud800'",
	"timestamp('9999-99-99') > deal.created_at", "string(deal.value) + string(deal.value) == ''", "deal.name + deal.name + deal.name + deal.name == deal.name", "size(deal.name) > size(deal.products)",
	"approved('discount')", "approved(deal.name)", "approved()", "google.protobuf.Value{}", "optional.of(1)", "cel.bind(x, 1, x == 1)", "deal.products[?0] == 'x'", "deal.?value == 1",
}

var scraps = []string{"deal.value", "deal.name", "deal.products", "account.name", "deal.created_at", "deal.close_date", "deal.custom.budget", "true", "null", "''", "'x'", "1", "1.5", "-", "+", "*", "/", "%",
	"==", "!=", "<", ">=", "&&", "||", "!", "?", ":", "(", ")", "[", "]", "{", "}", ",", ".", " in ", ".all(a, ", ".exists(b, ", ".filter(c, ", ".exists_one(d, ", ".map(e, ", "a", "b", ".size()", "size(", ".matches('(x+x+)+y')",
	".contains(", ".lower()", "today()", "days_until(", "timestamp(", "duration(", "string(", "int(", "double(", "uint(", "\\", "\"", "'''", "r'", "0x", "1e999", "\x00", "\n", "é", "approved('x')"}

// hostile makes an expression that nobody would write in good faith.
func hostile(r *rand.Rand) string {
	text := corpus[r.IntN(len(corpus))]
	switch r.IntN(6) {
	case 0: // words in any order
		var b strings.Builder
		for range 1 + r.IntN(60) {
			b.WriteString(scraps[r.IntN(len(scraps))])
		}
		return b.String()
	case 1: // letters changed, added and left out
		letters := []byte(text)
		for range 1 + r.IntN(8) {
			if len(letters) == 0 {
				return string(rune(r.IntN(0x10ffff)))
			}
			switch at := r.IntN(len(letters)); r.IntN(3) {
			case 0:
				letters[at] = byte(r.IntN(256))
			case 1:
				letters = append(letters[:at], letters[at+1:]...)
			default:
				letters = append(letters[:at], append([]byte(scraps[r.IntN(len(scraps))]), letters[at:]...)...)
			}
		}
		return string(letters)
	case 2: // two in one
		return text + scraps[r.IntN(len(scraps))] + corpus[r.IntN(len(corpus))]
	case 3: // nested
		for range 1 + r.IntN(50) {
			text = []string{"(" + text + ")", "!(" + text + ")", "deal.products.all(x, " + text + ")", text + " && " + text, "(" + text + ") ? " + text + " : true"}[r.IntN(5)]
			if len(text) > 5000 {
				break
			}
		}
		return text
	case 4: // a part of one
		return text[:r.IntN(len(text)+1)]
	}
	return text
}

// heavy is an object of which every text is long and every list has many.
type heavy int

func (h heavy) Get(name string) any {
	text := strings.Repeat("xa", int(h))
	switch name {
	case "products", "competitors", "contact_roles", "contact_titles", "evidence":
		list := make([]string, min(int(h), 1000))
		for i := range list {
			list[i] = text[:min(len(text), 100)]
		}
		return list
	case "value", "days_in_stage":
		return float64(h)
	}
	return text
}

// Ten thousand malformed or hostile expressions: none takes anything down, each that is refused says where, and none that
// is let through costs more than it may, whatever it is asked about.
func TestTenThousandHostileExpressions(t *testing.T) {
	language, err := rule.ForSteps([]sales.Field{{Key: "budget", On: sales.DealKind, Type: sales.NumberField}, {Key: "in", On: sales.DealKind, Type: sales.TextField}})
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(6, 10_000))
	sound, failed, dear := 0, 0, uint64(0)
	for n := range 10_000 {
		text := hostile(r)
		if n < len(corpus) {
			text = corpus[n]
		}
		filter, err := language.Filter(text)
		if err != nil {
			var p *sales.Problem
			if !errors.As(err, &p) || p.Code != "bad_filter" || len(p.Args) != 3 || p.Args[0].(int) < 1 || p.Args[1].(int) < 1 {
				t.Fatalf("%q: %v", text, err)
			}
			if said := fmt.Sprint(err); strings.Contains(said, "this is not understood") {
				t.Errorf("%q: %s: say it in words of ours, which have a twin in each language", text, said)
			}
			continue
		}
		sound++
		for _, h := range []heavy{0, 3, 20_000} {
			cost, err := filter.Cost(h)
			switch {
			case err != nil:
				failed++ // it was stopped, or has no answer
			case cost > rule.Dearest:
				t.Fatalf("%q was answered at a cost of %d", text, cost)
			default:
				dear = max(dear, cost)
			}
			if _, err := filter.Match(h); err != nil {
				var p *sales.Problem
				if !errors.As(err, &p) || p.Code != "filter_failed" {
					t.Fatalf("%q: %v", text, err)
				}
			}
		}
	}
	t.Logf("10,000 expressions: %d sound, the dearest answer cost %d of %d, %d evaluations were stopped or had no answer", sound, dear, rule.Dearest, failed)
	if sound < 500 {
		t.Error("hardly any got through: the attacks are no attacks")
	}
}
