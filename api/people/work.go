package people

import (
	"encoding/json"
	"errors"
	"slices"

	"arus/board"
	"arus/ledger"
	"arus/process"
	"arus/sales"
)

// move is who hands over to whom, and why.
type move struct {
	from, to sales.UserID
	reason   string
}

// handWork hands over what somebody was to do: open leads and tasks, and approvals that wait for their answer. An approval that
// the other may not answer stays where it is: leaving is no way round four eyes.
func handWork(b *ledger.Book, p *board.Picture, m move) (done HandedWork, err error) {
	for r := range board.All[process.LeadFacts](p) {
		l, known := b.Object(r.ID).(*process.Lead)
		if !known || l.Archived || l.Facts.Owner != m.from || l.Facts.State != process.LeadOpen {
			continue
		}
		if _, err := b.Do(ledger.Order{Command: process.AssignLead{Lead: r.ID, To: m.to, Reason: m.reason}}); err != nil {
			return done, placed(err)
		}
		done.Leads++
	}
	owner, err := json.Marshal(map[string]sales.UserID{"owner": m.to})
	if err != nil {
		return done, err
	}
	for r := range board.All[process.TaskFacts](p) {
		t, known := b.Object(r.ID).(*process.Task)
		if !known || t.Archived || t.Facts.Owner != m.from || t.Facts.State != process.TaskOpen {
			continue
		}
		if _, err := b.Do(ledger.Order{Command: sales.Change[process.TaskFacts]{ID: r.ID, Patch: owner}}); err != nil {
			return done, placed(err)
		}
		done.Tasks++
	}
	return done, handApprovals(b, p, m, &done)
}

func handApprovals(b *ledger.Book, p *board.Picture, m move, done *HandedWork) error {
	for r := range board.All[process.ApprovalFacts](p) {
		a, known := b.Object(r.ID).(*process.Approval)
		if !known || a.Facts.State != process.Pending || !slices.ContainsFunc(a.Facts.Steps, func(s process.Step) bool { return s.Waits(m.from) }) {
			continue
		}
		_, err := b.Do(ledger.Order{Command: process.DelegateApproval{ID: r.ID, From: m.from, To: m.to, Reason: m.reason}})
		var refused *sales.Problem
		switch {
		case errors.As(err, &refused) && refused.Kind == sales.KindRefused:
			done.Left++
		case err != nil:
			return placed(err)
		default:
			done.Approvals++
		}
	}
	return nil
}
