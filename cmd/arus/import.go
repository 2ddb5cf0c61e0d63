package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"arus/intake"
	"arus/intake/sheet"
	"arus/ledger"
	"arus/sales"
)

// importCommand brings files of another system in, or takes an import back.
type importCommand struct {
	place
	Map       string   `help:"Map that says what the files hold. Without one the files are recognised by their columns." type:"existingfile" placeholder:"FILE"`
	Files     string   `help:"Directory of the files that the map names; the map's own when left out." type:"existingdir" placeholder:"DIR"`
	DryRun    bool     `help:"Say what would happen, write nothing."`
	Strict    bool     `help:"Write nothing when any row is bad."`
	Undo      string   `help:"Take an import back." placeholder:"ID"`
	Server    string   `help:"Hand the files to a running server instead." env:"ARUS_SERVER" placeholder:"URL"`
	Token     string   `help:"Token for the server." env:"ARUS_TOKEN" placeholder:"T"`
	Workspace string   `help:"Where there are several." placeholder:"NAME"`
	Findings  string   `help:"Write all findings to a CSV file." type:"path" placeholder:"FILE"`
	JSON      bool     `help:"Print JSON."`
	Exports   []string `arg:"" optional:"" help:"Files of a well-known export; or: undo ID."`
}

// outcome is what the command tells in the end, the same from a database and from a server.
type outcome struct {
	ID        string             `json:"id,omitempty"`
	Status    string             `json:"status"` // applied, dry_run, unchanged, undone, failed
	Counts    sales.ImportCounts `json:"counts"`
	Findings  []told             `json:"findings"`
	Found     int                `json:"found"` // findings in all
	Unchanged bool               `json:"unchanged"`
	Reason    string             `json:"reason,omitempty"`
}

// told is a finding in the reader's language.
type told struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   string `json:"column"`
	Code     string `json:"code"`
	Detail   string `json:"detail"`
	Severity string `json:"severity"`
}

// Run imports, and prints what became of it.
func (c *importCommand) Run(ctx context.Context) error {
	if len(c.Exports) == 2 && c.Exports[0] == "undo" {
		c.Undo, c.Exports = c.Exports[1], nil
	}
	if (c.Map == "") == (len(c.Exports) == 0) && c.Undo == "" {
		return misuse{errors.New("say what to import: --map FILE, or the files of a well-known export")}
	}
	work := c.here
	if c.Server != "" {
		work = c.there
	}
	out, err := work(ctx)
	return errors.Join(c.print(out), c.writeFindings(out), err)
}

// here imports into a database of this machine, or the one named.
func (c *importCommand) here(ctx context.Context) (out outcome, err error) {
	m, open, out, err := c.read()
	if err != nil {
		return out, err
	}
	h, err := openHouse(ctx, c.place, slog.New(slog.DiscardHandler), true)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	ws, err := h.workspace(ctx, c.Workspace)
	if err != nil {
		return out, err
	}
	who := ledger.Who{Workspace: ws, Actor: "import", Cause: "arus import"}
	if c.Undo != "" {
		_, err := h.ledger.Record(ctx, who, ledger.Order{Command: sales.UndoImport{ID: sales.ImportID(c.Undo)}})
		if err != nil {
			return outcome{}, err
		}
		return outcome{ID: c.Undo, Status: "undone"}, nil
	}
	desk := intake.NewDesk(intake.Config{Store: h.db, Ledger: h.ledger, Mint: mint, Clock: time.Now})
	progress, done := bar("taking in")
	result, err := desk.Import(ctx, who, intake.Input{Map: m, Open: open, DryRun: c.DryRun, Strict: c.Strict, Progress: progress})
	done()
	out = outcome{ID: string(result.ID), Status: "applied", Counts: result.Counts, Unchanged: result.Unchanged,
		Findings: tell(result.Findings), Found: len(result.Findings) + result.Dropped}
	switch {
	case err != nil:
		out.Status = "failed"
	case c.DryRun:
		out.Status = "dry_run"
	case result.Unchanged:
		out.Status = "unchanged"
	}
	return out, err
}

