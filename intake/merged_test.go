package intake_test

import (
	"testing"

	"arus/merging"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

// What was merged is spoken of by its old name and id for ever, since its source knows nothing of the merge.
func TestAnotherImportMeansTheSurvivorOfAMerge(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		o.take(parsed(t, shopMap), texts(shop()))
		deals := o.deals()
		maju := sales.ID(deals["B"].Account)
		o.Do(merging.Merge{Loser: maju, Into: sales.ID(o.Account)})
		o.Do(merging.Merge{Loser: sales.ID(deals["D"].ID), Into: sales.ID(deals["C"].ID)})
		files := shop()
		files["deals.csv"] += "E,Epsilon,Ani,Maju,Lead,Open,2026-01-08T08:00:00Z,,500,\n"
		result := o.take(parsed(t, shopMap), texts(files))
		if result.Counts.Created["account"] != 0 || result.Counts.Created["deal"] != 1 || result.Counts.Changed != 0 {
			t.Errorf("%+v", result.Counts)
		}
		for id, d := range o.deals() {
			if sales.ID(d.Account) == maju || id == "E" && d.Account != o.Account {
				t.Errorf("%s hangs on %s", id, d.Account)
			}
		}
		if d := o.deals()["D"]; d.MergedInto() != sales.ID(deals["C"].ID) {
			t.Errorf("D: %+v", d)
		}
		wantCodes(t, result.Findings, "changes_out_of_order history.csv:7 ", "merged_here deals.csv:5 id")
	})
}
