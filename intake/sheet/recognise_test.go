package sheet

import (
	"slices"
	"strings"
	"testing"
)

func TestWellKnownExportsNeedNoMap(t *testing.T) {
	header := func(file, columns string) Header { return Header{file, strings.Split(columns, ",")} }
	for name, c := range map[string]struct {
		files  []Header
		source string
		reads  string // section:file in order of dependence
		unread string
		fields string // of the deals: field=columns
	}{
		"Salesforce objects": {
			files: []Header{
				header("Opportunity.csv", "Id,IsDeleted,AccountId,Name,StageName,Amount,CloseDate,LeadSource,IsClosed,IsWon,OwnerId,CreatedDate"),
				header("OpportunityFieldHistory.csv", "Id,OpportunityId,CreatedById,CreatedDate,Field,OldValue,NewValue"),
				header("Account.csv", "Id,Name,BillingCountry,Industry,OwnerId,ParentId"),
				header("Contact.csv", "Id,AccountId,LastName,FirstName,Email"),
				header("Case.csv", "Id,Subject"),
			},
			source: "salesforce", reads: "accounts:Account.csv contacts:Contact.csv deals:Opportunity.csv history:OpportunityFieldHistory.csv", unread: "Case.csv",
			fields: "account=AccountId close_date=CloseDate closed_at=CloseDate created_at=CreatedDate id=Id name=Name outcome=StageName owner=OwnerId source=LeadSource stage=StageName value=Amount",
		},
		"Salesforce report": {
			files:  []Header{header("report.csv", "Opportunity ID,Opportunity Name,Stage,Amount,Amount Currency,Close Date,Created Date,Opportunity Owner,Account Name")},
			source: "salesforce", reads: "deals:report.csv",
			fields: "account=Account Name close_date=Close Date closed_at=Close Date created_at=Created Date currency=Amount Currency id=Opportunity ID name=Opportunity Name outcome=Stage owner=Opportunity Owner stage=Stage value=Amount",
		},
		"HubSpot": {
			files:  []Header{header("hubspot-crm-exports-all-deals.csv", "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Deal owner,Is Closed Won,Is closed lost,Closed Lost Reason")},
			source: "hubspot", reads: "deals:hubspot-crm-exports-all-deals.csv",
			fields: "close_date=Close Date closed_at=Close Date created_at=Create Date id=Record ID lost_reason=Closed Lost Reason name=Deal Name outcome=Deal Stage owner=Deal owner pipeline=Pipeline stage=Deal Stage value=Amount",
		},
		"Pipedrive": {
			files:  []Header{header("deals-1.csv", "Deal - ID,Deal - Title,Deal - Value,Deal - Currency of value,Deal - Stage,Deal - Status,Deal - Deal created,Deal - Expected close date,Deal - Owner,Deal - Organization")},
			source: "pipedrive", reads: "deals:deals-1.csv",
			fields: "account=Deal - Organization close_date=Deal - Expected close date created_at=Deal - Deal created currency=Deal - Currency of value id=Deal - ID name=Deal - Title outcome=Deal - Status owner=Deal - Owner stage=Deal - Stage value=Deal - Value",
		},
		"our own names": {
			files:  []Header{header("in/deals.csv", "id,name,stage_name,value,currency,owner_name,account,outcome,created_at,custom.tier"), header("history.csv", "deal_id,from_stage,to_stage,changed_at"), header("products.csv", "id,name,price"), header("x.csv", "id,name")},
			source: "arus", reads: "products:products.csv deals:in/deals.csv history:history.csv", unread: "x.csv",
			fields: "account=account created_at=created_at currency=currency custom.tier=custom.tier id=id name=name outcome=outcome owner=owner_name stage=stage_name value=value",
		},
		"Salesforce leads": {
			files:  []Header{header("Lead.csv", "Id,FirstName,LastName,Company,Email,LeadSource,Status,IsConverted,OwnerId")},
			source: "salesforce", reads: "leads:Lead.csv",
			fields: "company=Company email=Email id=Id name=FirstName+LastName owner=OwnerId source=LeadSource",
		},
		"Pipedrive leads": {
			files:  []Header{header("leads.csv", "Lead - ID,Lead - Title,Lead - Owner,Lead - Value")},
			source: "pipedrive", reads: "leads:leads.csv",
			fields: "budget=Lead - Value id=Lead - ID name=Lead - Title owner=Lead - Owner",
		},
		"our leads": {
			files:  []Header{header("leads.csv", "id,name,company,budget.amount,budget.currency,owner_id")},
			source: "arus", reads: "leads:leads.csv",
			fields: "budget=budget.amount company=company currency=budget.currency id=id name=name owner=owner_id",
		},
		"nobody's": {files: []Header{header("pipeline.csv", "opportunity_id,sales_agent,deal_stage")}},
	} {
		t.Run(name, func(t *testing.T) {
			m, ok := Recognise(c.files)
			if ok != (c.source != "") {
				t.Fatalf("recognised: %v", ok)
			}
			if !ok {
				return
			}
			var reads, fields []string
			for _, s := range m.Sections {
				reads = append(reads, s.Kind+":"+s.File)
			}
			section := m.Section(Deals)
			if section == nil {
				section = m.Section(Leads)
			}
			for name, column := range section.Fields {
				fields = append(fields, name+"="+strings.Join(column.Names, "+"))
			}
			for name, column := range section.Custom {
				fields = append(fields, "custom."+name+"="+column.Names[0])
			}
			slices.Sort(fields)
			compare(t, []string{m.Source, strings.Join(reads, " "), strings.Join(m.Unread, " "), strings.Join(fields, " ")},
				[]string{c.source, c.reads, c.unread, c.fields})
		})
	}
}

