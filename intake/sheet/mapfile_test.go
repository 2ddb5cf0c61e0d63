package sheet

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"arus/intake/rows"
)

// files is an Opener over texts.
func files(texts map[string]string) Opener {
	return func(name string) (io.ReadCloser, error) {
		text, ok := texts[name]
		if !ok {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		return io.NopCloser(strings.NewReader(text)), nil
	}
}

func mustParse(t *testing.T, name string) *Map {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	m, found := ParseMap(name, text)
	for _, f := range found {
		t.Error(f)
	}
	if len(found) > 0 {
		t.FailNow()
	}
	return m
}

func TestTheDocumentedMapIsUnderstood(t *testing.T) {
	m := mustParse(t, "maps/bpi2012.yaml")
	if m.Source != "bpi2012" || len(m.Pipelines) != 1 || m.Pipelines[0].Name != "Loans" || len(m.Pipelines[0].Stages) != 5 {
		t.Errorf("got %+v", m)
	}
	deals, history := m.Section(Deals), m.Section(History)
	if deals == nil || history == nil {
		t.Fatalf("sections: %+v", m.Sections)
	}
	if c := deals.Fields["currency"]; c.Const != "EUR" || len(c.Names) != 0 {
		t.Errorf("currency: %+v", c)
	}
	if c := deals.Fields["lost_reason"]; c.When != "lost" || c.Names[0] != "outcome" {
		t.Errorf("lost_reason: %+v", c)
	}
	if history.File != "stage_history.csv" || history.Fields["at"].Names[0] != "changed_at" {
		t.Errorf("history: %+v", history)
	}
	for stage, want := range map[string]string{"Won": "won", "Lost-Declined": "lost", "1 Submitted": ""} {
		if got, _ := m.Terminal(stage); got != want {
			t.Errorf("%s: got %q, want %q", stage, got, want)
		}
	}
}

func TestMistakesInAMapAreFoundWithTheirPlace(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"misspelt section":    {"source: x\ndeels: {file: a, id: b}\n", "m.yaml:2:1: deels: unknown key 'deels'; did you mean 'deals'?"},
		"misspelt field":      {"source: x\ndeals:\n  file: a\n  id: b\n  curency: c\n", "m.yaml:5:3: deals.curency: unknown key 'curency'; did you mean 'currency'?"},
		"unheard of":          {"source: x\nteams: {file: a, name: b, wombat: c}\n", "m.yaml:2:27: teams.wombat: unknown key 'wombat'; known here: file, where, decimal, dates, encoding, delimiter, name, id, parent, lead"},
		"no source":           {"deals: {file: a, id: b}\n", "m.yaml:1:1: source: key 'source' is missing"},
		"nothing to read":     {"source: x\n", "m.yaml:1:1: deals: key 'deals' is missing"},
		"no file":             {"source: x\ndeals: {id: b}\n", "m.yaml:2:8: deals: key 'file' is missing"},
		"no id":               {"source: x\ndeals: {file: b}\n", "m.yaml:2:8: deals: key 'id' is missing"},
		"given twice":         {"source: x\ndeals: {file: a, id: b, id: c}\n", "m.yaml:2:25: deals.id: key 'id' is given twice"},
		"bad YAML":            {"source: x\ndeals: [\n", "m.yaml:2: the map is not valid YAML: did not find expected node content"},
		"empty":               {"# nothing\n", "m.yaml:1: expected source:, deals: and so on; the map is empty"},
		"a list":              {"- a\n", "m.yaml:1:1: expected keys with values|m.yaml:1:1: source: key 'source' is missing"},
		"both":                {"source: x\ndeals: {file: a, id: {column: a, const: b}}\n", "m.yaml:2:22: deals.id: expected either column: or const:"},
		"neither":             {"source: x\ndeals: {file: a, id: {default: b}}\n", "m.yaml:2:22: deals.id: expected either column: or const:"},
		"bad when":            {"source: x\ndeals: {file: a, id: {column: a, when: maybe}}\n", "m.yaml:2:40: deals.id.when: 'maybe' is not allowed here; use one of open, won, lost, closed"},
		"when on outcome":     {"source: x\ndeals: {file: a, id: a, outcome: {column: o, when: won}}\n", "m.yaml:2:46: deals.outcome.when: unknown key 'when'; known here: column, const, won, lost, open, is_won, is_lost, is_closed, default"},
		"bad zone":            {"source: x\ntime_zone: Mars/Olympus\ndeals: {file: a, id: b}\n", "m.yaml:2:12: time_zone: expected a time zone such as Asia/Jakarta"},
		"bad delimiter":       {"source: x\ndelimiter: ab\ndeals: {file: a, id: b}\n", "m.yaml:2:12: delimiter: expected one character, such as \";\" or tab"},
		"stages as text":      {"source: x\npipeline: {name: P, stages: A}\ndeals: {file: a, id: b}\n", "m.yaml:2:29: pipeline.stages: expected a list of stages, first to last"},
		"a stage twice":       {"source: x\npipeline: {name: P, stages: [A, A]}\ndeals: {file: a, id: b}\n", "m.yaml:2:33: pipeline.stages: key 'A' is given twice"},
		"bad days":            {"source: x\npipeline: {name: P, stages: [{name: A, limit_days: soon}]}\ndeals: {file: a, id: b}\n", "m.yaml:2:52: pipeline.stages.limit_days: expected a number of days"},
		"alias":               {"source: x\ndeals: &d {file: a, id: b}\nhistory: *d\n", "m.yaml:3:10: history: expected keys with values"},
		"closed without won":  {"source: x\ndeals: {file: a, id: b, outcome: {column: s, is_closed: c}}\n", "m.yaml:2:34: deals.outcome: key 'is_won' is missing"},
		"custom where no one": {"source: x\nusers: {file: a, name: b, custom: {x: y}}\n", "m.yaml:2:27: users.custom: unknown key 'custom'; known here: file, where, decimal, dates, encoding, delimiter, name, id, email, team, manager, active"},
	} {
		t.Run(name, func(t *testing.T) {
			_, found := ParseMap("m.yaml", []byte(c.text))
			var got []string
			for _, f := range found {
				got = append(got, f.Error())
			}
			if text := strings.Join(got, "|"); !strings.HasSuffix(text, c.want) && text != c.want {
				t.Errorf("got  %s\nwant %s", text, c.want)
			}
		})
	}
}

