package lists

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"arus/report"
	"arus/report/reporttest"
	"arus/rule"
	"arus/sales"

	"pgregory.net/rapid"
)

// everyField reads all fields of a record as expressions do, those of a full and those of an empty one.
func everyField[F sales.Facts[F]](t *testing.T, r *report.Reader, kind sales.Kind, full F) {
	t.Helper()
	zero := map[string]any{"text": "", "number": nil, "boolean": false, "instant": sales.Instant(0), "day": nil, "list": nil}
	for _, f := range rule.Fields(kind, nil) {
		_, name, _ := strings.Cut(f.Name, ".")
		said, err1 := readFields(r, &sales.Record[F]{ID: "x", CreatedAt: 5, Facts: full}, kind)
		if err1 != nil {
			t.Fatal(err1)
		}
		got := said.Get(name)
		kinds := map[string]string{"text": "string", "number": "float64", "boolean": "bool", "instant": "sales.Instant"}
		if fmt.Sprintf("%T", got) != kinds[f.Type] || got == zero[f.Type] && name != "active" {
			t.Errorf("%s is %#v, want a %s", f.Name, got, f.Type)
		}
		var none F
		empty, err2 := readFields(r, &sales.Record[F]{}, kind)
		if missing := empty.Get(name); err2 != nil || missing != zero[f.Type] && missing != 0.0 && name != "active" {
			t.Errorf("%s of %#v is %#v", f.Name, none, missing)
		}
	}
}

// company has the people and the account that records name.
func company(t *testing.T) *report.Reader {
	b := reporttest.Board(t, sales.Fact{Object: "user_1", At: 1, Event: sales.Created[sales.UserFacts]{Facts: sales.UserFacts{Name: "Ani", Team: "team_1"}}},
		sales.Fact{Object: "team_1", At: 1, Event: sales.Created[sales.TeamFacts]{Facts: sales.TeamFacts{Name: "East"}}},
		sales.Fact{Object: "acct_1", At: 1, Event: sales.Created[sales.AccountFacts]{Facts: sales.AccountFacts{Name: "Toko"}}})
	return report.NewReader(b.Snapshot().At(0, 0), reporttest.Opening)
}

func TestEveryFieldOfARecordHasItsValue(t *testing.T) {
	r := company(t)
	everyField(t, r, sales.AccountKind, sales.AccountFacts{Name: "N", Industry: "i", Segment: "s", Region: "r", Country: "ID", Website: "w", Employees: 3,
		Revenue: sales.Money{Minor: 1999, Currency: "USD"}, Owner: "user_1", Parent: "acct_1"})
	everyField(t, r, sales.ContactKind, sales.ContactFacts{Name: "N", Title: "t", Email: "e", Phone: "p", Account: "acct_1"})
	everyField(t, r, sales.ProductKind, sales.ProductFacts{Name: "N", Code: "c", Family: "f", Price: sales.Money{Minor: 1999, Currency: "USD"}})
	everyField(t, r, sales.UserKind, sales.UserFacts{Name: "N", Email: "e", Team: "team_1", Inactive: true})
	everyField(t, r, sales.TargetKind, sales.TargetFacts{User: "user_1", Team: "team_1", Product: "prod_1", Pipeline: "pipe_1", Period: "2026-Q4",
		Amount: sales.Money{Minor: 1999, Currency: "USD"}, ValueKind: sales.ACV})
	everyField(t, r, sales.CompetitorKind, sales.CompetitorFacts{Name: "N", Website: "w"})
	named, err := readFields(r, &sales.Record[sales.AccountFacts]{Facts: sales.AccountFacts{Owner: "user_1", Parent: "acct_1", Custom: sales.Custom{"size": json.RawMessage(`"2"`)}}}, sales.AccountKind)
	if err != nil || named.Get("owner_name") != "Ani" || named.Get("parent_name") != "Toko" || named.Get("custom.size") != nil {
		t.Errorf("the account is %v, %v, %v", named.Get("owner_name"), named.Get("parent_name"), named.Get("custom.size"))
	}
	if user, _ := readFields(r, &sales.Record[sales.UserFacts]{Facts: sales.UserFacts{Inactive: true}}, sales.UserKind); user.Get("active") != false {
		t.Error("somebody who has left is active")
	}
}

func TestPagesOfRecordsAreTheWholeListInOrder(t *testing.T) {
	r := company(t)
	rapid.Check(t, func(t *rapid.T) {
		var all []*sales.Account
		for i := range rapid.IntRange(0, 20).Draw(t, "accounts") {
			all = append(all, &sales.Account{ID: sales.ID(fmt.Sprintf("acct_%d", (i*7)%20)), CreatedAt: sales.Instant(rapid.IntRange(1, 3).Draw(t, "at")),
				Facts:    sales.AccountFacts{Name: rapid.SampledFrom([]string{"a", "B", "c"}).Draw(t, "name"), Employees: int64(i)},
				Archived: rapid.IntRange(0, 4).Draw(t, "archived") == 0})
		}
		l := Listing{Kind: sales.AccountKind, Sort: rapid.SampledFrom([]string{"", "name", "-name", "created_at", "-created_at"}).Draw(t, "sort"),
			Filter: "account.employees < 15", Limit: rapid.IntRange(1, 4).Draw(t, "limit")}
		name, sign := strings.TrimPrefix(l.Sort, "-"), 1
		if name != l.Sort {
			sign = -1
		}
		want := slices.DeleteFunc(slices.Clone(all), func(a *sales.Account) bool { return a.Archived || a.Facts.Employees >= 15 })
		slices.SortFunc(want, func(a, b *sales.Account) int { return strings.Compare(string(a.ID), string(b.ID)) })
		slices.SortStableFunc(want, func(a, b *sales.Account) int {
			switch name {
			case "name":
				return sign * strings.Compare(strings.ToLower(a.Facts.Name), strings.ToLower(b.Facts.Name))
			case "created_at":
				return sign * int(a.CreatedAt-b.CreatedAt)
			}
			return 0
		})
		var got []*sales.Account
		for more := true; more; {
			page, rest, err := Of(r, slices.Values(all), l)
			if err != nil {
				t.Fatal(err)
			}
			got, more = append(got, page...), rest
			if len(page) > 0 {
				l.After = page[len(page)-1].ID
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("by %q: got %v, want %v", l.Sort, got, want)
		}
	})
}