func TestAnExportThatLacksAColumnIsToldWhich(t *testing.T) {
	for columns, want := range map[string]string{
		"Id,Name,StageName,Amount,CloseDate":  "o.csv looks like deals of Salesforce, but has no column OwnerId / Opportunity Owner / AccountId / Account Name; export that too, or write a map",
		"Deal - ID,Deal - Title,Deal - Value": "o.csv looks like deals of Pipedrive, but has no column Deal - Stage; Deal - Status; export that too, or write a map",
		"what,why":                            "the columns of o.csv are those of no export that is known here; write a map",
	} {
		if got := NotRecognised([]Header{{"o.csv", strings.Split(columns, ",")}}).Detail; got != want {
			t.Errorf("%s: %s", columns, got)
		}
	}
}

func TestARecognisedExportIsRead(t *testing.T) {
	open := files(map[string]string{
		"o.csv": "Id,Name,StageName,Amount,CloseDate,IsClosed,IsWon,OwnerId\n1,A,Prospecting,5,2026-03-01,false,false,u\n2,B,Gewonnen,6,2026-03-01,true,true,u\n3,C,Closed Lost,7,2026-03-01,true,false,u\n",
		"h.csv": "OpportunityId,Field,OldValue,NewValue,CreatedDate\n1,Amount,1,5,2026-01-01T00:00:00.000Z\n1,StageName,,Prospecting,2026-01-01T00:00:00.000Z\n",
	})
	headers, found := Headers(open, "o.csv", "h.csv")
	if len(found) > 0 {
		t.Fatal(found)
	}
	m, ok := Recognise(headers)
	if !ok || len(m.Sections) != 2 {
		t.Fatalf("got %+v", m)
	}
	var got []string
	for _, s := range m.Sections {
		sheet, err := OpenSheet(m, s, open, nil)
		if err != nil {
			t.Fatal(err)
		}
		for sheet.Next() {
			closed, _ := sheet.Day("closed_at")
			got = append(got, strings.TrimSpace(sheet.Text("id")+" "+sheet.Outcome()+" "+closed+sheet.Text("to")))
		}
	}
	compare(t, got, []string{"1 open", "2 won 2026-03-01", "3 lost 2026-03-01", "open Prospecting"})
}
