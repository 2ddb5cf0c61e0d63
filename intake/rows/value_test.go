package rows

import (
	"math/big"
	"strings"
	"testing"
	"time"
)

func TestNumbersOfAColumn(t *testing.T) {
	for name, c := range map[string]struct {
		cells   string // separated by ;
		decimal byte
		want    string // "!" for a refused cell
		note    Code
	}{
		"plain":                     {cells: "1250000;0;007;-5;+3", want: "1250000;0;7;-5;3"},
		"English":                   {cells: "1,250,000.00;1,234;0.50", want: "1250000;1234;0.5"},
		"Indonesian":                {cells: "1.234.567,89;1.234;Rp 1.500.000", want: "1234567.89;1234;1500000 IDR"},
		"a proof for the column":    {cells: "1.234;12,5", want: "1234;12.5"},
		"a proof the other way":     {cells: "1.234;12.5", want: "1.234;12.5"},
		"only thousands by point":   {cells: "1.234;5.000", want: "1234;5000", note: CodeNumbersGuessed},
		"only thousands by comma":   {cells: "1,234;$5,000", want: "1234;5000", note: CodeNumbersGuessed},
		"declared comma":            {cells: "1.234;1,234", decimal: ',', want: "1234;1.234"},
		"declared point":            {cells: "1.234;1,234;1.234.567", decimal: '.', want: "1.234;1234;!"},
		"both styles":               {cells: "1.234,50;1,234.50;1.234", want: "1234.5;1234.5;!", note: CodeNumbersMixed},
		"doubt on both sides":       {cells: "1.234;1,234", want: "!;!"},
		"spaces and apostrophes":    {cells: "1 234 567,5;1\u00a0234;1'234;1\u202f000", want: "1234567.5;1234;1234;1000"},
		"currencies":                {cells: "$1,096;US$ 5;€10;10 EUR;IDR1500;Rp.1.500,5;£3;(USD 7)", decimal: ',', want: "1.096;5 USD;10 EUR;10 EUR;1500 IDR;1500.5 IDR;3 GBP;-7 USD"},
		"negatives":                 {cells: "(500);-500;−500;$(500);-$500;Rp -500;-0", want: "-500;-500;-500;-500;-500;-500 IDR;0"},
		"no numbers":                {cells: "1e6;0x10;12%;abc;1..2;1,2,3;5.;.;--5;(-5);$€5;1-2;٣", want: "!;!;!;!;!;!;!;!;!;!;!;!;!"},
		"grouping that is not":      {cells: "12,34,567;1,23;1234,567.5;0,123", decimal: '.', want: "!;!;!;!"},
		"a fraction without a zero": {cells: ".5;-.25", want: "0.5;-0.25"},
		"beyond all money":          {cells: strings.Repeat("9", 31), want: "!"},
	} {
		t.Run(name, func(t *testing.T) {
			cells := strings.Split(c.cells, ";")
			var e NumberEvidence
			for _, cell := range cells {
				e.Observe(cell)
			}
			style, note := e.Decide(c.decimal)
			checkNote(t, note, c.note)
			var got []string
			for _, cell := range cells {
				n, err := style.Parse(cell)
				switch {
				case err != nil:
					got = append(got, "!")
				case n.Currency != "":
					got = append(got, n.Text+" "+n.Currency)
				default:
					got = append(got, n.Text)
				}
			}
			if text := strings.Join(got, ";"); text != c.want {
				t.Errorf("got  %s\nwant %s", text, c.want)
			}
		})
	}
}

func checkNote(t *testing.T, note *Finding, want Code) {
	t.Helper()
	var got Code
	if note != nil {
		got = note.Code
	}
	if got != want {
		t.Errorf("the note is %q, want %q", got, want)
	}
}

