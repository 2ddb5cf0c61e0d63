package directory

import (
	"context"

	"arus/access/scim"
	"arus/ledger"
	"arus/sales"
)

// people is the desk of users.
type people struct {
	room
	*picture
}

func (a room) people(p *picture) desk { return people{a, p} }

func (d people) each(yield func(scim.Resource) bool) {
	for u := range d.Users() {
		if listed(u) && !yield(d.person(u)) {
			return
		}
	}
}

func (d people) one(id string) (scim.Resource, error) {
	u, err := d.user(id)
	if err != nil {
		return nil, err
	}
	return d.person(u), nil
}

// made makes somebody, or takes back whom the directory has deleted before: they keep their history.
func (d people) made(ctx context.Context, r scim.Resource) (sales.ID, []ledger.Order, error) {
	facts, err := scim.UserFacts(nil, r, sales.UserFacts{})
	if err != nil {
		return "", nil, err
	}
	if err := d.unique("", facts); err != nil {
		return "", nil, err
	}
	for u := range d.Users() {
		if u.Archived || !u.Facts.Unlisted || rival(u, facts) == "" {
			continue
		}
		back, err := scim.UserFacts(nil, r, u.Facts)
		back.Unlisted, back.Inactive = false, facts.Inactive
		return u.ID, d.changing(u, back), err
	}
	id := d.Mint(sales.UserKind)
	from, err := d.origin(ctx, sales.UserKind, facts.DirectoryID)
	return id, []ledger.Order{{Command: sales.Create[sales.UserFacts]{ID: id, Facts: facts, Origin: from}}}, err
}

func (d people) changed(_ context.Context, before, after scim.Resource) ([]ledger.Order, error) {
	u, err := d.user(before["id"].(string))
	if err != nil {
		return nil, err
	}
	facts, err := scim.UserFacts(before, after, u.Facts)
	if err != nil {
		return nil, err
	}
	if err := d.unique(u.ID, facts); err != nil {
		return nil, err
	}
	return d.changing(u, facts), nil
}

// gone: nobody is deleted. Who has left keeps their history, and comes in no more.
func (d people) gone(before scim.Resource) ([]ledger.Order, error) {
	u, err := d.user(before["id"].(string))
	if err != nil {
		return nil, err
	}
	facts := u.Facts
	facts.Inactive, facts.Unlisted = true, true
	return d.changing(u, facts), nil
}

// unique refuses what somebody else is known by.
func (d people) unique(self sales.ID, f sales.UserFacts) error {
	for u := range d.Users() {
		if u.ID == self || !listed(u) {
			continue
		}
		if attribute := rival(u, f); attribute != "" {
			return taken(attribute)
		}
	}
	return nil
}

// rival is by what somebody is the one that facts describe: an attribute, or nothing.
func rival(u *sales.User, f sales.UserFacts) string {
	switch {
	case f.DirectoryID != "" && u.Facts.DirectoryID == f.DirectoryID:
		return "externalId"
	case same(scim.UserName(u.Facts), scim.UserName(f)):
		return "userName"
	case same(u.Facts.Email, f.Email):
		return "emails"
	}
	return ""
}
