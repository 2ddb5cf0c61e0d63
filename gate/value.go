package gate

import (
	"cmp"
	"strings"

	"arus/rule"
	"arus/sales"
)

// value lets an expression read the deal of a step, and its account as account.….
type value struct {
	k *Keeper // who knows what is approved; nil: nobody
	w sales.World
	s Step
}

// Get is a field by the name that expressions use.
func (v value) Get(name string) any {
	if field, of := strings.CutPrefix(name, "account."); of {
		return v.account(field)
	}
	if key, custom := strings.CutPrefix(name, "custom."); custom {
		return v.custom(sales.DealKind, v.s.Deal.Custom, key)
	}
	d := v.s.Deal
	if key, asked := strings.CutPrefix(name, rule.AskApproved); asked {
		return v.k != nil && v.k.approved(v.w, d, key, v.s.At)
	}
	if text, known := v.text(name); known {
		return text
	}
	switch name {
	case "today":
		return sales.DayOf(v.s.At.Time().In(sales.Settings(v.w).Calendar.Location()))
	case "close_date":
		return d.CloseDate
	case "next_step_day":
		return d.NextStep.Day
	case "created_at":
		return d.CreatedAt
	case "closed_at":
		return d.ClosedAt
	case "stage_since":
		return d.StageSince
	case "last_touch":
		return d.LastTouch
	}
	if list, known := v.list(name); known {
		return list
	}
	return v.number(name)
}

func (v value) text(name string) (string, bool) {
	d := v.s.Deal
	switch name {
	case "owner_name", "owner_role":
		u, _ := v.w.Object(sales.ID(d.Owner)).(*sales.User)
		if u == nil {
			return "", true
		}
		if name == "owner_name" {
			return u.Facts.Name, true
		}
		return string(u.Facts.Roles()[0]), true
	}
	texts := map[string]string{"id": string(d.ID), "name": d.Name, "pipeline": string(d.Pipeline), "stage": string(d.Stage), "sub_stage": string(d.SubStage),
		"owner": string(d.Owner), "account": string(d.Account), "currency": string(d.Value.Currency), "value_kind": string(d.ValueKind),
		"outcome": string(d.Outcome), "lost_reason": d.LostReason, "segment": d.Segment, "region": d.Region, "channel": d.Channel,
		"source": d.Source, "category": string(cmp.Or(d.Category, v.stageCategory(), sales.InPipeline)), "next_step": d.NextStep.Text}
	text, known := texts[name]
	return text, known
}

func (v value) stageCategory() sales.Category {
	if _, s := v.s.Pipeline.Stage(v.s.Deal.Stage); s != nil {
		return s.Category
	}
	return ""
}

func (v value) number(name string) any {
	d := v.s.Deal
	switch name {
	case "value":
		return rule.Major(d.Value)
	case "days_in_stage":
		return d.StageSince.DaysUntil(v.s.At)
	case "age_days":
		return d.CreatedAt.DaysUntil(v.s.At)
	case "pushes":
		return d.Pushes
	case "touches":
		return d.Together
	case "activities":
		all := 0
		for _, n := range d.Done {
			all += n
		}
		return all
	case "largest_discount":
		most := 0.0
		for _, item := range d.LineItems {
			if r, ok := item.Discount.Rat(); ok {
				share, _ := r.Float64()
				most = max(most, share)
			}
		}
		return most
	}
	kinds := map[string]string{"calls": "call", "emails": "email", "meetings": "meeting", "demos": "demo", "site_visits": "site_visit", "tasks": "task"}
	return d.Done[kinds[name]]
}

func (v value) list(name string) (all []string, known bool) {
	d := v.s.Deal
	all = []string{}
	switch name {
	case "products":
		for _, item := range d.LineItems {
			if item.Product != "" {
				all = append(all, string(item.Product))
			}
		}
	case "competitors":
		for _, c := range d.Competitors {
			all = append(all, string(c))
		}
	case "contact_roles":
		for _, s := range d.Contacts {
			all = append(all, string(s.Role))
		}
	case "contact_titles":
		for _, s := range d.Contacts {
			if c, ok := v.w.Object(sales.ID(s.Contact)).(*sales.Contact); ok {
				all = append(all, c.Facts.Title)
			}
		}
	case "evidence":
		for _, e := range d.Evidence {
			all = append(all, e.Criterion)
		}
	default:
		return nil, false
	}
	return all, true
}

// account is a field of the deal's account; nil where it has none.
func (v value) account(name string) any {
	a, ok := v.w.Object(sales.ID(v.s.Deal.Account)).(*sales.Account)
	if !ok {
		return nil
	}
	if key, custom := strings.CutPrefix(name, "custom."); custom {
		return v.custom(sales.AccountKind, a.Facts.Custom, key)
	}
	f := a.Facts
	switch name {
	case "employees":
		return f.Employees
	case "revenue":
		return rule.Major(f.Revenue)
	case "created_at":
		return a.CreatedAt
	case "owner_name":
		if u, ok := v.w.Object(sales.ID(f.Owner)).(*sales.User); ok {
			return u.Facts.Name
		}
		return nil
	case "parent_name":
		if p, ok := v.w.Object(sales.ID(f.Parent)).(*sales.Account); ok {
			return p.Facts.Name
		}
		return nil
	}
	return map[string]string{"id": string(a.ID), "name": f.Name, "industry": f.Industry, "segment": f.Segment, "region": f.Region, "country": f.Country,
		"website": f.Website, "revenue_currency": string(f.Revenue.Currency), "owner": string(f.Owner), "parent": string(f.Parent)}[name]
}

// custom reads a custom field by its declared type. What does not fit its field any more is a missing value.
func (v value) custom(on sales.Kind, all sales.Custom, key string) any {
	raw, there := all[key]
	if !there {
		return nil
	}
	for _, f := range sales.Settings(v.w).Fields {
		if f.On == on && f.Key == key {
			return rule.Decoded(f.Type, raw)
		}
	}
	return nil
}
