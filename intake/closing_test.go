package intake_test

import (
	"strings"
	"testing"
	"time"

	"arus/sales"
	"arus/store/storetest"
)

// Files often tell only the day on which a deal was closed, and a deal may be closed on the day that it was created on.
func TestADealMayBeClosedOnTheDayItWasCreatedOn(t *testing.T) {
	o := newOffice(t, storetest.Open(t, storetest.Dir(t)))
	files := shop()
	files["deals.csv"] += "E,Echo,Ani,,Lead,Won,2026-01-09T08:00:00Z,2026-01-09,500,\nF,Foxtrot,Ani,,Lead,Won,2026-01-09T08:00:00Z,2026-01-08,600,\n"
	result := o.take(parsed(t, strings.Replace(shopMap, "history: {file: history.csv, deal: deal, to: to, at: at}\n", "", 1)), texts(files))
	wantCodes(t, result.Findings, "closed_before_creation deals.csv:7 closed")
	deals := o.deals()
	at := sales.InstantOf(time.Date(2026, 1, 9, 8, 0, 0, 0, time.UTC))
	if e := deals["E"]; e == nil || e.Outcome != sales.Won || e.ClosedAt != at || e.CreatedAt != at || deals["F"] != nil {
		t.Errorf("%+v, %+v", deals["E"], deals["F"])
	}
}
