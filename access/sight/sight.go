package sight

import (
	"maps"
	"slices"

	"arus/access"
	"arus/board"
	"arus/merging"
	"arus/org"
	"arus/process"
	"arus/report"
	"arus/sales"
	"arus/score/chronicle"
)

// Sight is what a caller sees of a picture. It is made for one answer and used by one goroutine.
type Sight struct {
	caller  access.Caller
	now     *board.Picture // whose teams the caller leads
	seen    *board.Picture // who belongs to them
	account func(sales.AccountID) (*sales.Account, bool)
	trees   map[*board.Picture]*org.Tree
	reaches map[access.Rows]report.Sight
	hung    map[access.Rows]map[sales.ID]bool
}

// Of is what a caller sees of a picture; now is the newest picture of the same workspace.
func Of(c access.Caller, now, seen *board.Picture) *Sight {
	return &Sight{caller: c, now: now, seen: seen, account: seen.Account, trees: map[*board.Picture]*org.Tree{},
		reaches: map[access.Rows]report.Sight{}, hung: map[access.Rows]map[sales.ID]bool{}}
}

// noun is how the policy calls the objects of a kind. What it does not know, nobody sees or changes.
func noun(k sales.Kind) string {
	return map[sales.Kind]string{sales.WorkspaceKind: "workspaces", sales.PipelineKind: "pipelines", process.PlanKind: "pipelines", sales.DealKind: "deals",
		sales.AccountKind: "accounts", sales.ContactKind: "contacts", sales.ProductKind: "products", sales.CompetitorKind: "competitors",
		sales.UserKind: "users", sales.TeamKind: "teams", sales.RateKind: "rates", sales.TargetKind: "targets", sales.ImportKind: "imports",
		sales.SubmissionKind: "submissions", sales.CallKind: "forecasts",
		sales.ViewKind: "views", process.RuleKind: "rules", process.LeadKind: "leads", process.TaskKind: "tasks",
		process.RouteKind: "routes", process.AbsenceKind: "absences", process.PlaybookKind: "playbooks", process.PolicyKind: "policies",
		process.QualificationKind: "qualifications", process.ApprovalKind: "approvals",
		chronicle.ModelKind: "scores", merging.DistinctionKind: "distinctions"}[k]
}

// rows are those of the objects of a kind that the caller may read.
func (s *Sight) rows(k sales.Kind) access.Rows {
	return s.caller.Rows(access.Permit{Object: noun(k), Action: access.Read})
}

// Deals are the deals in sight.
func (s *Sight) Deals() report.Sight { return s.owners(s.rows(sales.DealKind)) }

// Sees reports whether the caller may know of an object, which may be newer than the picture.
func (s *Sight) Sees(o sales.Object) bool {
	if view, kept := o.(*sales.View); kept && s.open(view.Facts) {
		return true
	}
	if _, learnt := o.(*chronicle.Model); learnt { // it weighs what everybody sees; who may let one stand sees which did
		return s.rows(chronicle.ModelKind) > access.None || s.caller.May(access.Permit{Object: noun(chronicle.ModelKind), Action: access.Write}) == nil
	}
	return s.Reaches(s.rows(kindOf(o)), o)
}

// roleViews is what changing the view of a role needs.
var roleViews = access.Permit{Object: "role-views", Action: access.Write}

// open reports whether a view that is not the caller's own is for them, too: one that is shared, and one of their role or
// that they may change.
func (s *Sight) open(v sales.ViewFacts) bool {
	if s.rows(sales.ViewKind) == access.None {
		return false
	}
	return v.Shared || v.Role != "" && (slices.Contains(s.caller.Acting(), v.Role) || s.caller.Rows(roleViews) > access.None)
}

// owners are those whose deals are within some rows. Nobody's deals are within all rows only.
func (s *Sight) owners(rows access.Rows) report.Sight {
	if reach, known := s.reaches[rows]; known {
		return reach
	}
	reach := report.Sight{All: rows == access.All || rows == access.Below && s.leads(), Owners: map[sales.UserID]bool{}}
	if user := s.caller.User; user != "" && rows >= access.Own && !reach.All {
		reach.Owners[user] = true
		maps.Copy(reach.Owners, s.tree(s.seen).People(s.teams(rows)...))
	}
	s.reaches[rows] = reach
	return reach
}

// leads reports whether the caller stands above everybody today.
func (s *Sight) leads() bool { return s.caller.User != "" && s.now.Workspace().Leader == s.caller.User }

// teams are those whose people are within some rows: the ones that the caller leads today, and what is below them.
func (s *Sight) teams(rows access.Rows) []sales.TeamID {
	if s.caller.User == "" || rows < access.Team {
		return nil
	}
	led := s.tree(s.now).Led(s.caller.User)
	if rows >= access.Below {
		return s.tree(s.seen).Under(led...)
	}
	return led
}

func (s *Sight) tree(p *board.Picture) *org.Tree {
	if s.trees[p] == nil {
		s.trees[p] = org.Of(p)
	}
	return s.trees[p]
}

// hangs reports whether an account or contact hangs on a deal within some rows. The first question looks at every deal.
func (s *Sight) hangs(rows access.Rows, id sales.ID) bool {
	hung, known := s.hung[rows]
	if !known {
		hung = map[sales.ID]bool{}
		owners := s.owners(rows).Owners
		for d := range s.seen.Deals() {
			if !owners[d.Owner()] {
				continue
			}
			hung[sales.ID(d.Account())] = true
			for _, c := range d.Contacts() {
				hung[sales.ID(c.Contact)] = true
			}
		}
		s.hung[rows] = hung
	}
	return id != "" && hung[id]
}
