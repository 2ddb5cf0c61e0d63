package intake

import (
	"slices"

	"arus/intake/sheet"
	"arus/ledger"
	"arus/sales"
)

// bringPeople makes users and teams. They refer to each other, so those who lead come first, then teams, then the others.
func (p *plan) bringPeople() error {
	users, teams := p.m.Section(sheet.Users), p.m.Section(sheet.Teams)
	leads := map[string]bool{}
	for _, r := range p.haul.users {
		leads[r.manager] = true
	}
	for _, r := range p.haul.teams {
		leads[r.lead] = true
	}
	for _, r := range p.haul.users {
		if leads[r.id] || leads[r.name] || leads[r.email] {
			p.member(ref{users, r.line}, r, false)
		}
	}
	met := map[string]bool{} // a file of people names their team in every row
	for _, r := range p.haul.teams {
		if key := r.id + "\x00" + r.name; !met[key] {
			met[key] = true
			p.team(ref{teams, r.line}, r.name)
		}
	}
	for _, r := range p.haul.users {
		p.member(ref{users, r.line}, r, true)
	}
	return nil
}

// member makes or changes a user. Who has left is only marked as such when all deals are in: those who have left take none.
func (p *plan) member(at ref, r userRow, placed bool) {
	var team sales.TeamID
	if placed {
		team = p.place(at, r.team, r.manager)
	}
	told := at.section.Fields
	_, hasEmail := told["email"]
	_, hasTeam := told["team"]
	_, hasManager := told["manager"]
	_, hasActive := told["active"]
	upsert(p, slot{at, sales.UserKind, r.id, r.name, r.email}, func(f *sales.UserFacts) {
		f.Name = r.name
		if hasEmail {
			f.Email = r.email
		}
		if placed && (hasTeam || hasManager) {
			f.Team = team
		}
		if hasActive && !r.left {
			f.Inactive = false
		}
	})
}

// sendOff marks the users who have left.
func (p *plan) sendOff() error {
	for _, r := range p.haul.users {
		id, known := p.index(sales.UserKind).taken[r.name]
		if r.id != "" {
			id, known = p.index(sales.UserKind).taken[r.id]
		}
		user, ok := p.book.Object(id).(*sales.User)
		if !r.left || !known || !ok || user.Facts.Inactive {
			continue
		}
		before := p.events
		p.do(ref{p.m.Section(sheet.Users), r.line}, ledger.Order{Command: sales.Change[sales.UserFacts]{ID: id, Patch: []byte(`{"inactive":true}`)}})
		if !p.index(sales.UserKind).made[id] {
			p.compared(id, before)
		}
	}
	return nil
}

// place finds the team of somebody: the one named, or the part of it that their manager leads when it has several
// managers, or the people of a manager where no team is named.
func (p *plan) place(at ref, team, manager string) sales.TeamID {
	if team != "" {
		whole := p.team(at, team)
		if manager == "" || len(p.managers(team)) < 2 {
			return whole
		}
		return p.ledBy(at, manager, sales.TeamFacts{Name: team + " · " + p.nameOf(manager), Parent: whole})
	}
	if manager == "" {
		return ""
	}
	return p.ledBy(at, manager, sales.TeamFacts{Name: p.nameOf(manager), Parent: p.above(at, manager)})
}

// above is the team that a manager is in. A circle of managers ends where it closes.
func (p *plan) above(at ref, manager string) sales.TeamID {
	key := "above:" + manager
	if id, known := p.teamIDs[key]; known {
		return id
	}
	p.teamIDs[key] = ""
	if row, ok := p.userRow(manager); ok {
		p.teamIDs[key] = p.place(at, row.team, row.manager)
	}
	return p.teamIDs[key]
}

func (p *plan) ledBy(at ref, manager string, facts sales.TeamFacts) sales.TeamID {
	if id, known := p.teamIDs[facts.Name]; known {
		return id
	}
	facts.Manager = p.user(at, "manager", manager)
	id := upsert(p, slot{at: at, kind: sales.TeamKind, id: "team:" + facts.Name, name: facts.Name}, func(f *sales.TeamFacts) {
		f.Name, f.Parent, f.Manager = facts.Name, facts.Parent, facts.Manager
	})
	p.teamIDs[facts.Name] = sales.TeamID(id)
	return sales.TeamID(id)
}

// team makes the team that a text names, with its parents.
func (p *plan) team(at ref, text string) sales.TeamID {
	if id, known := p.teamIDs[text]; known {
		return id
	}
	p.teamIDs[text] = "" // a circle of parents ends here
	section := p.m.Section(sheet.Teams)
	i := slices.IndexFunc(p.haul.teams, func(r teamRow) bool { return r.id == text && text != "" || r.name == text })
	r := teamRow{name: text}
	if i >= 0 {
		r, at = p.haul.teams[i], ref{section, p.haul.teams[i].line}
	}
	var facts sales.TeamFacts
	if r.parent != "" {
		facts.Parent = p.team(at, r.parent)
	}
	if managers := p.managers(r.name, r.id); r.lead != "" {
		facts.Manager = p.user(at, "lead", r.lead)
	} else if len(managers) == 1 {
		facts.Manager = p.user(at, "manager", managers[0])
	}
	id := upsert(p, slot{at: at, kind: sales.TeamKind, id: r.id, name: r.name}, func(f *sales.TeamFacts) {
		f.Name = r.name
		if facts.Parent != "" {
			f.Parent = facts.Parent
		}
		if facts.Manager != "" {
			f.Manager = facts.Manager
		}
	})
	p.teamIDs[text] = sales.TeamID(id)
	return sales.TeamID(id)
}

// managers are those whom the people of a team name.
func (p *plan) managers(team ...string) (all []string) {
	for _, r := range p.haul.users {
		if r.team != "" && slices.Contains(team, r.team) && r.manager != "" && !slices.Contains(all, r.manager) {
			all = append(all, r.manager)
		}
	}
	return all
}

func (p *plan) userRow(text string) (userRow, bool) {
	i := slices.IndexFunc(p.haul.users, func(r userRow) bool { return r.id == text || r.name == text || r.email == text })
	if i < 0 {
		return userRow{}, false
	}
	return p.haul.users[i], true
}

func (p *plan) nameOf(user string) string {
	if r, ok := p.userRow(user); ok {
		return r.name
	}
	return user
}
