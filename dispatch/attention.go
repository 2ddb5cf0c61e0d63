package dispatch

import (
	"cmp"
	"slices"

	"arus/board"
	"arus/process"
	"arus/sales"
)

// Lack is what is wrong with something that needs attention.
type Lack string

// What can be wrong.
const (
	NoOwner        Lack = "no_owner"
	OwnerLeft      Lack = "owner_left"
	NoNextStep     Lack = "no_next_step"
	NextStepPast   Lack = "next_step_past"
	LeadUnassigned Lack = "lead_unassigned"
	LeadUntouched  Lack = "lead_untouched"
	TaskOverdue    Lack = "task_overdue"
	ApprovalWaits  Lack = "approval_waits"
	ApprovalLapsed Lack = "approval_lapsed"
)

// Lacks are all of them.
func Lacks() []Lack {
	return []Lack{NoOwner, OwnerLeft, NoNextStep, NextStepPast, LeadUnassigned, LeadUntouched, TaskOverdue, ApprovalWaits, ApprovalLapsed}
}

// Matter is one thing that needs somebody's attention.
type Matter struct {
	Lack  Lack
	About sales.ID // a deal, lead, task or approval
	Name  string
	Owner sales.UserID   // of what it is about
	Act   []sales.UserID // who must act; empty where nobody can be named
	Since sales.Instant
}

// eye looks at a picture.
type eye struct {
	p     *board.Picture
	at    sales.Instant
	today sales.Day
	all   []Matter
}

// Attention is everything that needs it, oldest first: each open deal has exactly one owner who is here, and a next step with a
// day that has not passed, or it is in the list.
func Attention(p *board.Picture, at sales.Instant) []Matter {
	e := &eye{p: p, at: at, today: dayOf(p, at)}
	e.deals()
	e.leads()
	e.tasks()
	e.approvals()
	slices.SortStableFunc(e.all, func(a, b Matter) int { return cmp.Or(cmp.Compare(a.Since, b.Since), cmp.Compare(a.About, b.About)) })
	return e.all
}

// here reports whether somebody is in the workspace.
func (e *eye) here(id sales.UserID) bool {
	u, known := e.p.User(id)
	return known && !u.Archived && !u.Facts.Inactive
}

// boss is who answers for what nobody who is here owns: the manager of its owner's team, else the leader of the workspace.
func (e *eye) boss(owner sales.UserID) []sales.UserID {
	if u, known := e.p.User(owner); known {
		if t, is := e.p.Team(u.Facts.Team); is && t.Facts.Manager != owner && e.here(t.Facts.Manager) {
			return []sales.UserID{t.Facts.Manager}
		}
	}
	if leader := e.p.Workspace().Leader; leader != "" && leader != owner {
		return []sales.UserID{leader}
	}
	return nil
}

func (e *eye) deals() {
	zone := e.p.Workspace().Calendar.Location()
	for d := range e.p.Deals() {
		if d.Outcome() != sales.Open {
			continue
		}
		m := Matter{About: sales.ID(d.ID()), Name: d.Name(), Owner: d.Owner(), Act: []sales.UserID{d.Owner()}, Since: d.StageSince()}
		step := d.NextStep()
		switch {
		case m.Owner == "":
			m.Lack, m.Act = NoOwner, e.boss("")
		case !e.here(m.Owner):
			m.Lack, m.Act = OwnerLeft, e.boss(m.Owner)
		case step.Text == "" || step.Day == 0:
			m.Lack = NoNextStep
		case step.Day < e.today:
			m.Lack, m.Since = NextStepPast, step.Day.End(zone)
		default:
			continue
		}
		e.all = append(e.all, m)
	}
}

func (e *eye) leads() {
	for l := range board.All[process.LeadFacts](e.p) {
		f := l.Facts
		if l.Archived || f.State != process.LeadOpen {
			continue
		}
		m := Matter{About: l.ID, Name: f.Name, Owner: f.Owner, Act: []sales.UserID{f.Owner}, Since: cmp.Or(f.AssignedAt, l.CreatedAt)}
		switch {
		case f.Owner == "" || !e.here(f.Owner):
			m.Lack, m.Act = LeadUnassigned, e.boss(f.Owner)
		case f.TouchedAt == 0:
			m.Lack = LeadUntouched
		default:
			continue
		}
		e.all = append(e.all, m)
	}
}

func (e *eye) tasks() {
	zone := e.p.Workspace().Calendar.Location()
	for t := range board.All[process.TaskFacts](e.p) {
		f := t.Facts
		if t.Archived || f.State != process.TaskOpen || f.Due >= e.today && e.here(f.Owner) {
			continue
		}
		m := Matter{Lack: TaskOverdue, About: t.ID, Name: f.Name, Owner: f.Owner, Act: []sales.UserID{f.Owner}, Since: f.Due.End(zone)}
		if !e.here(f.Owner) {
			m.Act = e.boss(f.Owner)
		}
		e.all = append(e.all, m)
	}
}

func (e *eye) approvals() {
	for a := range board.All[process.ApprovalFacts](e.p) {
		f := a.Facts
		d, there := e.p.Deal(f.Deal)
		if !there || d.Outcome() != sales.Open {
			continue
		}
		m := Matter{About: a.ID, Name: d.Name(), Owner: d.Owner(), Act: []sales.UserID{d.Owner()}}
		switch {
		case f.Lapsed(e.at):
			m.Lack, m.Since = ApprovalLapsed, cmp.Or(f.HoldsUntil, f.AnswerBy)
		case f.State == process.Pending:
			m.Lack, m.Since, m.Act = ApprovalWaits, a.CreatedAt, e.asked(f)
		default:
			continue
		}
		e.all = append(e.all, m)
	}
}

// asked are those whose answer an approval waits for.
func (e *eye) asked(f process.ApprovalFacts) (who []sales.UserID) {
	step := f.Current()
	if step >= len(f.Steps) {
		return nil
	}
	for _, s := range f.Steps[step].Seats {
		if s.By == "" && s.User != "" {
			who = append(who, s.User)
		}
		if s.By != "" || s.User != "" {
			continue
		}
		for u := range e.p.Users() {
			if e.here(sales.UserID(u.ID)) && slices.Contains(u.Facts.Roles(), s.Role) {
				who = append(who, sales.UserID(u.ID))
			}
		}
	}
	return who
}
