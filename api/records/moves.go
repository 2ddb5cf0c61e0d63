package records

import (
	"context"
	"iter"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"arus/access/sight"
	"arus/api/document"
	"arus/api/door"
	"arus/board"
	"arus/process"
	"arus/report"
	"arus/sales"
)

// MergeMoves are how many name an object, and name another when it goes into that: as many as the caller sees.
type MergeMoves struct {
	Deals      int `json:"deals" doc:"Of the account, or with the contact"`
	Activities int `json:"activities" doc:"Of those deals of an account, or of the deal itself: they are told with what they go to"`
	Contacts   int `json:"contacts" doc:"Of the account"`
	Accounts   int `json:"accounts" doc:"Below the account"`
	Leads      int `json:"leads" doc:"That became the deal, or one of the account or with the contact"`
	Tasks      int `json:"tasks" doc:"For the deal"`
}

type movesIn struct {
	door.AtLeast
	ID string `path:"id"`
}

func (a room) addMoves() {
	for kind, noun := range map[sales.Kind]string{sales.AccountKind: "account", sales.ContactKind: "contact", sales.DealKind: "deal"} {
		op := document.Operation("get-"+noun+"-moves", http.MethodGet, "/v1/"+noun+"s/{id}/moves", "How much a merge of one "+noun+" would move")
		op.Description = "What names it, as far as you see that. A merge moves what you do not see as well."
		huma.Register(a.API, op, func(ctx context.Context, in *movesIn) (*door.Reply[MergeMoves], error) {
			return a.moves(ctx, kind, in)
		})
	}
}

func (a room) moves(ctx context.Context, kind sales.Kind, in *movesIn) (*door.Reply[MergeMoves], error) {
	id := sales.ID(in.ID)
	if id.Kind() != kind {
		return nil, sales.Missing(id)
	}
	r, err := a.Reader(ctx, door.When{}, in.AtLeast)
	if err != nil {
		return nil, err
	}
	if _, err := a.Load(ctx, id); err != nil { // what is out of sight is missing
		return nil, err
	}
	s, err := a.Sight(ctx)
	if err != nil {
		return nil, err
	}
	m := MergeMoves{
		Contacts: countIn(s, r.Picture.Contacts(), func(c *sales.Contact) bool { return sales.ID(c.Facts.Account) == id }),
		Accounts: countIn(s, r.Picture.Accounts(), func(c *sales.Account) bool { return sales.ID(c.Facts.Parent) == id }),
		Tasks:    countIn(s, board.All[process.TaskFacts](r.Picture), func(t *process.Task) bool { return sales.ID(t.Facts.Deal) == id }),
		Leads: countIn(s, board.All[process.LeadFacts](r.Picture), func(l *process.Lead) bool {
			return sales.ID(l.Facts.Account) == id || sales.ID(l.Facts.Contact) == id || sales.ID(l.Facts.Deal) == id
		}),
	}
	if err := m.addDeals(r, id); err != nil {
		return nil, err
	}
	return &door.Reply[MergeMoves]{Status: http.StatusOK, Body: m, Position: door.MomentOf(r).Header()}, nil
}

// countIn counts the records within sight that are not archived and name what is asked for.
func countIn[F sales.Facts[F]](s *sight.Sight, all iter.Seq[*sales.Record[F]], names func(*sales.Record[F]) bool) (n int) {
	for record := range seen(s, all) {
		if !record.Archived && names(record) {
			n++
		}
	}
	return n
}

// addDeals counts deals, and what was done for those that go along. A contact takes nothing along that was done for a deal.
func (m *MergeMoves) addDeals(r *report.Reader, id sales.ID) error {
	var which report.Selection
	switch id.Kind() {
	case sales.AccountKind:
		which.Account = sales.AccountID(id)
	case sales.ContactKind:
		which.Filter = strconv.Quote(string(id)) + " in deal.contacts"
	default:
		which.IDs = []sales.DealID{sales.DealID(id)}
	}
	return r.Each(which, func(d board.Deal) bool {
		if id.Kind() != sales.DealKind {
			m.Deals++
		}
		if id.Kind() != sales.ContactKind {
			for v := range d.Versions() {
				if v.Event() == "deal.activity_logged" {
					m.Activities++
				}
			}
		}
		return true
	})
}
