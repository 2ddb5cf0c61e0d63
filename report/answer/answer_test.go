package answer

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"

	"arus/report"
	"arus/sales"
)

// table has a cell of every kind, and one that a spreadsheet would calculate.
func table() report.Table {
	idr := sales.Money{Minor: 125_000_050, Currency: "IDR"}
	return report.Table{Currency: "IDR", Columns: report.Columns("IDR", "text owner", "count count", "money value", "share win_rate", "days age"),
		Rows:   [][]any{{"=1+1", 3, idr, .25, 1.5}, {nil, 0, sales.Money{Currency: "IDR"}, nil, nil}},
		Totals: []any{nil, 3, idr, .25, 1.5}}
}

func TestCSVHasRowsAndNoFormulas(t *testing.T) {
	var out bytes.Buffer
	if err := CSV(&out, table()); err != nil {
		t.Fatal(err)
	}
	amount, none := sales.Money{Minor: 125_000_050, Currency: "IDR"}.Amount(), sales.Money{Currency: "IDR"}.Amount()
	want := "owner,count,value (IDR),win_rate,age (days)\n'=1+1,3," + amount + ",0.25,1.5\n,0," + none + ",,\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestXLSXHasNumbersAndTotals(t *testing.T) {
	var out bytes.Buffer
	if err := XLSX(&out, table()); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Sheet1")
	if err != nil || len(rows) != 4 || rows[1][0] != "=1+1" || rows[1][1] != "3" || rows[3][1] != "3" {
		t.Errorf("got %v, %v", rows, err)
	}
	if formula, _ := book.GetCellFormula("Sheet1", "A2"); formula != "" {
		t.Errorf("a text became the formula %q", formula)
	}
}

func TestParquetKeepsMoneyExact(t *testing.T) {
	var out bytes.Buffer
	if err := Parquet(&out, table()); err != nil {
		t.Fatal(err)
	}
	file, err := parquet.OpenFile(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range file.Schema().Fields() {
		names = append(names, f.Name())
	}
	if want := strings.Fields("age count owner value win_rate"); !reflect.DeepEqual(names, want) {
		t.Errorf("the columns are %v", names)
	}
	rows := file.RowGroups()[0].Rows()
	defer rows.Close()
	read := make([]parquet.Row, 2)
	if n, _ := rows.ReadRows(read); n != 2 {
		t.Fatalf("%d rows", n)
	}
	if first := read[0]; first[3].Int64() != 125_000_050 || first[1].Int64() != 3 || first[2].String() != "=1+1" || !read[1][0].IsNull() || !read[1][2].IsNull() {
		t.Errorf("got %v", read)
	}
}
