package answer

import (
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"

	"arus/report"
	"arus/sales"
)

// Parquet writes the rows, every column optional: texts, whole numbers, doubles, and money as decimals of its minor units.
// Parquet's library puts columns in the order of their names.
func Parquet(w io.Writer, t report.Table) error {
	group := parquet.Group{}
	for _, c := range t.Columns {
		group[c.Name] = parquet.Optional(leaf(c))
	}
	schema := parquet.NewSchema("answer", group)
	at := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		column, _ := schema.Lookup(c.Name)
		at[i] = column.ColumnIndex
	}
	out := parquet.NewWriter(w, schema)
	line := make(parquet.Row, len(t.Columns))
	for _, row := range t.Rows {
		for i, cell := range row {
			line[at[i]] = value(t.Columns[i], cell).Level(0, defined(cell), at[i])
		}
		if _, err := out.WriteRows([]parquet.Row{line}); err != nil {
			return err
		}
	}
	return out.Close()
}

func leaf(c report.Column) parquet.Node {
	switch c.Type {
	case "count":
		return parquet.Int(64)
	case "share", "number":
		return parquet.Leaf(parquet.DoubleType)
	case "money":
		return parquet.Decimal(sales.Currency(c.Unit).Digits(), 18, parquet.Int64Type)
	}
	return parquet.String()
}

func value(c report.Column, cell any) parquet.Value {
	switch v := cell.(type) {
	case nil:
		return parquet.NullValue()
	case int:
		if c.Type == "number" {
			return parquet.DoubleValue(float64(v))
		}
		return parquet.Int64Value(int64(v))
	case float64:
		return parquet.DoubleValue(v)
	case sales.Money:
		return parquet.Int64Value(v.Minor)
	case string:
		return parquet.ByteArrayValue([]byte(v))
	}
	return parquet.ByteArrayValue([]byte(fmt.Sprint(cell)))
}

func defined(cell any) int {
	if cell == nil {
		return 0
	}
	return 1
}
