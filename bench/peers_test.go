package bench

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"arus/store"
)

// peer answers questions in SQL, and says how long its fastest answer took.
type peer interface {
	ask(query string) (rows []string, took time.Duration)
}

const peerRuns = 3

type sqlPeer struct {
	b  *testing.B
	db *store.DB
}

func (p sqlPeer) ask(query string) (answer []string, took time.Duration) {
	took = best(peerRuns, func() {
		answer = nil
		rows, err := p.db.Read().QueryContext(p.b.Context(), query)
		sound(p.b, err)
		defer rows.Close()
		columns, err := rows.Columns()
		sound(p.b, err)
		cells, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		for rows.Next() {
			sound(p.b, rows.Scan(into...))
			line := fmt.Sprintln(cells...)
			answer = append(answer, line[:len(line)-1])
		}
		sound(p.b, rows.Err())
	})
	return answer, took
}

// duck is DuckDB in a process of its own, which keeps its tables in memory.
type duck struct {
	b   *testing.B
	in  *json.Encoder
	out *json.Decoder
}

// duckOf starts DuckDB and gives it the rows of tables by way of CSV files.
func duckOf(b *testing.B, tables []table) peer {
	dir := b.TempDir()
	build := exec.CommandContext(b.Context(), "go", "build", "-o", filepath.Join(dir, "duckdb"), ".")
	build.Dir = "duckdb"
	if said, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, said)
	}
	cmd := exec.Command(filepath.Join(dir, "duckdb")) // which ends when its input does
	said := &bytes.Buffer{}
	cmd.Stderr = said
	in, err := cmd.StdinPipe()
	sound(b, err)
	out, err := cmd.StdoutPipe()
	sound(b, err)
	sound(b, cmd.Start())
	b.Cleanup(func() {
		in.Close()
		_, _ = io.Copy(io.Discard, out)
		if err := cmd.Wait(); err != nil {
			b.Errorf("%v: %s", err, said)
		}
	})
	d := &duck{b, json.NewEncoder(in), json.NewDecoder(out)}
	for _, t := range tables {
		file := filepath.Join(dir, t.name+".csv")
		writeCSV(b, file, t)
		declared := "create table " + t.name + " (" + t.declared() + ")"
		d.tell(declared)
		d.tell(fmt.Sprintf("copy %s from '%s'", t.name, file))
		sound(b, os.Remove(file))
	}
	return d
}

type asked struct {
	Statement string // whose rows are of no interest
	Query     string
	Runs      int
}

type answered struct {
	Nanoseconds int64
	Rows        []string
}

func (d *duck) send(a asked) (answer answered) {
	sound(d.b, d.in.Encode(a))
	sound(d.b, d.out.Decode(&answer))
	return answer
}

func (d *duck) tell(statement string) { d.send(asked{Statement: statement}) }

func (d *duck) ask(query string) ([]string, time.Duration) {
	a := d.send(asked{Query: query, Runs: peerRuns})
	return a.Rows, time.Duration(a.Nanoseconds)
}

func writeCSV(b *testing.B, file string, t table) {
	f, err := os.Create(file)
	sound(b, err)
	defer f.Close()
	w := csv.NewWriter(f)
	for row := range t.rows {
		words := make([]string, len(row))
		for i, cell := range row {
			words[i] = strings.TrimSpace(fmt.Sprint(cell))
		}
		sound(b, w.Write(words))
	}
	w.Flush()
	sound(b, w.Error())
}
