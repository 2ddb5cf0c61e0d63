package sight

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"arus/access"
	"arus/board"
	"arus/ledger"
	"arus/sales"
)

// Guard holds the orders of a caller to what they may see and change. It runs under the ledger's lock, where the caller's
// roles are read anew: what was taken from somebody a moment ago is gone. now is the newest picture, for who is below whom.
//
// An object out of sight is missing, whatever the order. A reference to one is to nothing. An owner can be anybody whom
// the caller sees the deals of, is in a team with, or stands below: deals are not handed to strangers.
func Guard(c access.Caller, now func(context.Context) (*board.Picture, error)) ledger.Guard {
	return func(ctx context.Context, _ ledger.Who, w sales.World, o ledger.Order) error {
		picture, err := now(ctx)
		if err != nil {
			return err
		}
		if user, known := w.Object(sales.ID(c.User)).(*sales.User); known {
			if user.Facts.Inactive || user.Archived {
				return sales.Refused("forbidden", "this person does not belong to the workspace any more")
			}
			c = c.As(user.Facts.Roles())
		}
		s := Of(c, picture, picture)
		s.account = func(id sales.AccountID) (*sales.Account, bool) {
			account, known := w.Object(sales.ID(id)).(*sales.Account)
			return account, known
		}
		if over, stepped := o.Command.(sales.Override); stepped {
			return first(order(s, w, over.Step), s.mayOverride(w, over.Subject()))
		}
		if handsOn(w, o.Command) {
			return s.caller.May(s.permitOf(o.Command))
		}
		return first(order(s, w, o.Command), s.lastAdmin(w, o.Command))
	}
}

// mayOverride: what a stage asks for is waived by who stands above the deal's owner, not by the owner.
func (s *Sight) mayOverride(w sales.World, deal sales.ID) error {
	permit := access.Permit{Object: "overrides", Action: access.Write}
	if err := s.caller.May(permit); err != nil {
		return err
	}
	for _, grant := range s.caller.Grants(permit) {
		if s.Reaches(grant.Rows, w.Object(deal)) {
			return nil
		}
	}
	return sales.Refused("forbidden", "the role %q may not %s", judge{Sight: s}.roles(), string(permit.Action))
}

// permitOf is what an order needs its giver to be allowed.
func (s *Sight) permitOf(c sales.Command) access.Permit {
	switch c := c.(type) {
	case sales.Create[sales.ViewFacts]:
		if c.Facts.Role != "" {
			return roleViews
		}
	case sales.ChangeDeal:
		return access.Permit{Object: "deal-facts", Action: access.Write}
	case sales.OverrideProbability, sales.RestoreProbability:
		return access.Permit{Object: "probabilities", Action: access.Write}
	case sales.LogActivity:
		return access.Permit{Object: "activities", Action: access.Write}
	}
	kind := c.Subject().Kind()
	permit, directory := access.Permit{Object: noun(kind), Action: access.Administer}, access.Permit{Object: "directory", Action: access.Provision}
	switch {
	case !permit.Known():
		permit.Action = access.Write
	case (kind == sales.UserKind || kind == sales.TeamKind) && s.caller.May(permit) != nil && s.caller.May(directory) == nil:
		return directory
	}
	return permit
}

// order judges one order. Only the grants that reach its object count.
func order(s *Sight, w sales.World, c sales.Command) error {
	permit := s.permitOf(c)
	if err := s.caller.May(permit); err != nil {
		return err
	}
	j := judge{Sight: s, world: w}
	object := w.Object(c.Subject())
	switch {
	case object == nil && !creates(c):
		return sales.Missing(c.Subject()) // before anything else is said of the order, as of what is out of sight
	case object != nil && !s.Sees(object):
		return sales.Missing(c.Subject())
	}
	if view, kept := object.(*sales.View); kept && view.Facts.Role != "" {
		permit = roleViews
	}
	held := true // to some of the facts
	for _, grant := range s.caller.Grants(permit) {
		if object != nil && !s.Reaches(grant.Rows, object) {
			continue
		}
		j.rows = max(j.rows, grant.Rows)
		j.fields = append(j.fields, grant.Fields...)
		held = held && len(grant.Fields) > 0
	}
	switch {
	case j.rows == access.None:
		return sales.Refused("forbidden", "the role %q may not %s", j.roles(), string(permit.Action))
	case !held:
		j.fields = nil
	}
	if len(j.fields) == 0 && s.owners(j.rows).All {
		return nil // everything is in sight, and every fact may be set
	}
	return j.limited(c)
}

