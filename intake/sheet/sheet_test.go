package sheet

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"arus/intake/rows"
)

func TestASellersFilesAreReadThroughTheirMap(t *testing.T) {
	m := mustParse(t, "seller.yaml")
	open := Dir("testdata/seller")
	for _, f := range m.Check(open) {
		t.Fatal(f)
	}
	var report Report
	sheet, err := OpenSheet(m, m.Section(Deals), open, &report)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for sheet.Next() {
		created, _ := sheet.Instant("created_at")
		closed, _ := sheet.Instant("closed_at")
		value, _ := sheet.Number("value")
		row := fmt.Sprintf("%d %s|%s|%s|%s|%s|%s|%s|%s%s|%s", sheet.Line(), sheet.Text("id"), sheet.Text("name"), sheet.Text("stage"), sheet.Outcome(),
			created.Format(time.RFC3339), closed.Format(time.DateOnly), value.Text, value.Currency, sheet.Text("currency"), sheet.Custom("wakil"))
		if sheet.Bad() {
			row = fmt.Sprintf("%d bad", sheet.Line())
		}
		got = append(got, row)
	}
	if err := sheet.Err(); err != nil {
		t.Fatal(err)
	}
	if err := sheet.Close(); err != nil {
		t.Fatal(err)
	}
	compare(t, got, []string{
		"2 D-1|LapTop Pro Maju Jaya|Negosiasi|won|2025-10-19T17:00:00Z|2026-02-28|1250000.5|IDR|Ani",
		"3 D-2|Laptop-Pro Sinar Abadi|Negosiasi|lost|2025-11-02T17:00:00Z|2026-03-10|0|IDR|Budi",
		"4 D-3|Laptop Pr|Negosiasi|open|2025-11-03T17:00:00Z|0001-01-01|2500000|IDRIDR|Ani",
		"5 D-4|Printer Karya; Mandiri|Awal|open|2025-09-30T17:00:00Z|0001-01-01||IDR|Budi",
		"6 bad",
		"7 bad",
	})
	var found []string
	for _, f := range report.Findings() {
		found = append(found, f.Error())
	}
	compare(t, found, []string{
		"deals.csv: Tutup: dates like '01/03/2026' can be month or day first; they were read as dmy, like column 'Mulai' of the same file",
		"deals.csv:6: Mulai: '31/02/2026' is not a date",
		"deals.csv:7: Tahap: 'Entah' is not among the outcomes in the map (Menang, Kalah, Awal, Negosiasi)",
		"deals.csv:7: Nilai: '12x' is not a number",
		"deals.csv:8: the row has 2 fields, the header has 8",
	})
}

func compare(t *testing.T, got, want []string) {
	t.Helper()
	if a, b := strings.Join(got, "\n"), strings.Join(want, "\n"); a != b {
		t.Errorf("got\n%s\nwant\n%s", a, b)
	}
}

// sheetOf reads one field of every row through a map; a bad row gives "!".
func sheetOf(t *testing.T, mapText, file string, read func(*Sheet) string) (values, findings []string) {
	t.Helper()
	m, found := ParseMap("m.yaml", []byte(mapText))
	if len(found) > 0 {
		t.Fatal(found)
	}
	var report Report
	sheet, err := OpenSheet(m, m.Sections[len(m.Sections)-1], files(map[string]string{"f.csv": file}), &report)
	if err != nil {
		t.Fatal(err)
	}
	for sheet.Next() {
		value := read(sheet)
		if sheet.Bad() {
			value = "!"
		}
		values = append(values, value)
	}
	if err := sheet.Err(); err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings() {
		findings = append(findings, fmt.Sprintf("%s@%d", f.Code, f.Line))
	}
	return values, findings
}