// read gives the map and the files of an import. What is wrong with the map is told like what is wrong with a file.
func (c *importCommand) read() (*sheet.Map, sheet.Opener, outcome, error) {
	if c.Undo != "" {
		return nil, nil, outcome{}, nil
	}
	var m *sheet.Map
	var found []intake.Finding
	open := sheet.Dir(c.directory())
	if c.Map != "" {
		text, err := os.ReadFile(c.Map)
		if err != nil {
			return nil, nil, outcome{}, err
		}
		m, found = sheet.ParseMap(c.Map, text)
	} else {
		m, found = intake.Recognised(open, c.Exports)
	}
	if len(found) > 0 {
		out := outcome{Status: "failed", Findings: tell(found), Found: len(found)}
		return nil, nil, out, misuse{errors.New("nothing was read")}
	}
	return m, open, outcome{}, nil
}

// directory is where the files lie.
func (c *importCommand) directory() string {
	switch {
	case c.Files != "":
		return c.Files
	case c.Map != "":
		return filepath.Dir(c.Map)
	}
	return "."
}

// tell says findings in the language of the terminal.
func tell(findings []intake.Finding) []told {
	language := "en"
	if strings.HasPrefix(os.Getenv("LC_ALL")+os.Getenv("LANG"), "id") {
		language = "id"
	}
	all := make([]told, 0, len(findings))
	for _, f := range findings {
		all = append(all, told{f.File, f.Line, f.Column, string(f.Code), f.Text(language), string(f.Severity)})
	}
	return all
}

// findingsPrinted is how many findings a person reads on a terminal.
const findingsPrinted = 50

func (c *importCommand) print(out outcome) error {
	if out.Status == "" {
		return nil
	}
	if c.JSON {
		return printJSON(out)
	}
	for _, f := range out.Findings[:min(findingsPrinted, len(out.Findings))] {
		fmt.Println(f.line())
	}
	if more := out.Found - findingsPrinted; more > 0 {
		fmt.Printf("… and %d more findings (--findings FILE writes them all)\n", more)
	}
	if text := out.summary(); text != "" {
		fmt.Println(text)
	}
	return nil
}

// line is file:line: column: reason.
func (f told) line() string {
	var b strings.Builder
	for _, part := range []string{f.File, strconv.Itoa(f.Line)} {
		if part != "" && part != "0" {
			b.WriteString(part + ":")
		}
	}
	if f.Column != "" {
		b.WriteString(" " + f.Column + ":")
	}
	if f.Severity == "warning" {
		b.WriteString(" warning:")
	}
	b.WriteString(" " + f.Detail)
	return strings.TrimPrefix(b.String(), " ")
}

func (o outcome) summary() string {
	switch o.Status {
	case "failed":
		return ""
	case "undone":
		return o.ID + " was taken back"
	case "unchanged":
		return fmt.Sprintf("nothing changed: all of %d rows are here already (%d bad)", o.Counts.Rows, o.Counts.Bad)
	}
	created := []string{}
	for _, noun := range []string{"pipeline", "team", "user", "account", "contact", "product", "competitor", "deal"} {
		if n := o.Counts.Created[noun]; n > 0 {
			if n != 1 {
				noun += "s"
			}
			created = append(created, fmt.Sprintf("%d %s", n, noun))
		}
	}
	if len(created) == 0 {
		created = []string{"nothing"}
	}
	text := fmt.Sprintf("%d rows read, %d bad; created %s; %d changed, %d unchanged; %d events", o.Counts.Rows, o.Counts.Bad,
		strings.Join(created, ", "), o.Counts.Changed, o.Counts.Unchanged, o.Counts.Events)
	if o.Status == "dry_run" {
		return text + "\ndry run: nothing was written"
	}
	return text + "\nto take it back: arus import undo " + o.ID
}

// writeFindings writes all findings as CSV.
func (c *importCommand) writeFindings(out outcome) (err error) {
	if c.Findings == "" {
		return nil
	}
	file, err := os.Create(c.Findings)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return findingsTo(file, out.Findings)
}

func findingsTo(w io.Writer, findings []told) error {
	table := csv.NewWriter(w)
	lines := [][]string{{"file", "line", "column", "severity", "code", "detail"}}
	for _, f := range findings {
		lines = append(lines, []string{f.File, strconv.Itoa(f.Line), f.Column, f.Severity, f.Code, f.Detail})
	}
	return table.WriteAll(lines)
}
