package rule_test

import (
	"slices"
	"strings"
	"testing"

	"arus/rule"
)

type approvedOnly map[string]bool

func (a approvedOnly) Get(name string) any {
	if key, asked := strings.CutPrefix(name, rule.AskApproved); asked {
		return a[key]
	}
	return nil
}

func TestApprovedAsksForTheKeyOfAPolicy(t *testing.T) {
	l, err := rule.ForSteps(nil)
	if err != nil {
		t.Fatal(err)
	}
	f, err := l.Filter(`approved("discount") && (deal.value < 10 || approved('terms'))`)
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Approvals(); !slices.Equal(got, []string{"discount", "terms"}) {
		t.Errorf("%v", got)
	}
	for _, given := range []approvedOnly{{"discount": true}, {"terms": true}, {}} {
		if got, err := f.Match(given); err != nil || got != given["discount"] {
			t.Errorf("%v: %v, %v", given, got, err)
		}
	}
	for text, said := range map[string]string{`approved(deal.name)`: "takes the key of a policy", `approved("No key")`: "takes the key of a policy",
		`approved()`: "", `approved("a", "b")`: "", `approved("discount") == "yes"`: "", `deal.approved`: ""} {
		if _, err := l.Filter(text); err == nil || !strings.Contains(err.Error(), said) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