func TestAColumnIsReadAsItsRowsTell(t *testing.T) {
	created := func(s *Sheet) string {
		at, _ := s.Instant("created_at")
		return at.Format(time.RFC3339)
	}
	number := func(s *Sheet) string {
		n, _ := s.Number("value")
		return n.Text
	}
	outcome := func(s *Sheet) string { return s.Outcome() }
	for name, c := range map[string]struct {
		fields, file string
		read         func(*Sheet) string
		want, found  string
	}{
		"US dates":               {"created_at: c", "id,c\n1,3/4/2017\n2,10/20/2016\n", created, "2017-03-04T00:00:00Z 2016-10-20T00:00:00Z", ""},
		"dates that nobody told": {"created_at: c", "id,c\n1,3/4/2017\n2,5/6/2016\n", created, "! !", "ambiguous_dates@0"},
		"dates told by the map":  {"created_at: c, dates: dmy", "id,c\n1,3/4/2017\n", created, "2017-04-03T00:00:00Z", ""},
		"told for the column":    {"created_at: {column: c, dates: mdy}, dates: dmy", "id,c\n1,3/4/2017\n", created, "2017-03-04T00:00:00Z", ""},
		"Excel dates":            {"created_at: c", "id,c\n1,42663.5\n2,\n", created, "2016-10-20T12:00:00Z 0001-01-01T00:00:00Z", "excel_serial_dates@0"},
		"a default":              {"created_at: {column: c, default: 2016-01-02}", "id,c\n1,NULL\n", created, "2016-01-02T00:00:00Z", ""},
		"Indonesian money":       {"value: v", "id;v\n1;1.234.567,89\n2;1.500\n", number, "1234567.89 1500", ""},
		"money nobody told":      {"value: v", "id;v\n1;1.500\n", number, "1500", "decimal_style_guessed@0"},
		"money told by the map":  {"value: {column: v, decimal: \".\"}", "id;v\n1;1.500\n", number, "1.5", ""},
		"a constant":             {"value: {const: 12.5}", "id;v\n1;1,5\n", number, "12.5", ""},
		"value of won only":      {"value: {column: v, when: won}, outcome: {column: o, won: [W], lost: [L], open: [O]}", "id,v,o\n1,5,W\n2,6,l\n3,7,O\n4,8,\n", number, "5   ", ""},
		"value of closed only":   {"value: {column: v, when: closed}, outcome: {column: o, won: [W], lost: [L]}", "id,v,o\n1,5,W\n2,6,L\n3,7,Stage 3\n", number, "5 6 ", ""},
		"an unknown outcome":     {"outcome: {column: o, won: [W], open: [O]}", "id,o\n1,W\n2,X\n", outcome, "won !", "unknown_outcome@3"},
		"common words":           {"outcome: o", "id,o\n1,Closed Won\n2,LOST\n3,open\n4,?\n", outcome, "won lost open !", "unknown_outcome@5"},
		"flags":                  {"outcome: {is_won: w, is_closed: c}", "id,w,c\n1,true,true\n2,false,true\n3,false,false\n4,maybe,1\n", outcome, "won lost open !", "bad_yes_no@5"},
		"conditions":             {"where: {o: [a, b]}", "id,o\n1,a\n2,c\n3, b\n", func(s *Sheet) string { return s.Text("id") }, "1 3", ""},
		"a missing id":           {"name: o", "id,o\n,a\n2,c\n", func(s *Sheet) string { return s.Text("id") }, "! 2", "empty_value@2"},
		"encoding told":          {"name: o, encoding: windows-1252", "id,o\n1,Zo\xeb\n", func(s *Sheet) string { return s.Text("name") }, "Zoë", ""},
	} {
		t.Run(name, func(t *testing.T) {
			values, found := sheetOf(t, "source: x\ndeals: {file: f.csv, id: id, "+c.fields+"}\n", c.file, c.read)
			if got := strings.Join(values, " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if got := strings.Join(found, " "); got != c.found {
				t.Errorf("found %q, want %q", got, c.found)
			}
		})
	}
}

func TestPeopleAreRead(t *testing.T) {
	values, found := sheetOf(t, "source: x\nusers: {file: f.csv, name: n, email: e, active: a}\n", "n,e,a\nAni,Ani@X.id,ya\nBudi,budi,no\n", func(s *Sheet) string {
		email, _ := s.Email("email")
		active, _ := s.YesNo("active")
		return fmt.Sprint(s.Text("name"), " ", email, " ", active, " ", s.Has("team"))
	})
	compare(t, values, []string{"Ani ani@x.id true false", "!"})
	compare(t, found, []string{"bad_email@3"})
}

