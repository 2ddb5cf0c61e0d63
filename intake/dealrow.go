package intake

import (
	"slices"
	"strconv"

	"arus/intake/rows"
	"arus/intake/sheet"
	"arus/sales"
)

// dealRow is one row of the deals, as it was read.
type dealRow struct {
	line            int
	id              string
	pipeline, stage string
	sub             string
	outcome         sales.Outcome
	created, closed sales.Instant
	reason, lostTo  string
	text            map[string]string // the other fields that are text and said
	value           money
	closeDate, next sales.Day
	custom          map[string]string
}

// dealTexts are the fields of a deal that are taken as they are, or name something.
func dealTexts() []string {
	return []string{"name", "value_kind", "owner", "account", "contact", "contact_role", "product", "competitor", "category", "next_step",
		"segment", "region", "channel", "source"}
}

// dealReader keeps the first row of every deal.
func (h *haul) dealReader() func(*sheet.Sheet) {
	seen := sheet.Seen{}
	return func(s *sheet.Sheet) {
		r := h.readDeal(s)
		if first := seen.Line(r.id, r.line); first > 0 && r.id != "" {
			s.Fail("id", rows.CodeDuplicateID, r.id, strconv.Itoa(first))
			return
		}
		// Of a closing that is told by its day the time is not known.
		if r.outcome != sales.Open && r.closed != 0 && r.created > r.closed && !h.sameDay(r.closed, r.created) {
			s.Fail("closed_at", rows.CodeClosedEarly, r.closed.String(), r.created.String())
		}
		if s.Bad() {
			h.leftOut[r.id] = true
			return
		}
		h.deals = append(h.deals, r)
	}
}

func (h *haul) readDeal(s *sheet.Sheet) dealRow {
	r := dealRow{line: s.Line(), id: s.Text("id"), pipeline: s.Text("pipeline"), stage: s.Text("stage"), sub: s.Text("sub_stage"),
		outcome: sales.Outcome(s.Outcome()), created: readInstant(s, "created_at"), closed: readInstant(s, "closed_at"),
		reason: s.Text("lost_reason"), lostTo: s.Text("lost_to"), value: readMoney(s, "value"),
		closeDate: readDay(s, "close_date"), next: readDay(s, "next_step_day"), text: map[string]string{}, custom: h.custom(s, sheet.Deals)}
	if terminal, ok := h.m.Terminal(r.stage); ok && !s.Has("outcome") {
		r.outcome = sales.Outcome(terminal)
	}
	for _, field := range dealTexts() {
		if s.Has(field) {
			if text := s.Text(field); text != "" {
				r.text[field] = text
			}
		}
	}
	return r
}

// ages are the fields of deals that the map takes only from rows of a certain outcome: they are known from the closing
// on, and a picture of an earlier day must not show them.
func ages(section *sheet.Section) (late []string) {
	for name, c := range section.Fields {
		if c.When != "" && c.When != "open" && !slices.Contains([]string{"closed_at", "lost_reason", "lost_to"}, name) {
			late = append(late, name)
		}
	}
	return late
}
