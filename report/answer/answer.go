package answer

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"arus/report"
	"arus/sales"
)

// Format is a form of a table.
type Format struct {
	Name  string // as ?format= says it
	Media string // as Accept says it
	Write func(io.Writer, report.Table) error
}

// Formats are those there are beside JSON.
func Formats() []Format {
	return []Format{{"csv", "text/csv", CSV},
		{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", XLSX},
		{"parquet", "application/vnd.apache.parquet", Parquet}}
}

// heading is a column's name, with its unit where it has one.
func heading(c report.Column) string {
	if c.Unit == "" {
		return c.Name
	}
	return c.Name + " (" + c.Unit + ")"
}

// CSV writes the names of the columns and the rows, without totals: whoever reads it adds up.
func CSV(w io.Writer, t report.Table) error {
	out := csv.NewWriter(w)
	line := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		line[i] = heading(c)
	}
	if err := out.Write(line); err != nil {
		return err
	}
	for _, row := range t.Rows {
		for i, cell := range row {
			line[i] = text(cell)
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// text is a cell as CSV has it. What a spreadsheet would take for a formula gets an apostrophe before it.
func text(cell any) string {
	switch v := cell.(type) {
	case string:
		if strings.ContainsAny(v[:min(1, len(v))], "=+-@\t\r") {
			return "'" + v
		}
		return v
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case sales.Money:
		return v.Amount()
	}
	return ""
}

// XLSX writes one sheet: the names of the columns, the rows, the totals. Money is a number with its currency's digits;
// beyond 15 digits spreadsheets round.
func XLSX(w io.Writer, t report.Table) error {
	book := excelize.NewFile()
	defer book.Close()
	sheet, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	names := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = heading(c)
	}
	rows := append([][]any{names}, t.Rows...)
	if len(t.Totals) > 0 && len(t.Rows) > 1 {
		rows = append(rows, t.Totals)
	}
	for i, row := range rows {
		cells := make([]any, len(row))
		for j, cell := range row {
			cells[j] = plain(cell)
		}
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := sheet.SetRow(at, cells); err != nil {
			return err
		}
	}
	if err := sheet.Flush(); err != nil {
		return err
	}
	return book.Write(w)
}

// plain is a cell as a spreadsheet has it.
func plain(cell any) any {
	m, isMoney := cell.(sales.Money)
	if !isMoney {
		return cell
	}
	n, err := strconv.ParseFloat(m.Amount(), 64)
	if err != nil {
		return m.Amount()
	}
	return n
}
