package analysis

import (
	_ "embed"
	"html/template"
	"io"

	"arus/sales"
)

//go:embed page.html
var pageText string

// twinsShown is how many suspects the page names; the JSON has them all.
const twinsShown = 12

// Write makes the page, in en or id.
func (a Analysis) Write(w io.Writer, language string) error {
	t := tongue(language)
	page, err := template.New("page").Funcs(template.FuncMap{
		"say": t.say, "figure": t.figure, "short": t.short, "share": t.share, "day": t.day, "tell": t.tell, "size": size,
		"rows": a.rows, "total": a.total, "findings": func() []finding { return a.findings(t) },
		"most": most, "part": part, "first": first, "more": func(all []row) int { return len(all) - len(first(all)) },
	}).Parse(pageText)
	if err != nil {
		return err
	}
	return page.Execute(w, map[string]any{"A": a, "Language": language})
}

// row is a row of a section by the names of its columns.
type row map[string]any

func (a Analysis) section(key string) Section {
	for _, s := range a.Sections {
		if s.Key == key {
			return s
		}
	}
	return Section{}
}

func (s Section) row(cells []any) row {
	r := row{}
	for i, cell := range cells {
		r[s.Columns[i].Name] = cell
	}
	return r
}

func (a Analysis) rows(key string) (all []row) {
	s := a.section(key)
	for _, cells := range s.Rows {
		all = append(all, s.row(cells))
	}
	return all
}

func (a Analysis) total(key string) row { s := a.section(key); return s.row(s.Totals) }

func first(all []row) []row { return all[:min(len(all), twinsShown)] }

// size is a figure as a length.
func size(v any) float64 {
	switch x := v.(type) {
	case sales.Money:
		return float64(x.Minor)
	case int:
		return float64(x)
	case float64:
		return x
	}
	return 0
}

// most is the largest of some columns, which the longest bar stands for.
func most(all []row, columns ...string) (largest float64) {
	for _, r := range all {
		for _, c := range columns {
			largest = max(largest, size(r[c]))
		}
	}
	return largest
}

// part is how much of the longest bar a figure is, in percent. Where an earlier figure is given the bar begins there.
func part(largest float64, v any, from ...any) float64 {
	if largest <= 0 {
		return 0
	}
	begin := 0.
	for _, f := range from {
		begin = size(f)
	}
	return max(0, 100*(size(v)-begin)/largest)
}
