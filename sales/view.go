package sales

import (
	"slices"
	"strconv"
)

// View is a question that is kept, or a page of several.
type View = Record[ViewFacts]

// ViewFacts are what a page opens with: one question, or panels that each ask their own. A view is somebody's, and theirs
// alone unless it is shared; or it is of a role, for everybody who has it. It gives no rights: whoever opens it is shown
// what they may see. What a question means, and whether it can be asked, is for who answers it.
type ViewFacts struct {
	Name     string        `json:"name"`
	Page     string        `json:"page" doc:"Where it opens. start and dashboard have panels, the others a question" enum:"start,dashboard,explorer,board,deals,accounts,forecast,pipeline,funnel,winrate,velocity,ageing,stalled,conversion,coverage,bridge,winloss,behaviours,sources,health,quality"`
	Owner    UserID        `json:"owner,omitempty" doc:"Whose it is; nobody's where it is of a role"`
	Role     UserRole      `json:"role,omitempty" doc:"For everybody of this role"`
	Shared   bool          `json:"shared,omitempty" doc:"Everybody in the workspace may open it"`
	Icon     string        `json:"icon,omitempty" doc:"Name of a sign beside its name"`
	Order    int           `json:"order,omitempty" doc:"Smaller ones stand first"`
	Question KeptQuestion  `json:"question,omitzero"`
	Panels   []PanelOfView `json:"panels,omitempty" doc:"In their order; at most 24"`
}

// KeptQuestion is a question in the words of the API: its members are the parameters of the operation that answers it.
type KeptQuestion struct {
	Measures  []string `json:"measures,omitempty" doc:"Of the explorer"`
	GroupBy   []string `json:"group_by,omitempty"`
	Filter    string   `json:"filter,omitempty" doc:"An expression over the deal"`
	Text      string   `json:"q,omitempty"`
	Pipeline  string   `json:"pipeline,omitempty"`
	Owner     string   `json:"owner,omitempty"`
	Account   string   `json:"account,omitempty"`
	Period    string   `json:"period,omitempty" doc:"2026-Q4, 2026-10, 2026-W41, 2026-10-01..2026-10-28, or one that moves with the day: this_week, this_month, this_quarter, last_week, last_month, last_quarter"`
	From      string   `json:"from,omitempty"`
	To        string   `json:"to,omitempty"`
	AsOf      string   `json:"as_of,omitempty" doc:"A day, an instant, or so many days ago as in -7d"`
	KnownAt   string   `json:"known_at,omitempty"`
	CompareTo string   `json:"compare_to,omitempty"`
	Every     string   `json:"every,omitempty" doc:"Of the explorer, with from: how often it asks back to then: day, week, month, quarter"`
	Currency  string   `json:"currency,omitempty"`
	ValueKind string   `json:"value_kind,omitempty"`
	Basis     string   `json:"basis,omitempty"`
	Sort      string   `json:"sort,omitempty" doc:"Of lists"`
	Columns   []string `json:"columns,omitempty" doc:"Which columns are shown, in their order; all when left out"`
	Chart     string   `json:"chart,omitempty" enum:"bar,line,table"`
	Limit     int      `json:"limit,omitempty" doc:"How many rows are shown"`
}

// PanelOfView is a part of a page that asks a question of its own.
type PanelOfView struct {
	Title    string       `json:"title"`
	Form     string       `json:"form" doc:"figure: one number of the totals, else of the first row; chart: a measure over the groups; table; list: deals" enum:"figure,chart,table,list"`
	Report   string       `json:"report" doc:"query asks POST /v1/reports/query, deals GET /v1/deals, others the report of their name" enum:"query,deals,forecast,pipeline,funnel,winrate,velocity,ageing,stalled,conversion,coverage,bridge,winloss,behaviours,sources,health,quality"`
	Question KeptQuestion `json:"question,omitzero"`
	Column   string       `json:"column,omitempty" doc:"Of the answer: the figure that is shown, or drawn"`
	Sheet    string       `json:"sheet,omitempty" doc:"Of an answer that has several tables, such as owners of health"`
	Width    int          `json:"width,omitempty" doc:"Of twelve; 0 leaves it to the page" minimum:"0" maximum:"12"`
}

const (
	panelsMost = 24
	rowsMost   = 200
)

var (
	reportPages = []string{"pipeline", "funnel", "winrate", "velocity", "ageing", "stalled", "conversion", "coverage", "bridge",
		"winloss", "behaviours", "sources", "health", "quality", "forecast"}
	panelPages    = []string{"start", "dashboard"}
	questionPages = append([]string{"explorer", "board", "deals", "accounts"}, reportPages...)
	panelReports  = append([]string{"query", "deals"}, reportPages...)
)

// About is the kind of the record.
func (ViewFacts) About() (Kind, string) { return ViewKind, "view" }

// OwnedBy is whose view it is.
func (v ViewFacts) OwnedBy() UserID { return v.Owner }

// Check refuses a view that is nobody's, changes hands or asks in a form that nobody answers.
func (v ViewFacts) Check(w World, _ ID, before ViewFacts) error {
	if err := first(Named(v.Name, "a view"), OneOf("/page", v.Page, append(panelPages, questionPages...)...), v.Question.check()); err != nil {
		return err
	}
	switch {
	case v.Owner == "" && v.Role == "":
		return Invalid("/owner", "required", "a view is somebody's, or of a role")
	case v.Owner != "" && v.Role != "":
		return Invalid("/role", "two_bearers", "a view is somebody's or of a role, not both")
	case before.Name != "" && (before.Owner != v.Owner || before.Role != v.Role):
		return Invalid("/owner", "fixed", "a view stays whose it is: make another one")
	case v.Role != "":
		if err := OneOf("/role", v.Role, UserRoles()...); err != nil {
			return err
		}
	}
	return first(Refers[UserFacts](w, "/owner", ID(before.Owner), ID(v.Owner)), v.checkPanels())
}

func (v ViewFacts) checkPanels() error {
	switch {
	case len(v.Panels) > panelsMost:
		return Invalid("/panels", "too_many", "a page has at most %d panels", panelsMost)
	case len(v.Panels) > 0 && !slices.Contains(panelPages, v.Page):
		return Invalid("/panels", "not_a_choice", "%q is not one of %s", v.Page, "start, dashboard")
	}
	for i, p := range v.Panels {
		if err := Under("/panels/"+strconv.Itoa(i), p.check()); err != nil {
			return err
		}
	}
	return nil
}

func (p PanelOfView) check() error {
	if p.Title == "" {
		return Invalid("/title", "required", "a panel needs a title")
	}
	if p.Width < 0 || p.Width > 12 {
		return Invalid("/width", "out_of_range", "a panel is 1 to 12 columns wide, not %d", p.Width)
	}
	return first(OneOf("/form", p.Form, "figure", "chart", "table", "list"), OneOf("/report", p.Report, panelReports...), p.Question.check())
}

func (q KeptQuestion) check() error {
	if q.Limit < 0 || q.Limit > rowsMost {
		return Invalid("/question/limit", "out_of_range", "between 0 and %d rows are shown, not %d", rowsMost, q.Limit)
	}
	if q.ValueKind != "" {
		if err := Under("/question", ValueKind(q.ValueKind).check()); err != nil {
			return err
		}
	}
	if err := OneOf("/question/every", q.Every, "", "day", "week", "month", "quarter"); err != nil {
		return err
	}
	return OneOf("/question/chart", q.Chart, "", "bar", "line", "table")
}
