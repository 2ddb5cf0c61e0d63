package sheet

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"arus/intake/rows"
)

// What is found is told in the words of package rows.
type (
	// Finding is one thing wrong or doubtful, with its place.
	Finding = rows.Finding
	// Report gathers findings.
	Report = rows.Report
)

// Map says where in somebody's files the things are that Arus keeps. It is the
// typed form of a map.yaml; see docs of `arus import`.
type Map struct {
	File      string // the map's own name, for findings; "" if it was recognised
	Source    string // the system the files come from; (source, id) makes a second import idempotent
	Zone      *time.Location
	Pipelines []Pipeline
	Sections  []*Section // in the order of their dependence; only those in the map
	Unread    []string   // files that Recognise was given and found no use for
}

// Pipeline is a pipeline the map declares. Without stages they are to be
// learnt from the rows.
type Pipeline struct {
	Name, Currency, ValueKind string
	Stages                    []Stage
	Won, Lost                 []string // stage names that stand for an outcome ("Closed Won")
}

// Stage is a stage the map declares; days are 0 where nothing is said.
type Stage struct {
	Name, Canonical, Category string
	SubStages                 []string
	ExpectedDays, LimitDays   int
}

// Section says where the rows of one noun are.
type Section struct {
	Kind    string // Deals, Accounts, …
	File    string
	Format  rows.Format
	Decimal byte       // of all its columns; 0 = find out
	Dates   rows.Order // of all its columns; "" = find out
	Fields  map[string]Column
	Custom  map[string]Column
	Where   []Condition
	at      place
}

// Condition keeps only the rows whose column holds one of the values.
type Condition struct {
	Column string
	In     []string
	at     place
}

// Column says where one field comes from.
type Column struct {
	Names   []string // columns of the file, joined with spaces; empty for a constant
	Const   string
	When    string            // "", open, won, lost or closed: only rows of that outcome have the value
	Values  map[string]string // repairs: as written → as meant
	Default string            // where the cell is blank
	Decimal byte
	Dates   rows.Order

	Won, Lost, Open         []string // outcome only: the values that mean it
	IsWon, IsLost, IsClosed string   // outcome only: columns with yes or no
	at                      place
}

// place is where in the map something is said.
type place struct {
	path      string
	line, col int
}

// Section gives the section of a kind, nil if the map has none.
func (m *Map) Section(kind string) *Section {
	for _, s := range m.Sections {
		if s.Kind == kind {
			return s
		}
	}
	return nil
}

// FileNames are the files that the map names, each once.
func (m *Map) FileNames() []string {
	var names []string
	for _, s := range m.Sections {
		if !slices.Contains(names, s.File) {
			names = append(names, s.File)
		}
	}
	return names
}

// Terminal reports whether a stage name stands for an outcome ("won", "lost"):
// by the pipeline's closed stages, else by the values of the deals' outcome
// column, which histories use for their last step.
func (m *Map) Terminal(stage string) (outcome string, ok bool) {
	won, lost := []string{}, []string{}
	for _, p := range m.Pipelines {
		won, lost = append(won, p.Won...), append(lost, p.Lost...)
	}
	if deals := m.Section(Deals); deals != nil {
		won, lost = append(won, deals.Fields["outcome"].Won...), append(lost, deals.Fields["outcome"].Lost...)
	}
	same := func(name string) bool { return Fold(name) == Fold(stage) }
	switch {
	case slices.ContainsFunc(won, same):
		return "won", true
	case slices.ContainsFunc(lost, same):
		return "lost", true
	}
	return "", false
}

const maxMap = 1 << 20

// ParseMap reads a map.yaml. Everything that is wrong with it is found at
// once, each with line, offset and the path of the key; the map is of use only
// if nothing was found.
func ParseMap(name string, text []byte) (*Map, []Finding) {
	p := &mapParser{file: name, m: &Map{File: name, Zone: time.UTC}}
	var doc yaml.Node
	if len(text) > maxMap {
		p.fail(place{}, rows.CodeBadYAML, "longer than 1 MiB")
		return nil, p.found
	}
	if err := yaml.Unmarshal(text, &doc); err != nil {
		p.yamlError(err)
		return nil, p.found
	}
	if len(doc.Content) == 0 {
		p.fail(place{line: 1}, rows.CodeWrongShape, "source:, deals: and so on; the map is empty")
		return nil, p.found
	}
	p.root(doc.Content[0])
	return p.m, p.found
}

