package sales

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// The test cases of RFC 7396, appendix A.
func TestMergePatchAsInItsRFC(t *testing.T) {
	for _, c := range [][3]string{
		{`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`},
		{`{"a":"b"}`, `{"a":null}`, `{}`},
		{`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`},
		{`{"a":["b"]}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"c"}`, `{"a":["b"]}`, `{"a":["b"]}`},
		{`{"a":{"b":"c"}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d"}}`},
		{`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`},
		{`["a","b"]`, `["c","d"]`, `["c","d"]`},
		{`{"a":"b"}`, `["c"]`, `["c"]`},
		{`{"a":"foo"}`, `null`, `null`},
		{`{"a":"foo"}`, `"bar"`, `"bar"`},
		{`{"e":null}`, `{"a":1}`, `{"a":1,"e":null}`},
		{`[1,2]`, `{"a":"b","c":null}`, `{"a":"b"}`},
		{`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`},
	} {
		if got, err := mergePatch([]byte(c[0]), []byte(c[1])); err != nil || string(got) != c[2] {
			t.Errorf("%s patched with %s is %s, %v; want %s", c[0], c[1], got, err, c[2])
		}
	}
}

func TestPatchesAreReadStrictly(t *testing.T) {
	facts := DealFacts{Name: "D", Value: usd(1000), NextStep: NextStep{"call", 20000}}
	for patch, want := range map[string][2]string{
		`{"nmae":"x"}`:                       {"unknown_field", "/nmae"},
		`{"Name":"x"}`:                       {"unknown_field", "/Name"},
		`{"nmae":null}`:                      {"unknown_field", "/nmae"},
		`{"":1}`:                             {"unknown_field", "/"},
		`{"next_step":{"Day":"2026-01-01"}}`: {"unknown_field", "/next_step/Day"},
		`{"value":{"amuont":null}}`:          {"unknown_field", "/value/amuont"},
		`{"name":5}`:                         {"wrong_type", "/name"},
		`{"line_items":[{"x":1}]}`:           {"unknown_field", "/x"},
		`{"value":{"amount":"1.001"}}`:       {"too_many_decimals", "-"},
		`{"close_date":"soon"}`:              {"bad_json", "-"},
		`[]`:                                 {"bad_json", ""},
		`null`:                               {"bad_json", ""},
		``:                                   {"bad_json", ""},
		`{"name"`:                            {"bad_json", ""},
	} {
		after, err := asked(facts, []byte(patch))
		if err == nil {
			t.Errorf("%s was taken: %+v", patch, after)
			continue
		}
		wantProblem(t, err, want[0], want[1])
	}
	after, err := asked(facts, []byte(` {"value":{"amount":"2"},"next_step":{"day":null},"segment":"mid"}`))
	if err != nil || after.Value != usd(200) || after.NextStep != (NextStep{Text: "call"}) || after.Segment != "mid" || after.Name != "D" {
		t.Errorf("%+v, %v", after, err)
	}
}

