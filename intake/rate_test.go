package intake_test

import (
	"strings"
	"testing"

	"arus/intake/rows"
	"arus/sales"
	"arus/store/storetest"
)

// Figures in the workspace's currency wait for rates of whatever an import brings in others: it says so while there is none.
func TestAnImportSaysForWhichRatesFiguresWait(t *testing.T) {
	o := newOffice(t, storetest.Open(t, storetest.Dir(t)))
	text := strings.Replace(shopMap, "{const: USD}", "currency", 1)
	files := shop()
	files["deals.csv"] = strings.NewReplacer("value,why", "value,why,currency", "100.50,", "100.50,,EUR", "200,price", "200,price,CHF", "300,", "300,,CHF", "400,", "400,,USD").Replace(files["deals.csv"])
	waiting := func(files map[string]string) (said []string) {
		for _, f := range o.take(parsed(t, text), texts(files)).Findings {
			if f.Code == rows.CodeNoRate {
				said = append(said, f.Error())
			}
		}
		return said
	}
	own := sales.NewWorkspace("").Currency
	if got := waiting(files); len(got) != 2 {
		t.Errorf("%v", got)
	}
	o.Do(sales.SetRate{From: own, To: "CHF", Day: 1, Rate: "1.1"})
	if got := waiting(files); len(got) != 1 || !strings.Contains(got[0], "EUR") {
		t.Errorf("with a rate: %v", got)
	}
}
