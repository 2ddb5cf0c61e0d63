package bench

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"arus/ledger"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

const imported = 13_087 // deals, as many as the real pipeline that the figures are judged by

// BenchmarkImport writes a pipeline of 13,087 deals and about 46,000 events in one transaction through commands, beside the
// same rows pushed through the database's own bulk loader: .import of the sqlite3 shell into the same tables and indexes
// with the same durability, and COPY on PostgreSQL. Reading a CSV of them is part of both.
func BenchmarkImport(b *testing.B) {
	for _, engine := range []struct{ name, place string }{
		{"sqlite", filepath.Join(b.TempDir(), "data")},
		{"postgres", storetest.Postgres(b, storetest.Durable)},
	} {
		b.Run(engine.name, func(b *testing.B) {
			for range b.N {
				h := openHouse(b, engine.place)
				events, took := h.importDeals(b, 0, imported)
				peer := h.bulkLoad(b, engine.place)
				b.ReportMetric(float64(events)/took.Seconds(), "events/s")
				b.ReportMetric(took.Seconds(), "import-s")
				b.ReportMetric(peer.Seconds(), "loader-s")
				b.ReportMetric(took.Seconds()/peer.Seconds(), "ratio")
				b.ReportMetric(0, "ns/op")
			}
		})
	}
}

// importDeals gives the orders of the lives of some deals, from one number up to another, in one request.
func (h *house) importDeals(b *testing.B, from, to int) (events int, took time.Duration) {
	current, err := h.ledger.Load(b.Context(), h.who.Workspace, sales.ID(h.pipeline))
	check(b, err)
	stages := current.Object.(*sales.Pipeline).Facts.Stages
	began := time.Now()
	base := sales.InstantOf(began.AddDate(-1, 0, 0))
	receipt, err := h.ledger.RecordAll(b.Context(), ledger.Request{Who: h.who, Plan: func(book *ledger.Book) error {
		for i := from; i < to; i++ {
			if err := h.importDeal(book, i, base+sales.Instant(i%imported)*1_000_000, stages); err != nil {
				return err
			}
		}
		return nil
	}})
	check(b, err)
	return len(receipt.Events), time.Since(began)
}

func (h *house) importDeal(book *ledger.Book, i int, at sales.Instant, stages []sales.Stage) error {
	id := sales.DealID(mint(sales.DealKind))
	orders := []ledger.Order{{Command: sales.CreateDeal{ID: id, Pipeline: h.pipeline, Origin: sales.Origin{Source: "bench", SourceID: strconv.Itoa(i)},
		Facts: sales.DealFacts{Name: "Deal " + strconv.Itoa(i), Value: sales.Money{Minor: int64(i) * 100, Currency: "EUR"}}}, At: at}}
	for n := 1; n < len(stages) && i%3 > 0; n++ {
		orders = append(orders, ledger.Order{Command: sales.MoveDeal{Deal: id, To: stages[n].ID}, At: at + sales.Instant(n)*3_600_000_000})
	}
	last := at + 86_400_000_000
	if i%5 == 0 {
		orders = append(orders, ledger.Order{Command: sales.WinDeal{Deal: id}, At: last})
	} else {
		orders = append(orders, ledger.Order{Command: sales.LoseDeal{Deal: id, Reason: "declined"}, At: last})
	}
	for _, o := range orders {
		if _, err := book.Do(o); err != nil {
			return err
		}
	}
	return nil
}

// tables are what an import writes.
var tables = []string{"event", "object", "origin"}

// bulkLoad writes the rows that the import made, as CSV, into a new database of the same schema.
func (h *house) bulkLoad(b *testing.B, place string) time.Duration {
	dir := b.TempDir()
	for _, table := range tables {
		check(b, dump(b.Context(), h.db, h.who.Workspace, table, filepath.Join(dir, table+".csv")))
	}
	if h.db.Engine() == "sqlite" {
		return shellImport(b, dir)
	}
	return copyIn(b, place, dir)
}

func dump(ctx context.Context, db *store.DB, ws sales.WorkspaceID, table, file string) error {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	defer out.Close()
	rows, err := db.Read().QueryContext(ctx, `SELECT * FROM `+table+` WHERE workspace = $1`, string(ws))
	if err != nil {
		return err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	w := csv.NewWriter(out)
	cells := make([]sql.RawBytes, len(names))
	places := make([]any, len(names))
	for i := range cells {
		places[i] = &cells[i]
	}
	line := make([]string, len(names))
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return err
		}
		for i, c := range cells {
			line[i] = string(c)
		}
		if err := w.Write(line); err != nil {
			return err
		}
	}
	w.Flush()
	return rows.Err()
}

// shellImport loads the files with the sqlite3 shell: one transaction, WAL, synchronous FULL, the schema of Arus.
func shellImport(b *testing.B, dir string) time.Duration {
	file := filepath.Join(dir, "peer.db")
	empty, err := store.Open(b.Context(), file)
	check(b, err)
	check(b, empty.Migrate(b.Context()))
	check(b, empty.Close())
	script := "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;\nBEGIN IMMEDIATE;\n.mode csv\n"
	for _, table := range tables {
		script += fmt.Sprintf(".import %s %s\n", filepath.Join(dir, table+".csv"), table)
	}
	shell := exec.CommandContext(b.Context(), "sqlite3", "-bail", file)
	shell.Stdin = bytes.NewBufferString(script + "COMMIT;\n")
	began := time.Now()
	out, err := shell.CombinedOutput()
	took := time.Since(began)
	if err != nil {
		b.Fatalf("sqlite3: %v: %s", err, out)
	}
	return took
}

// copyIn loads the files with COPY, after the import's own rows have made room.
func copyIn(b *testing.B, place, dir string) time.Duration {
	config, err := pgx.ParseConfig(place)
	check(b, err)
	delete(config.RuntimeParams, "pool_max_conns") // ours, not the server's
	conn, err := pgx.ConnectConfig(b.Context(), config)
	check(b, err)
	defer conn.Close(b.Context())
	tx, err := conn.Begin(b.Context())
	check(b, err)
	for _, table := range tables {
		_, err := tx.Exec(b.Context(), `CREATE TABLE peer_`+table+` (LIKE `+table+` INCLUDING ALL)`)
		check(b, err)
	}
	check(b, tx.Commit(b.Context()))
	defer func() {
		for _, table := range tables {
			_, _ = conn.Exec(b.Context(), `DROP TABLE peer_`+table)
		}
	}()
	began := time.Now()
	tx, err = conn.Begin(b.Context())
	check(b, err)
	for _, table := range tables {
		file, err := os.Open(filepath.Join(dir, table+".csv"))
		check(b, err)
		_, err = tx.Conn().PgConn().CopyFrom(b.Context(), io.Reader(file), `COPY peer_`+table+` FROM STDIN (FORMAT csv)`)
		check(b, err)
		check(b, file.Close())
	}
	check(b, tx.Commit(b.Context()))
	return time.Since(began)
}
