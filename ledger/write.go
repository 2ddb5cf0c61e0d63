package ledger

import (
	"database/sql"
	"encoding/json"
	"slices"

	"arus/sales"
)

// writeObjects brings the rows of changed objects up to date: new ones in bulk, since an import makes thousands.
func (b *Book) writeObjects() error {
	var fresh []sales.ID
	for id, e := range b.entries {
		switch {
		case !e.dirty:
		case !e.stored && e.object != nil:
			fresh = append(fresh, id)
		case e.stored && e.object == nil:
			if _, err := b.tx.ExecContext(b.ctx, deleteObject, string(b.ws), string(id)); err != nil {
				return err
			}
		}
	}
	slices.Sort(fresh) // in the order of the key: the pages of the index fill one after the other
	if err := b.insertObjects(fresh); err != nil {
		return err
	}
	return b.updateObjects()
}

func (b *Book) insertObjects(fresh []sales.ID) error {
	if len(fresh) == 0 {
		return nil
	}
	return b.insert("object", []string{"workspace", "id", "version", "effective_at", "body"}, func(yield func([]any, error) bool) {
		cells := make([]any, 5)
		for _, id := range fresh {
			e := b.entries[id]
			body, err := json.Marshal(e.object)
			cells[0], cells[1], cells[2], cells[3], cells[4] = string(b.ws), string(id), e.version, int64(e.effective), string(body)
			if !yield(cells, err) {
				return
			}
		}
	})
}

func (b *Book) updateObjects() (err error) {
	var update *sql.Stmt
	for id, e := range b.entries {
		if !e.dirty || !e.stored || e.object == nil {
			continue
		}
		if update == nil {
			if update, err = b.tx.PrepareContext(b.ctx, updateObject); err != nil {
				return err
			}
			defer update.Close()
		}
		body, err := json.Marshal(e.object)
		if err != nil {
			return err
		}
		if _, err := update.ExecContext(b.ctx, e.version, int64(e.effective), string(body), string(b.ws), string(id)); err != nil {
			return err
		}
	}
	return nil
}