// creates reports whether an order may be about an object that is not there yet.
func creates(c sales.Command) bool {
	switch c.(type) {
	case sales.CreateDeal, sales.SetRate, sales.Submit, sales.RequestImport, sales.FinishImport:
		return true
	}
	_, made := c.(interface{ Creates() })
	return made
}

// judge knows what the grants for one order hold.
type judge struct {
	*Sight
	world  sales.World
	rows   access.Rows
	fields []string // the only ones that may be set; none named is all
}

func (j judge) roles() string {
	var words []string
	for _, role := range j.caller.Acting() {
		words = append(words, string(role))
	}
	return strings.Join(words, ", ")
}

// limited judges what an order refers to, given by somebody who does not see everything.
func (j judge) limited(c sales.Command) error {
	switch c := c.(type) {
	case sales.CreateDeal:
		return first(j.origin(c.Origin), j.owner("/owner", c.Facts.Owner), j.refers("/account", sales.ID(c.Facts.Account)), j.stakeholders(c.Facts.Contacts))
	case sales.ChangeDeal:
		return j.dealPatch(c)
	case sales.TransferDeal:
		return j.owner("/to", c.To)
	case sales.LogActivity:
		return first(j.doer(c.Activity.By), j.all("/contacts", c.Activity.Contacts))
	case sales.AttachEvidence:
		return j.refers("/contact", sales.ID(c.Evidence.Contact))
	case sales.Create[sales.AccountFacts]:
		return first(j.origin(c.Origin), j.owner("/owner", c.Facts.Owner), j.refers("/parent", sales.ID(c.Facts.Parent)))
	case sales.Change[sales.AccountFacts]:
		return j.patch(c.Patch, map[string]func(sales.ID) error{"owner": j.newOwner, "parent": j.reference("/parent")})
	case sales.Create[sales.ContactFacts]:
		return first(j.origin(c.Origin), j.company(sales.ID(c.Facts.Account)))
	case sales.Change[sales.ContactFacts]:
		return j.patch(c.Patch, map[string]func(sales.ID) error{"account": j.company})
	case sales.PublishCall:
		return j.call(c.Facts)
	case sales.Create[sales.ViewFacts]:
		return first(j.origin(c.Origin), j.own(c.Facts.Owner))
	case sales.Create[sales.TargetFacts]:
		return first(j.origin(c.Origin), j.target(c.Facts))
	case sales.Change[sales.TargetFacts]:
		return j.targetPatch(c)
	case sales.Create[sales.UserFacts]:
		return j.settable(c.Facts)
	case sales.Change[sales.UserFacts]:
		return first(j.settableIn(c.Patch), j.address(c))
	case sales.Create[sales.TeamFacts]:
		return j.settable(c.Facts)
	case sales.Change[sales.TeamFacts]:
		return j.settableIn(c.Patch)
	}
	return j.limitedProcess(c)
}

// first is the first of several checks that failed.
func first(checks ...error) error {
	for _, err := range checks {
		if err != nil {
			return err
		}
	}
	return nil
}

// origin: who does not see everything must not learn what came from elsewhere by trying names.
func (j judge) origin(o sales.Origin) error {
	if o.Source == "" {
		return nil
	}
	return j.unsettable("imported_from")
}

func (j judge) unsettable(field string) error {
	return &sales.Problem{Kind: sales.KindRefused, Code: "forbidden", Pointer: "/" + field, Format: "the role %q may not set %q", Args: []any{j.roles(), field}}
}

// owner checks to whom something is given.
func (j judge) owner(pointer string, id sales.UserID) error {
	own, tree := j.caller.User, j.tree(j.now)
	near := j.owners(j.rows).Owners[id] || slices.Contains(tree.Chain(own), id) ||
		tree.Team(own) != "" && tree.People(tree.Team(own))[id]
	if id != "" && near {
		return nil
	}
	return &sales.Problem{Kind: sales.KindRefused, Code: "not_assignable", Pointer: pointer,
		Format: "you may give this to people of your team, below you or above you"}
}

// own refuses to make a view for somebody else.
func (j judge) own(id sales.UserID) error {
	if id != j.caller.User {
		return &sales.Problem{Kind: sales.KindRefused, Code: "not_assignable", Pointer: "/owner", Format: "you make views for yourself"}
	}
	return nil
}

func (j judge) newOwner(id sales.ID) error { return j.owner("/owner", sales.UserID(id)) }