func TestDatesOfAColumn(t *testing.T) {
	jakarta := time.FixedZone("WIB", 7*3600)
	for name, c := range map[string]struct {
		cells string // separated by ;
		order Order
		zone  *time.Location
		want  string // moments; "!" for a refused cell
		note  Code
	}{
		"with an offset":       {cells: "2011-10-01T00:38:44.546+02:00;2011-09-30T22:38:44Z;2016-10-20T10:11:12.000+0000", want: "2011-09-30T22:38:44.546Z;2011-09-30T22:38:44Z;2016-10-20T10:11:12Z"},
		"without an offset":    {cells: "2011-09-30 22:38:44;2011-09-30;2011/9/3 7:05", zone: jakarta, want: "2011-09-30T15:38:44Z;2011-09-29T17:00:00Z;2011-09-03T00:05:00Z"},
		"named zones":          {cells: "2026-01-02 10:00 WIB;2026-01-02 10:00 UTC;2026-01-02 10:00 IST", want: "2026-01-02T03:00:00Z;2026-01-02T10:00:00Z;!"},
		"month first":          {cells: "10/20/2016;3/4/2017;1/2/2017 1:05 PM", want: "2016-10-20T00:00:00Z;2017-03-04T00:00:00Z;2017-01-02T13:05:00Z"},
		"day first":            {cells: "20/10/2016;3/4/2017;3-4-2017", want: "2016-10-20T00:00:00Z;2017-04-03T00:00:00Z;2017-04-03T00:00:00Z"},
		"declared":             {cells: "3/4/2017;20/10/2016", order: MonthFirst, want: "2017-03-04T00:00:00Z;!"},
		"nothing tells":        {cells: "3/4/2017;5/5/2017", want: "!;2017-05-05T00:00:00Z", note: CodeAmbiguousDates},
		"both orders":          {cells: "20/10/2016;21/10/2016;10/20/2016", want: "2016-10-20T00:00:00Z;2016-10-21T00:00:00Z;!", note: CodeDatesMixed},
		"dots":                 {cells: "20.10.2016;3.4.2017", want: "2016-10-20T00:00:00Z;2017-04-03T00:00:00Z"},
		"Excel":                {cells: "42663.5;42663;42663.999999999", want: "2016-10-20T12:00:00Z;2016-10-20T00:00:00Z;2016-10-21T00:00:00Z", note: CodeSerialDates},
		"Excel beside text":    {cells: "42663;2016-10-20", want: "!;2016-10-20T00:00:00Z"},
		"month names":          {cells: "20 Oct 2016;Oct 20, 2016;20-Okt-2016;17 Agustus 2024;1 Mei 2024 08:00;December 3 2024", want: "2016-10-20T00:00:00Z;2016-10-20T00:00:00Z;2016-10-20T00:00:00Z;2024-08-17T00:00:00Z;2024-05-01T08:00:00Z;2024-12-03T00:00:00Z"},
		"compact":              {cells: "20161020;20161350", want: "2016-10-20T00:00:00Z;!"},
		"two digits of a year": {cells: "10/20/16;20 Oct 16", want: "!;!"},
		"no dates":             {cells: "2016-02-30;soon;2016-10-20T;2016-10-20 25:00;2016-1O-20;12;2016-10-20 10:;1e5;2016-10-20 13:00 PM;0000-00-00;2016-10/20", want: "!;!;!;!;!;!;!;!;!;!;!"},
	} {
		t.Run(name, func(t *testing.T) {
			cells := strings.Split(c.cells, ";")
			var e DateEvidence
			for _, cell := range cells {
				e.Observe(cell)
			}
			style, note := e.Decide(c.order, c.zone)
			checkNote(t, note, c.note)
			var got []string
			for _, cell := range cells {
				if at, err := style.Instant(cell); err != nil {
					got = append(got, "!")
				} else {
					got = append(got, at.Format(time.RFC3339Nano))
				}
			}
			if text := strings.Join(got, ";"); text != c.want {
				t.Errorf("got  %s\nwant %s", text, c.want)
			}
		})
	}
}

func TestTheDayOfAMomentIsTheZonesDay(t *testing.T) {
	style := DateStyle{Zone: time.FixedZone("WIB", 7*3600)}
	for cell, want := range map[string]string{
		"2026-01-31T23:00:00Z": "2026-02-01", // already February in Jakarta
		"2026-01-31 23:00":     "2026-01-31",
		"2026-01-31":           "2026-01-31",
	} {
		if got, err := style.Day(cell); err != nil || got != want {
			t.Errorf("%s: got %s %v, want %s", cell, got, err, want)
		}
	}
}

func TestYesNoAndMail(t *testing.T) {
	for cell, want := range map[string]string{"TRUE": "true", " ya ": "true", "0": "false", "Tidak": "false", "maybe": "!", "": "!"} {
		got := "!"
		if b, err := Bool(cell); err == nil {
			got = map[bool]string{true: "true", false: "false"}[b]
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", cell, got, want)
		}
	}
	for cell, want := range map[string]string{"Ann@Example.com ": "ann@example.com", "Ann B <ann@x.id>": "ann@x.id", "ann": "!", "a@b@c": "!", "a@": "!", "@b": "!"} {
		got, err := Email(cell)
		if err != nil {
			got = "!"
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", cell, got, want)
		}
	}
	if got := Trim("\u00a0\u200b Acme \ufeff"); got != "Acme" {
		t.Errorf("got %q", got)
	}
}

// FuzzNumber: whatever is accepted is a canonical decimal that reads back as
// itself.
func FuzzNumber(f *testing.F) {
	for _, seed := range []string{"1,250,000.00", "1.234.567,89", "Rp 1.500.000", "$(5)", "-.5", "1 234", "007", "9e9", "(((1)))", "\u00a01", "1,"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		for _, decimal := range []byte{0, '.', ','} {
			n, err := NumberStyle{decimal}.Parse(cell)
			if err != nil {
				continue
			}
			if _, ok := new(big.Rat).SetString(n.Text); !ok {
				t.Fatalf("%q was read as %q", cell, n.Text)
			}
			if again, err := (NumberStyle{'.'}).Parse(n.Text); err != nil || again.Text != n.Text {
				t.Fatalf("%q reads back as %q, %v", n.Text, again.Text, err)
			}
		}
		var e NumberEvidence
		e.Observe(cell)
		e.Decide(0)
	})
}

// FuzzDate: whatever is accepted is a day between 1899 and 2200, and its ISO
// form means the same.
func FuzzDate(f *testing.F) {
	for _, seed := range []string{"2011-09-30T22:38:44.546+02:00", "10/20/2016 1:05 PM", "20 Oktober 2016", "42663.5", "20161020", "Oct 20, 2016", "1.2.2024", "31/12/2199 23:59:59.999 -14"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		for _, style := range []DateStyle{{}, {Order: MonthFirst}, {Order: DayFirst, Serial: true}} {
			at, err := style.Instant(cell)
			if err != nil {
				continue
			}
			if at.Year() < 1899 || at.Year() > 2200 {
				t.Fatalf("%q is in the year %d", cell, at.Year())
			}
			if again, err := style.Instant(at.Format(time.RFC3339Nano)); (err != nil || !again.Equal(at)) && at.Year() >= 1900 && at.Year() < 2200 {
				t.Fatalf("%q: %v reads back as %v, %v", cell, at, again, err)
			}
		}
		var e DateEvidence
		e.Observe(cell)
		e.Decide("", nil)
	})
}
