package main

// check is one that can be taken out: after lets through what before does not.
type check struct {
	file          string
	near          string // what stands before the check, where it stands in the file more than once; empty: the first
	before, after string // truth values
}

func (c check) String() string { return c.file + ": " + c.before + " → " + c.after }

// checks are where rights are decided and applied. What is not here is no check: conditions about the form of a request, and
// those that only save work.
var checks = []check{
	// Who may call an operation.
	{"access/policy.go", "", "len(c.Grants(p)) == 0", "false"},
	{"access/policy.go", "", "(len(c.Scopes) > 0 || p.Action == Provision) && !slices.Contains(c.Scopes, p.Action)", "false"},
	{"access/policy.go", "", "len(c.Scopes) > 0 || p.Action == Provision", "len(c.Scopes) > 0"},
	{"access/policy.go", "func held(", "token == Admin", "true"},
	{"access/access.go", "", "!person.Active", "false"},
	{"access/access.go", "func (c Caller) As", `c.Token != ""`, "false"},
	{"access/token.go", "", "t.RevokedAt != 0", "false"},
	{"access/token.go", "", "t.ExpiresAt != 0 && now >= t.ExpiresAt", "false"},
	{"access/session.go", "", "s.revoked != 0 && now >= s.revoked", "false"},
	{"access/session.go", "", "now >= s.ExpiresAt", "false"},
	{"access/session.go", "", "now >= later(s.SeenAt, SessionIdle)", "false"},
	{"api/middleware.go", "caller, err := a.identify(ctx)", "err != nil", "false"},
	{"api/middleware.go", "caller.May(permit); ", "err != nil", "false"},
	{"api/middleware.go", "", "open != nil && len(open) == 0", "true"},

	// Which objects somebody sees.
	{"access/sight/sight.go", "", "rows == access.All || rows == access.Below && s.leads()", "true"},
	{"access/sight/sight.go", "", "rows == access.Below && s.leads()", "rows == access.Below"},
	{"access/sight/sight.go", "", `s.caller.User == "" || rows < access.Team`, `s.caller.User == ""`},
	{"access/sight/sight.go", "", "rows >= access.Below", "true"},
	{"access/sight/sight.go", "", "!owners[d.Owner()]", "false"},
	{"access/sight/sight.go", "", "s.now.Workspace().Leader == s.caller.User", "true"},
	{"access/sight/reach.go", "", "reach.Owners[o.Owner]", "true"},
	{"access/sight/reach.go", "", "reach.Owners[o.Facts.Owner] || s.hangs(rows, o.ID)", "true"},
	{"access/sight/reach.go", "", "s.hangs(rows, o.ID) || s.reachesAny(rows, sales.ID(o.Facts.Account), o.MergedInto())", "true"},
	{"access/sight/reach.go", "", "s.reachesAll(rows, o.Facts.Of)", "true"},
	{"access/sight/reach.go", "", "reach.Owners[o.Facts.User] || slices.Contains(s.teams(rows), o.Facts.Team)", "true"},
	{"access/sight/reach.go", "", "reach.Owners[o.OwnedBy()]", "true"},
	{"report/sight.go", "", "s.All", "true"},
	{"report/sight.go", "", "r.sight == nil || r.sight.has(d.OwnerCode())", "true"},
	{"report/sight.go", "", "r.sight == nil || r.sight.named[user]", "true"},
	{"report/sight.go", "", "!found || !r.Sees(d)", "!found"},
	{"report/sight.go", "", "r.Sees(d) && !yield(d)", "!yield(d)"},
	{"api/door/door.go", "", "err == nil && !s.Sees(current.Object)", "false"},
	{"api/records/records.go", "", "s.Sees(record) && !yield(record)", "!yield(record)"},
	{"api/feed/seen.go", "", "sees || gone(s, v)", "true"},
	{"api/feed/seen.go", "", "id.Kind() == sales.DealKind && s.Deals().All", "id.Kind() == sales.DealKind"},
	{"api/feed/seen.go", "", "err == nil && s.Sees(current.Object)", "err == nil"},
	{"api/people/room.go", "", `!everybodys(c, "sessions")`, "false"},
	{"api/people/sessions.go", "", `err == nil && s.User != c.User && !everybodys(c, "sessions")`, "false"},
	{"api/people/tokens.go", "", `everybodys(c, "tokens") || t.ID == c.Token || t.User != "" && t.User == c.User`, "true"},
	{"api/people/tokens.go", "", `in.User != "" && in.User != string(c.User) && !everybodys(c, "tokens")`, "false"},

	// What an order may do.
	{"access/sight/guard.go", "", "user.Facts.Inactive || user.Archived", "false"},
	{"access/sight/guard.go", "func (s *Sight) mayOverride", "s.Reaches(grant.Rows, w.Object(deal))", "true"},
	{"access/sight/guard.go", "func order(", "err != nil", "false"},
	{"access/sight/guard.go", "", "object != nil && !s.Sees(object)", "false"},
	{"access/sight/guard.go", "", "object != nil && !s.Reaches(grant.Rows, object)", "false"},
	{"access/sight/guard.go", "", "j.rows == access.None", "false"},
	{"access/sight/guard.go", "", "!held", "true"},
	{"access/sight/guard.go", "", "len(j.fields) == 0 && s.owners(j.rows).All", "true"},
	{"access/sight/guard.go", "func (j judge) origin", `o.Source == ""`, "true"},
	{"access/sight/guard.go", "", `id != "" && near`, "true"},
	{"access/sight/guard.go", "func (j judge) doer", `id == ""`, "true"},
	{"access/sight/guard.go", "", "object == nil || j.Sees(object)", "true"},
	{"access/sight/guard.go", "func (j judge) company", `id == ""`, "false"},
	{"access/sight/guard.go", "", "j.Reaches(j.rows, &sales.Target{Facts: f})", "true"},
	{"access/sight/process.go", "func handsOn(", `known && d.Owner == ""`, "known"},
	{"access/sight/process.go", "func (j judge) absent", "j.Reaches(j.rows, &process.Absence{Facts: process.AbsenceFacts{User: id}})", "true"},
	{"access/sight/guard.go", "func (j judge) own(", "id != j.caller.User", "false"},
	{"access/sight/guard.go", "func (j judge) call(", "slices.Contains(j.teams(j.rows), f.Team)", "true"},
	{"access/sight/guard.go", "", "!named || json.Unmarshal(value, &id) != nil", "true"},
	{"access/sight/guard.go", "func (j judge) dealPatch", "len(j.fields) > 0", "false"},
	{"access/sight/guard.go", "", "id == before", "true"},
	{"access/sight/people.go", "", "!slices.Contains(j.fields, name)", "false"},
	{"access/sight/people.go", "", "before.Facts.Email == after.Email || !slices.Contains(before.Facts.Roles(), access.Admin)", "true"},
	{"access/sight/people.go", "", "other.ID == c.Subject()", "false"},
	{"api/people/transfer.go", "", "!s.Reaches(rows, &sales.Deal{DealFacts: sales.DealFacts{Owner: user}})", "false"},
	{"api/people/tokens.go", "", `b.Role != "" && !everybodys(c, "tokens")`, "false"},
	{"api/people/tokens.go", "func within(", "len(n.Scopes) == 0", "false"},
	{"api/people/tokens.go", "", "!slices.Contains(c.Scopes, scope)", "false"},
	{"api/directory/picture.go", "func listed(", "!u.Facts.Unlisted", "true"},
	{"api/directory/people.go", "", "!listed(u)", "true"},
}
