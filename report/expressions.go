package report

import (
	"sync"

	"arus/report/scan"
	"arus/rule"
	"arus/sales"
)

// expressions keep expressions ready: making one ready takes longer than most scans with it. They are of one list of custom
// fields.
type expressions struct {
	mu       sync.Mutex
	language *rule.Language
	kept     map[string]*scan.Plan
}

// filtersKept are forgotten all at once when there are more: a screen asks a few again and again.
const filtersKept = 500

func (f *expressions) compile(text string, fields []sales.Field) (*scan.Plan, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if plan := f.kept[text]; plan != nil {
		return plan, nil
	}
	if f.language == nil {
		language, err := rule.For(sales.DealKind, fields)
		if err != nil {
			return nil, err
		}
		f.language = language
	}
	filter, err := f.language.Filter(text)
	if err != nil {
		return nil, err
	}
	plan, err := scan.Prepare(filter)
	if err != nil {
		return nil, err
	}
	if f.kept == nil || len(f.kept) >= filtersKept {
		f.kept = map[string]*scan.Plan{}
	}
	f.kept[text] = plan
	return plan, nil
}