// doer checks in whose name an activity is noted.
func (j judge) doer(id sales.UserID) error {
	if id == "" {
		return nil
	}
	return j.owner("/by", id)
}

// refers checks a reference: what is out of sight is as if it did not exist.
func (j judge) refers(pointer string, id sales.ID) error {
	object := j.world.Object(id)
	if object == nil || j.Sees(object) {
		return nil // whether it is there is the order's own to judge
	}
	return sales.Invalid(pointer, "unknown_reference", "there is no %s %q", strings.TrimSuffix(noun(id.Kind()), "s"), string(id))
}

func (j judge) reference(pointer string) func(sales.ID) error {
	return func(id sales.ID) error { return j.refers(pointer, id) }
}

func (j judge) all(pointer string, ids []sales.ContactID) error {
	for _, id := range ids {
		if err := j.refers(pointer, sales.ID(id)); err != nil {
			return err
		}
	}
	return nil
}

// each is the same of several, and points at the one.
func (j judge) each(pointer string, ids []sales.ID) error {
	for i, id := range ids {
		if err := j.refers(pointer+"/"+strconv.Itoa(i), id); err != nil {
			return err
		}
	}
	return nil
}

func (j judge) stakeholders(list []sales.Stakeholder) error {
	for i, s := range list {
		if err := j.refers("/contacts/"+strconv.Itoa(i)+"/contact", sales.ID(s.Contact)); err != nil {
			return err
		}
	}
	return nil
}

// company: a contact of no account would be out of the sight of who notes it down.
func (j judge) company(id sales.ID) error {
	if id == "" {
		return sales.Invalid("/account", "required", "a contact needs a company that you see")
	}
	return j.refers("/account", id)
}

// target checks for whom something is aimed at.
func (j judge) target(f sales.TargetFacts) error {
	if j.Reaches(j.rows, &sales.Target{Facts: f}) {
		return nil
	}
	return sales.Refused("not_assignable", "you may set targets for yourself and those below you")
}

// call checks for whom something is published: a team that the giver leads; the workspace's is for who sees all of it.
func (j judge) call(f sales.CallFacts) error {
	if slices.Contains(j.teams(j.rows), f.Team) {
		return nil
	}
	return sales.Refused("not_leading", "you may publish for the teams that you lead")
}

// patch looks at the members of a merge patch that name other objects; null names none.
func (j judge) patch(text json.RawMessage, checks map[string]func(sales.ID) error) error {
	var members map[string]json.RawMessage
	if json.Unmarshal(text, &members) != nil {
		return nil // the order itself refuses what is no patch
	}
	for name, check := range checks {
		value, named := members[name]
		var id sales.ID
		if !named || json.Unmarshal(value, &id) != nil {
			continue
		}
		if err := check(id); err != nil {
			return err
		}
	}
	return nil
}

func (j judge) targetPatch(c sales.Change[sales.TargetFacts]) error {
	before, known := j.world.Object(c.ID).(*sales.Target)
	if !known {
		return nil
	}
	after := before.Facts
	err := j.patch(c.Patch, map[string]func(sales.ID) error{
		"user": func(id sales.ID) error { after.User = sales.UserID(id); return nil },
		"team": func(id sales.ID) error { after.Team = sales.TeamID(id); return nil }})
	return first(err, j.target(after))
}

// dealPatch checks what a patch of a deal sets, and whom and what it names anew.
func (j judge) dealPatch(c sales.ChangeDeal) error {
	var members map[string]json.RawMessage
	if json.Unmarshal(c.Patch, &members) != nil {
		return nil
	}
	if len(j.fields) > 0 {
		return j.settableIn(c.Patch)
	}
	deal, known := j.world.Object(sales.ID(c.Deal)).(*sales.Deal)
	if !known {
		return nil
	}
	anew := func(before sales.ID, check func(sales.ID) error) func(sales.ID) error {
		return func(id sales.ID) error {
			if id == before {
				return nil
			}
			return check(id)
		}
	}
	var contacts []sales.Stakeholder
	_ = json.Unmarshal(members["contacts"], &contacts) // what is no list of them the order refuses
	fresh := slices.DeleteFunc(contacts, func(s sales.Stakeholder) bool {
		return slices.ContainsFunc(deal.Contacts, func(was sales.Stakeholder) bool { return was.Contact == s.Contact })
	})
	return first(j.stakeholders(fresh), j.patch(c.Patch, map[string]func(sales.ID) error{
		"owner": anew(sales.ID(deal.Owner), j.newOwner), "account": anew(sales.ID(deal.Account), j.reference("/account"))}))
}
