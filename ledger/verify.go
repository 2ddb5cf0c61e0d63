package ledger

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"arus/sales"
	"arus/store"
)

// Verify folds every object's events anew and names those whose stored state is something else, or is missing, or is there
// after its events were taken back. It reads the whole ledger of the workspace.
func (l *Ledger) Verify(ctx context.Context, ws sales.WorkspaceID) (objects int, differing []sales.ID, err error) {
	err = l.db.Write(ctx, func(tx *sql.Tx) error { // alone with the workspace, so that nothing moves in between
		b, err := l.openBook(ctx, tx, ws)
		if err != nil {
			return err
		}
		objects, differing = 0, nil
		keep := func(id *sales.ID) error { b.entries[*id] = nil; return nil }
		if err := store.Rows(ctx, tx, func(id *sales.ID) []any { return []any{id} }, keep, selectIDs, string(ws), string(ws)); err != nil {
			return err
		}
		ids := slices.Sorted(maps.Keys(b.entries))
		clear(b.entries)
		for _, id := range ids {
			same, err := b.verify(id)
			if err != nil {
				return err
			}
			if objects++; !same {
				differing = append(differing, id)
			}
		}
		return nil
	})
	return objects, differing, err
}

// verify compares one object's stored state with the fold of its events.
func (b *Book) verify(id sales.ID) (bool, error) {
	events, err := b.life(id)
	if err != nil || len(events) == 0 {
		return b.Object(id) == nil, errors.Join(err, b.broken)
	}
	folded, err := fold(id, events)
	if err != nil {
		return false, err
	}
	is, err1 := json.Marshal(b.Object(id))
	ought, err2 := json.Marshal(folded)
	return bytes.Equal(is, ought), errors.Join(err1, err2, b.broken)
}
