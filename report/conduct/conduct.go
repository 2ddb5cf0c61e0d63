package conduct

import (
	"arus/board"
	"arus/sales"
)

// landmark is the age at which deals are read, and margin how much longer one must have been open: days.
const (
	landmark = 28.0
	margin   = 7.0
)

// Of names what people had done with a deal at four weeks of age: whether they had spoken with the buyer in its first week,
// planned a next step, kept to its close date, knew more than one person. known is false of a deal that was not open for a week
// longer. now is the end of those that are open.
func Of(d board.Deal, now sales.Instant) (did []string, known bool) {
	created, end := d.CreatedAt(), d.ClosedAt()
	if end == 0 {
		end = now
	}
	if created.DaysUntil(end) < landmark+margin {
		return nil, false
	}
	var then board.Deal
	for v := range d.Versions() {
		if created.DaysUntil(v.EffectiveAt()) <= landmark {
			then, known = v, true
		}
	}
	if !known {
		return nil, false
	}
	early, touches := false, 0
	for v := range then.Versions() {
		if at := v.LastTouch(); at != 0 && at == v.EffectiveAt() && v.Event() == (sales.ActivityLogged{}).Name() {
			touches++
			early = early || created.DaysUntil(at) <= 7
		}
	}
	for _, b := range []struct {
		name string
		does bool
	}{{"touched_in_first_week", early}, {"three_touches_or_more", touches >= 3}, {"never_pushed", then.Pushes() == 0}, {"next_step_planned", then.NextStep().Text != ""},
		{"two_contacts_or_more", len(then.Contacts()) >= 2}, {"competitor_known", len(then.Competitors()) > 0}} {
		if b.does {
			did = append(did, b.name)
		}
	}
	return did, true
}
