package intake

import (
	"context"
	"database/sql"
	"encoding/json"

	"arus/sales"
	"arus/store"
)

const (
	reportName   = "report.json"
	deleteUpload = `DELETE FROM upload WHERE workspace = $1 AND id = $2`
)

// keeping replaces an import's files by its findings, in the transaction of its effect.
func (d *Desk) keeping(ws sales.WorkspaceID, id sales.ImportID, of func() ([]Finding, bool)) func(context.Context, *sql.Tx) error {
	return func(ctx context.Context, tx *sql.Tx) error {
		findings, written := of()
		if !written {
			return nil
		}
		return d.keep(ctx, tx, ws, id, findings)
	}
}

func (d *Desk) keep(ctx context.Context, tx *sql.Tx, ws sales.WorkspaceID, id sales.ImportID, findings []Finding) error {
	if _, err := tx.ExecContext(ctx, deleteUpload, string(ws), string(id)); err != nil {
		return err
	}
	if len(findings) == 0 {
		return nil
	}
	text, err := json.Marshal(findings)
	if err != nil {
		return err
	}
	return d.Store.Insert(ctx, tx, "upload", uploadColumns(), parts(string(ws), string(id), reportName, text))
}

func uploadColumns() []string { return []string{"workspace", "id", "name", "part", "bytes"} }

const partSize = 1 << 20

// parts are the rows that hold a text.
func parts(ws, id, name string, text []byte) func(func([]any) bool) {
	return func(yield func([]any) bool) {
		for part := 0; part*partSize < len(text); part++ {
			if !yield([]any{ws, id, name, int64(part), text[part*partSize : min(len(text), (part+1)*partSize)]}) {
				return
			}
		}
	}
}

var _ store.Queryer = (*sql.DB)(nil)