type mapParser struct {
	file  string
	m     *Map
	found []Finding
}

func (p *mapParser) fail(at place, code rows.Code, args ...string) {
	f := rows.Because(code, args...).Finding(rows.Error)
	f.File, f.Line, f.Offset, f.Column = p.file, at.line, at.col, at.path
	f.Detail = f.Text("en")
	p.found = append(p.found, f)
}

// yamlError takes the line out of the library's message.
func (p *mapParser) yamlError(err error) {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	var typed *yaml.TypeError
	if errors.As(err, &typed) && len(typed.Errors) > 0 {
		text = typed.Errors[0]
	}
	line := 0
	if _, scan := fmt.Sscanf(text, "line %d:", &line); scan == nil {
		_, text, _ = strings.Cut(text, ": ")
	}
	p.fail(place{line: line}, rows.CodeBadYAML, text)
}

func placeOf(n *yaml.Node, path string) place { return place{path, n.Line, n.Column} }

// mapping calls visit for each key of a mapping that is in known. Unknown and
// repeated keys are errors: a misspelt key would otherwise drop a column
// without a word.
func (p *mapParser) mapping(n *yaml.Node, path string, known []string, visit func(key string, value *yaml.Node, path string)) {
	if n.Kind != yaml.MappingNode {
		p.fail(placeOf(n, path), rows.CodeWrongShape, "keys with values")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i].Value, n.Content[i+1]
		at := placeOf(n.Content[i], strings.TrimPrefix(path+"."+key, "."))
		switch {
		case n.Content[i].Kind != yaml.ScalarNode:
			p.fail(at, rows.CodeWrongShape, "a plain key")
		case seen[key]:
			p.fail(at, rows.CodeDuplicateKey, key)
		case known != nil && !slices.Contains(known, key):
			if like, ok := nearest(key, known); ok {
				p.fail(at, rows.CodeUnknownLike, key, like)
			} else {
				p.fail(at, rows.CodeUnknownKey, key, strings.Join(known, ", "))
			}
		default:
			visit(key, value, at.path)
		}
		seen[key] = true
	}
}

func (p *mapParser) text(n *yaml.Node, path string) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		p.fail(placeOf(n, path), rows.CodeWrongShape, "a text")
		return ""
	}
	return n.Value
}

func (p *mapParser) choice(n *yaml.Node, path string, choices ...string) string {
	text := p.text(n, path)
	if text != "" && !slices.Contains(choices, text) {
		p.fail(placeOf(n, path), rows.CodeNotAllowed, text, strings.Join(choices, ", "))
	}
	return text
}

// texts reads a list of texts, or one text as a list of one.
func (p *mapParser) texts(n *yaml.Node, path string) []string {
	if n.Kind == yaml.ScalarNode {
		return []string{p.text(n, path)}
	}
	if n.Kind != yaml.SequenceNode {
		p.fail(placeOf(n, path), rows.CodeWrongShape, "a list of texts")
		return nil
	}
	var all []string
	for _, item := range n.Content {
		all = append(all, p.text(item, path))
	}
	return all
}

func (p *mapParser) days(n *yaml.Node, path string) int {
	days, err := strconv.Atoi(p.text(n, path))
	if err != nil || days < 0 || days > 36500 {
		p.fail(placeOf(n, path), rows.CodeWrongShape, "a number of days")
		return 0
	}
	return days
}

// style reads the keys that a map, a section and a column have in common;
// false if the key is none of them.
func (p *mapParser) style(key string, n *yaml.Node, path string, s *Section) bool {
	switch key {
	case "decimal":
		if text := p.choice(n, path, ".", ","); text != "" {
			s.Decimal = text[0]
		}
	case "dates":
		s.Dates = rows.Order(p.choice(n, path, "mdy", "dmy"))
	case "encoding":
		s.Format.Encoding = strings.ToLower(p.choice(n, path, "utf-8", "utf-16le", "utf-16be", "windows-1252"))
	case "delimiter":
		text := p.text(n, path)
		if text == "tab" {
			text = "\t"
		}
		if len(text) != 1 || strings.Contains("\"\r\n", text) || text >= "0" && text <= "9" || strings.ToLower(text) != strings.ToUpper(text) {
			p.fail(placeOf(n, path), rows.CodeWrongShape, "one character, such as \";\" or tab")
			return true
		}
		s.Format.Delimiter = text[0]
	default:
		return false
	}
	return true
}