func TestAMapIsHeldAgainstItsFiles(t *testing.T) {
	m, found := ParseMap("m.yaml", []byte(`source: x
deals:
  file: deals.csv
  id: Id
  value: amout
  stage: nothing like it
  owner: owner
history: {file: gone.csv, deal: d, to: t, at: a}
accounts: {file: book.csv, name: n}
`))
	if len(found) > 0 {
		t.Fatal(found)
	}
	var got []string
	for _, f := range m.Check(files(map[string]string{"deals.csv": "id,amount,owner,owner\n", "book.csv": "PK\x03\x04"})) {
		got = append(got, f.Error())
	}
	want := []string{
		"book.csv: this is a ZIP archive, not a CSV file; save or unpack it as CSV first",
		"m.yaml:4:7: deals.id: deals.csv has no column 'Id'; did you mean 'id'?",
		"m.yaml:5:10: deals.value: deals.csv has no column 'amout'; did you mean 'amount'?",
		"m.yaml:6:10: deals.stage: deals.csv has no column 'nothing like it'; it has: id, amount, owner, owner",
		"m.yaml:7:10: deals.owner: deals.csv names column 'owner' more than once, so it is not clear which is meant",
		"m.yaml:8:10: history: there is no file 'gone.csv'",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestFilesOfADirectory(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.csv"), []byte("id\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	headers, found := Headers(Dir(dir), "a.csv", "none.csv", ".")
	if len(headers) != 1 || headers[0].Columns[0] != "id" || len(found) != 2 {
		t.Fatalf("got %v, %v", headers, found)
	}
	if found[0].Code != rows.CodeMissingFile || found[1].Code != rows.CodeUnreadable {
		t.Errorf("got %v", found)
	}
	if strings.Contains(found[1].Error(), dir) {
		t.Errorf("the message tells where the file lies: %v", found[1])
	}
}

// FuzzParseMap: no panic, and a map without findings has what rows need.
func FuzzParseMap(f *testing.F) {
	for _, name := range []string{"maps/bpi2012.yaml", "maps/maven_crm.yaml", "seller.yaml"} {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add("source: x\ndeals: {file: a, id: {column: [b, c], values: {d: e}}, <<: {}}")
	f.Fuzz(func(t *testing.T, text string) {
		m, found := ParseMap("m", []byte(text))
		if len(found) > 0 {
			return
		}
		for _, s := range m.Sections {
			if s.File == "" {
				t.Fatal("a section without a file passed")
			}
		}
	})
}