func TestAFileThatChangesBetweenCheckAndReadIsRefused(t *testing.T) {
	m, _ := ParseMap("m.yaml", []byte("source: x\ndeals: {file: f.csv, id: id, value: v}\n"))
	_, err := OpenSheet(m, m.Section(Deals), files(map[string]string{"f.csv": "id,w\n1,2\n"}), nil)
	if f, ok := err.(Finding); !ok || f.Code != rows.CodeMissingColumn {
		t.Errorf("got %v", err)
	}
}

func TestNamesAreLinkedWithAWordAndSuggestedWithoutTaking(t *testing.T) {
	names := NewNames("GTX Pro", "GTK 500", "Betatech", "Ünited Föods", "A-B", "A.B", "ABC", "technology")
	for name, want := range map[string]string{
		"GTX Pro":      "GTX Pro",
		"GTXPro":       "GTX Pro name_linked",
		"united foods": "Ünited Föods name_linked",
		"technolgy":    " name_unknown_did_you_mean",
		"Betatcech":    " name_unknown_did_you_mean",
		"GTK 600":      " name_unknown",
		"ab":           " name_ambiguous",
		"ABD":          " name_unknown", // too short to tell a slip from another name
		"Acme":         " name_unknown",
	} {
		got, note := names.Match(name)
		if note != nil {
			got += " " + string(note.Code)
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	names.Add("Acme")
	if got, note := names.Match("Acmee"); got != "" || note.Text("en") != "'Acmee' is not known; did you mean 'Acme'?" {
		t.Errorf("got %q, %v", got, note)
	}
}

func TestTheHistoryOfADealIsOneHistory(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		changes []Change
		created time.Time
		order   string
		found   string
	}{
		"in order":        {[]Change{{2, "d", "", "A", day(1)}, {3, "d", "A", "B", day(2)}}, day(1), "A B", ""},
		"out of order":    {[]Change{{2, "d", "A", "B", day(2)}, {3, "d", "", "A", day(1)}}, day(1), "A B", "changes_out_of_order@2"},
		"before creation": {[]Change{{2, "d", "", "A", day(1)}}, day(2), "", "change_before_creation@2"},
		"a gap":           {[]Change{{2, "d", "", "A", day(1)}, {3, "d", "B", "C", day(2)}}, time.Time{}, "A C", "history_gap@3"},
		"said twice":      {[]Change{{2, "d", "", "A", day(1)}, {3, "d", "", "B", day(1)}, {4, "d", "", "A", day(1)}}, day(1), "A B", "change_repeated@4"},
		"back again":      {[]Change{{2, "d", "", "A", day(1)}, {3, "d", "A", "B", day(2)}, {4, "d", "B", "A", day(3)}}, day(1), "A B A", ""},
		"nothing":         {nil, day(1), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			kept, findings := CheckTrail(c.changes, c.created)
			var order, found []string
			for _, k := range kept {
				order = append(order, k.To)
			}
			for _, f := range findings {
				found = append(found, fmt.Sprintf("%s@%d", f.Code, f.Line))
			}
			compare(t, []string{strings.Join(order, " "), strings.Join(found, " ")}, []string{c.order, c.found})
		})
	}
	seen := Seen{}
	if a, b := seen.Line("D-4", 5), seen.Line("D-4", 6); a != 0 || b != 5 {
		t.Errorf("got %d and %d", a, b)
	}
}

func BenchmarkSheet(b *testing.B) {
	m, found := ParseMap("m.yaml", []byte("source: x\nhistory: {file: f.csv, deal: opportunity_id, to: to_stage, at: changed_at}\n"))
	if len(found) > 0 {
		b.Fatal(found)
	}
	file := "opportunity_id,from_stage,to_stage,changed_at\n" + strings.Repeat("173688,1 Submitted,2 Pre-accepted,2011-09-30T22:39:37.906000+00:00\n", 50_000)
	start := time.Now()
	for b.Loop() {
		sheet, err := OpenSheet(m, m.Section(History), files(map[string]string{"f.csv": file}), nil)
		if err != nil {
			b.Fatal(err)
		}
		for sheet.Next() {
			if _, ok := sheet.Instant("at"); !ok || sheet.Text("deal") == "" || sheet.Text("to") == "" {
				b.Fatal("not read")
			}
		}
	}
	b.ReportMetric(float64(b.N)*50_000/time.Since(start).Seconds(), "rows/s")
}
