package submit

import (
	"bytes"
	"context"
	"encoding/json"

	"arus/board"
	"arus/ledger"
	"arus/sales"
)

// Verdict says whether a submission is what its basis makes it.
type Verdict struct {
	Same       bool
	Submitted  sales.SubmissionFacts // as it was submitted, before anybody above acted
	Recomputed sales.SubmissionFacts
}

// Verify makes a submission again from the moments of its basis and compares the two byte by byte. version tells the
// version that an object had at the basis' position.
func Verify(s *board.Snapshot, made sales.SubmissionFacts, version func(sales.ID) (int64, error)) (Verdict, error) {
	made.State, made.Manager = sales.Submitted, sales.Adjustment{}
	p := s.At(made.Basis.AsOf, made.Basis.KnownAt)
	again, err := Draft(p, Scope{made.User, made.Team, made.Period, made.Call}, version)
	if err != nil {
		return Verdict{}, err
	}
	if made.Basis.Correction != nil {
		if _, again.Basis.Correction, err = Offer(p, again); err != nil {
			return Verdict{}, err
		}
	}
	again.Adjustment, again.Basis.Position = made.Adjustment, made.Basis.Position // said by a person, and where it was said
	was, err := json.Marshal(made)
	if err != nil {
		return Verdict{}, err
	}
	is, err := json.Marshal(again)
	return Verdict{Same: bytes.Equal(was, is), Submitted: made, Recomputed: again}, err
}

// VersionsAt tells the version that objects had at a position of the ledger.
func VersionsAt(ctx context.Context, l *ledger.Ledger, ws sales.WorkspaceID, position int64) func(sales.ID) (int64, error) {
	return func(id sales.ID) (int64, error) {
		before := int64(0) // from the newest
		for {
			events, err := l.History(ctx, ws, id, before, 200)
			if err != nil || len(events) == 0 {
				return 0, err
			}
			for _, e := range events {
				if e.Position <= position {
					return e.Version, nil
				}
				before = e.Position
			}
		}
	}
}