func TestDifferenceIsSmallAndKeepsMoneyWhole(t *testing.T) {
	facts := DealFacts{Name: "D", Value: usd(1000), NextStep: NextStep{"call", 20000}, Custom: Custom{"budget": json.RawMessage(`{"amount":"1.00","currency":"USD"}`), "tier": json.RawMessage(`"gold"`)}}
	for patch, want := range map[string]string{
		`{}`:                            ``,
		`{"name":"D"}`:                  ``,
		`{"name":"E"}`:                  `{"name":"E"}`,
		`{"value":{"amount":"2.00"}}`:   `{"value":{"amount":"2.00","currency":"USD"}}`,
		`{"value":{"amount":"10"}}`:     ``,
		`{"value":null}`:                `{"value":null}`,
		`{"next_step":{"day":null}}`:    `{"next_step":{"day":null}}`,
		`{"next_step":{"text":"mail"}}`: `{"next_step":{"text":"mail"}}`,
		`{"custom":{"tier":null}}`:      `{"custom":{"tier":null}}`,
		`{"custom":{"budget":{"currency":"USD","amount":"1.00"}}}`: ``,
		`{"custom":{"budget":{"amount":"3.00"}}}`:                  `{"custom":{"budget":{"amount":"3.00","currency":"USD"}}}`,
	} {
		after, err := asked(facts, []byte(patch))
		if err != nil {
			t.Errorf("%s: %v", patch, err)
			continue
		}
		if got, err := difference(facts, after); err != nil || string(got) != want {
			t.Errorf("%s makes the difference %s, %v; want %s", patch, got, err, want)
		}
	}
	// The other order of members is the same money, not none.
	turned := facts
	turned.Custom = Custom{"budget": json.RawMessage(`{"currency":"USD","amount":"1.00"}`), "tier": facts.Custom["tier"]}
	if got, err := difference(facts, turned); err != nil || got != nil {
		t.Errorf("the difference is %s, %v", got, err)
	}
}

func TestPatchedWithTheDifferenceIsAfter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := randomFacts(t), randomFacts(t)
		patch, err := difference(before, after)
		if err != nil {
			t.Fatal(err)
		}
		if patch == nil {
			patch = []byte(`{}`)
		}
		got, err := patched(before, patch)
		if err != nil || asJSONRapid(t, got) != asJSONRapid(t, after) {
			t.Errorf("%s\npatched with %s\nis %s, %v\nwant %s", asJSONRapid(t, before), patch, asJSONRapid(t, got), err, asJSONRapid(t, after))
		}
		if again, err := difference(got, after); err != nil || again != nil {
			t.Errorf("a difference of %s is left (%v)", again, err)
		}
	})
}

// asJSONRapid has the members of every object in order, custom values included.
func asJSONRapid(t *rapid.T, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var plain any
	digits := json.NewDecoder(bytes.NewReader(b))
	digits.UseNumber()
	if err := digits.Decode(&plain); err != nil {
		t.Fatal(err)
	}
	b, err = json.Marshal(plain)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func randomFacts(t *rapid.T) DealFacts {
	text := rapid.SampledFrom([]string{"", "a", "B <&>", "é\"\\", "null"})
	money := rapid.SampledFrom([]Money{{}, usd(0), usd(150), {150, "IDR"}, {7, "JPY"}})
	days := rapid.SampledFrom([]Day{0, 20000, 20001})
	f := DealFacts{Name: text.Draw(t, "name"), Owner: UserID(text.Draw(t, "owner")), Value: money.Draw(t, "value"), Segment: text.Draw(t, "segment"),
		CloseDate: days.Draw(t, "close"), NextStep: NextStep{text.Draw(t, "step"), days.Draw(t, "step day")}, ValueKind: rapid.SampledFrom([]ValueKind{TCV, LTV}).Draw(t, "kind")}
	for range rapid.IntRange(0, 2).Draw(t, "items") {
		f.LineItems = append(f.LineItems, LineItem{Quantity: Decimal(fmt.Sprint(rapid.IntRange(1, 3).Draw(t, "quantity"))), UnitPrice: money.Draw(t, "price"), Billing: PerMonth, TermMonths: 3})
	}
	for range rapid.IntRange(0, 2).Draw(t, "competitors") {
		f.Competitors = append(f.Competitors, CompetitorID(text.Draw(t, "competitor")))
	}
	values := rapid.SampledFrom([]string{``, `"gold"`, `5`, `12.50`, `true`, `["a","b"]`, `[]`, `{"amount":"1.00","currency":"USD"}`, `{"currency":"IDR","amount":"2.00"}`, ` "x" `})
	for _, key := range []string{"a", "b", "c"} {
		if v := values.Draw(t, key); v != "" {
			if f.Custom == nil {
				f.Custom = Custom{}
			}
			f.Custom[key] = json.RawMessage(v)
		}
	}
	return f
}
