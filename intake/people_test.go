package intake_test

import (
	"strings"
	"testing"

	"arus/intake"
	"arus/sales"
	"arus/store/storetest"
)

const peopleMap = `
source: crm
pipeline: {name: Crm, currency: USD, stages: [{name: Start, sub_stages: [Warm, Hot]}, End]}
users: {file: users.csv, id: id, name: name, email: email, manager: boss, active: active}
accounts: {file: accounts.csv, id: id, name: name, parent: parent, owner: owner, custom: {Tier Level: tier}}
contacts: {file: contacts.csv, id: id, name: name, email: email, account: account}
deals: {file: deals.csv, id: id, owner: owner, account: account, contact: contact, contact_role: role, competitor: rival, stage: stage,
  sub_stage: sub, created_at: created, close_date: close, category: category, next_step: todo, outcome: {column: outcome}, closed_at: closed, lost_to: to}
activities: {file: acts.csv, deal: deal, kind: kind, at: at, subject: subject, by: by, buyer: buyer}
`

func people() map[string]string {
	return map[string]string{
		"users.csv": `id,name,email,boss,active
u1,Rina,rina@example.com,u3,yes
u2,Tono,tono@example.com,u3,no
u3,Sari,sari@example.com,u4,yes
u4,Wati,wati@example.com,,yes
`,
		"accounts.csv": `id,name,parent,owner,tier
a1,Cabang,a2,u1,gold
a2,Pusat,,u2,
`,
		"contacts.csv": `id,name,email,account
c1,Dewi,Dewi@Example.com,a1
`,
		"deals.csv": `id,owner,account,contact,role,rival,stage,sub,created,close,category,todo,outcome,closed,to
d1,u1,a1,c1,Decision Maker,Saingan,Start,Hot,2026-02-01,2026-12-01,Best Case,Call,open,,
d2,u2,Cabang,,,,End,,2026-02-01,2026-03-01,,,lost,2026-03-01,Saingan
`,
		"acts.csv": `deal,kind,at,subject,by,buyer
d1,Meeting,2026-02-03T10:00:00Z,Kick-off,u1,ya
d1,Call,2026-02-02T10:00:00Z,First,u1,tidak
d2,Dance,2026-02-02T10:00:00Z,,u1,
`}
}

func TestPeopleAccountsAndWhatTheyDidComeIn(t *testing.T) {
	o := newOffice(t, storetest.Open(t, storetest.Dir(t)))
	result := o.take(parsed(t, peopleMap), texts(people()))
	wantCodes(t, result.Findings, "refused acts.csv:4 kind")
	users, teams := map[string]*sales.User{}, map[sales.TeamID]*sales.Team{}
	for _, u := range all[*sales.User](o, sales.UserKind) {
		users[u.Facts.Name] = u
	}
	for _, team := range all[*sales.Team](o, sales.TeamKind) {
		teams[sales.TeamID(team.ID)] = team
	}
	team := teams[users["Rina"].Facts.Team]
	if team == nil || team.Facts.Manager != sales.UserID(users["Sari"].ID) || teams[team.Facts.Parent].Facts.Manager != sales.UserID(users["Wati"].ID) {
		t.Errorf("teams %+v", teams)
	}
	if users["Sari"].Facts.Team != team.Facts.Parent || !users["Tono"].Facts.Inactive || users["Rina"].Facts.Inactive {
		t.Errorf("users %+v %+v", users["Sari"], users["Tono"])
	}
	for _, a := range all[*sales.Account](o, sales.AccountKind) {
		if a.Facts.Name == "Cabang" && (a.Facts.Parent == "" || string(a.Facts.Custom["tier_level"]) != `"gold"`) {
			t.Errorf("%+v", a)
		}
	}
	d1, d2 := o.deals()["d1"], o.deals()["d2"]
	if len(d1.Contacts) != 1 || d1.Contacts[0].Role != "decision_maker" || len(d1.Competitors) != 1 || d1.SubStage == "" ||
		d1.Category != sales.BestCase || d1.NextStep.Text != "Call" || d1.CloseDate.String() != "2026-12-01" || d1.Name != "Cabang" {
		t.Errorf("%+v", d1)
	}
	if d1.LastTouch.String() != "2026-02-03T10:00:00Z" || d2.Outcome != sales.Lost || d2.LostTo == "" || d2.LostReason != "unspecified" {
		t.Errorf("%+v\n%+v", d1, d2)
	}
	if again := o.take(parsed(t, peopleMap), texts(people())); !again.Unchanged {
		t.Errorf("%+v %v", again.Counts, again.Findings)
	}
}

func TestSomebodyElsesExportNeedsNoMap(t *testing.T) {
	o := newOffice(t, storetest.Open(t, storetest.Dir(t)))
	files := map[string]string{
		"opps.csv": `Id,Name,StageName,CloseDate,OwnerId,AccountId,Amount,IsWon,IsClosed,CreatedDate
006A,Big,Negotiation/Review,2026-12-24,005A,001A,1000,false,false,2026-01-05T08:00:00.000Z
006B,Old,Closed Won,2026-03-05,005A,001A,500,true,true,2026-01-06T08:00:00.000Z
006C,New,Prospecting,2026-12-30,005A,,,false,false,2026-03-06T08:00:00.000Z
`,
		"hist.csv": `OpportunityId,StageName,CreatedDate
006A,Prospecting,2026-01-05T08:00:00.000Z
006A,Qualification,2026-01-15T08:00:00.000Z
006A,Negotiation/Review,2026-02-05T08:00:00.000Z
006B,Qualification,2026-01-06T08:00:00.000Z
006B,Negotiation/Review,2026-02-01T08:00:00.000Z
006B,Closed Won,2026-03-05T10:00:00.000Z
`,
		"notes.csv": "a,b\n1,2\n"}
	result, err := o.desk.Try(t.Context(), o.Who, upload("", files))
	if err != nil {
		t.Fatal(err)
	}
	if result.Counts.Created["deal"] != 3 || result.Counts.Bad != 0 {
		t.Errorf("%+v %v", result.Counts, result.Findings)
	}
	m, found := intake.Recognised(texts(files), []string{"opps.csv", "hist.csv", "notes.csv"})
	if len(found) > 0 {
		t.Fatal(found)
	}
	result = o.take(m, texts(files))
	wantCodes(t, result.Findings, "file_not_used notes.csv ", "stages_learnt  ")
	if text := result.Findings[len(result.Findings)-1].Error(); !strings.Contains(text, "Prospecting → Qualification → Negotiation/Review") {
		t.Error(text)
	}
	if old := o.deals()["006B"]; old.Outcome != sales.Won || old.ClosedAt.String() != "2026-03-05T10:00:00Z" || o.stageNames()[old.Stage] != "Negotiation/Review" {
		t.Errorf("%+v", old)
	}
	if again := o.take(m, texts(files)); !again.Unchanged {
		t.Errorf("%+v %v", again.Counts, again.Findings)
	}
}
