package intake_test

import (
	"testing"

	"arus/intake"
	"arus/ledger"
	"arus/process"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

const leadsFile = `id,name,company,email,source,region,employees,budget_amount,currency,owner,product
l1,Dewi,PT Kopi,dewi@example.com,fair,Bali,40,"1500000",IDR,Ani,
l2,Budi,,not an address,web,,,,,,
l3,Dewi,CV Maju,,web,,many,,,,
l4,Dewi,CV Maju,,web,,,,,,Seats
`

func (o *office) leads() map[string]*process.Lead {
	leads := map[string]*process.Lead{}
	for _, l := range all[*process.Lead](o, process.LeadKind) {
		leads[l.Origin.SourceID] = l
	}
	return leads
}

// Leads come in like any other rows: recognised by their columns, again without doubles, with what is wrong named, and can be
// taken back. Whose a lead is, and what became of it, a later file does not change.
func TestLeadsComeIn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		files := map[string]string{"leads.csv": leadsFile}
		m, found := intake.Recognised(texts(files), []string{"leads.csv"})
		if len(found) > 0 {
			t.Fatal(found)
		}
		result := o.take(m, texts(files))
		if result.Counts.Created["lead"] != 2 || result.Counts.Bad != 2 {
			t.Errorf("%+v", result.Counts)
		}
		wantCodes(t, result.Findings, "rate_missing leads.csv:2 budget_amount", "bad_email leads.csv:3 email", "bad_number leads.csv:4 employees")
		l := o.leads()["l1"]
		if l == nil || l.Facts.Owner != o.Users[0] || l.Facts.State != process.LeadOpen || l.Facts.Budget != (sales.Money{Minor: 150000000, Currency: "IDR"}) || l.Facts.Employees != 40 {
			t.Fatalf("%+v", l)
		}
		if again := o.take(m, texts(files)); !again.Unchanged {
			t.Errorf("%+v", again.Counts)
		}
		changed := map[string]string{"leads.csv": "id,name,company,owner\nl1,Dewi Lestari,PT Kopi,Budi\n"}
		o.Do(process.DisqualifyLead{Lead: l.ID, Reason: "a student project"})
		m, _ = intake.Recognised(texts(changed), []string{"leads.csv"})
		o.take(m, texts(changed))
		if l := o.leads()["l1"].Facts; l.Name != "Dewi Lestari" || l.Owner != o.Users[0] || l.State != process.LeadDisqualified || l.Source != "fair" {
			t.Errorf("%+v", l)
		}
	})
}

func TestAnImportOfLeadsIsTakenBack(t *testing.T) {
	o := newOffice(t, storetest.Open(t, storetest.Dir(t)))
	files := map[string]string{"leads.csv": leadsFile}
	m, _ := intake.Recognised(texts(files), []string{"leads.csv"})
	result := o.take(m, texts(files))
	if _, err := o.Record(t.Context(), o.Who, ledger.Order{Command: sales.UndoImport{ID: result.ID}}); err != nil || len(o.leads()) != 0 {
		t.Errorf("%v %v", err, o.leads())
	}
}
