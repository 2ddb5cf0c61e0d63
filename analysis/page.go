package analysis

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"

	"arus/report"
	"arus/sales"
)

//go:embed page.html
var pageText string

// Write makes the page, in en or id.
func (a Analysis) Write(w io.Writer, language string) error {
	page, err := template.New("page").Funcs(template.FuncMap{
		"say":   func(name string) string { return say(language, name) },
		"cell":  func(v any, c report.Column) string { return cell(language, v, c) },
		"wide":  func(s Section) bool { return len(s.Rows) == 1 && len(s.Columns) > 8 },
		"bars":  bars,
		"tall":  func(all []bar) int { return 24 * len(all) },
		"right": func(c report.Column) bool { return c.Type != "text" },
	}).Parse(pageText)
	if err != nil {
		return err
	}
	return page.Execute(w, map[string]any{"A": a, "Language": language, "AsOf": a.AsOf.Time().Format("2006-01-02")})
}

// cell is a figure as people write it.
func cell(language string, v any, c report.Column) string {
	switch x := v.(type) {
	case nil:
		return "–"
	case sales.Money:
		whole, _, _ := strings.Cut(x.Amount(), ".")
		return string(x.Currency) + " " + grouped(whole, language)
	case int:
		return grouped(strconv.Itoa(x), language)
	case float64:
		text := fmt.Sprintf("%.1f", x)
		if c.Type == "share" {
			text = fmt.Sprintf("%.1f %%", 100*x)
		}
		if language == "id" {
			text = strings.ReplaceAll(text, ".", ",")
		}
		return text
	case string:
		if strings.HasSuffix(c.Name, "name") || c.Name == "key" || c.Name == "names" {
			return x
		}
		return say(language, x)
	}
	return fmt.Sprint(v)
}

// grouped puts a mark behind each thousand.
func grouped(digits, language string) string {
	mark := ","
	if language == "id" {
		mark = "."
	}
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "−", digits[1:]
	}
	var out []string
	for len(digits) > 3 {
		out, digits = append([]string{digits[len(digits)-3:]}, out...), digits[:len(digits)-3]
	}
	return sign + strings.Join(append([]string{digits}, out...), mark)
}

// bar is one bar of a section's chart; its table is its twin.
type bar struct {
	Label string
	Y, W  int
}

// Top and Baseline are where the bar begins and its label stands.
func (b bar) Top() int      { return b.Y + 4 }
func (b bar) Baseline() int { return b.Y + 16 }

// charted are the columns that a section is drawn by.
var charted = map[string]string{"pipeline": "value", "durations": "days_p50", "conversion": "progress_rate", "health": "share"}

const barWidth = 360

// bars of a section; none where nothing is to be compared.
func bars(s Section) (all []bar) {
	column, name := charted[s.Key], 0
	var sizes []float64
	for i, c := range s.Columns {
		if c.Name == "stage_name" || c.Name == "check" {
			name = i
		}
		if c.Name != column || column == "" {
			continue
		}
		for _, row := range s.Rows {
			size, _ := row[i].(float64)
			if m, ok := row[i].(sales.Money); ok {
				size = float64(m.Minor)
			}
			sizes = append(sizes, size)
		}
	}
	most := 0.
	for _, size := range sizes {
		most = max(most, size)
	}
	if most == 0 || len(sizes) < 2 {
		return nil
	}
	for i, size := range sizes {
		label, _ := s.Rows[i][name].(string)
		all = append(all, bar{Label: label, Y: i * 24, W: int(size / most * barWidth)})
	}
	return all
}
