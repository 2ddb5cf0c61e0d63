package sight

import (
	"encoding/json"
	"slices"

	"arus/access"
	"arus/sales"
)

// settable checks that somebody who is told fields sets no other ones.
func (j judge) settable(facts any) error {
	text, err := json.Marshal(facts)
	return first(err, j.settableIn(text))
}

func (j judge) settableIn(patch json.RawMessage) error {
	var members map[string]json.RawMessage
	if json.Unmarshal(patch, &members) != nil {
		return nil // the order itself refuses what is no patch
	}
	for name := range members {
		if !slices.Contains(j.fields, name) {
			return j.unsettable(name)
		}
	}
	return nil
}

// address: whoever says where an admin's letters go can become that admin by a forgotten password. A directory may not.
func (j judge) address(c sales.Change[sales.UserFacts]) error {
	before, known := j.world.Object(c.ID).(*sales.User)
	after, err := c.After(j.world)
	if err != nil || !known || before.Facts.Email == after.Email || !slices.Contains(before.Facts.Roles(), access.Admin) {
		return nil // what is no patch the order itself refuses
	}
	return sales.Refused("admin_address", "the e-mail address of an admin is for an admin to change")
}

// lastAdmin refuses to leave a workspace without anybody who can let people in.
func (s *Sight) lastAdmin(w sales.World, c sales.Command) error {
	switch c := c.(type) {
	case sales.Change[sales.UserFacts]:
		if after, err := c.After(w); err != nil || administers(&sales.User{Facts: after}) {
			return nil
		}
	case sales.Archive[sales.UserFacts]:
	default:
		return nil
	}
	if user, known := w.Object(c.Subject()).(*sales.User); !known || !administers(user) {
		return nil
	}
	for other := range s.now.Users() {
		if other.ID == c.Subject() || !administers(other) {
			continue
		}
		if now, known := w.Object(other.ID).(*sales.User); known && administers(now) { // the picture may be late
			return nil
		}
	}
	return sales.Refused("last_admin", "somebody has to stay who administers the workspace: give another the role first")
}

func administers(u *sales.User) bool {
	return !u.Archived && !u.Facts.Inactive && slices.Contains(u.Facts.Roles(), access.Admin)
}
