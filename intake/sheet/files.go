package sheet

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"arus/intake/rows"
)

// Opener opens a file that a map names. A file may be opened several times:
// what its columns mean is decided before its rows are read. An answer that
// fs.ErrNotExist matches means that there is no such file.
type Opener func(name string) (io.ReadCloser, error)

// Dir opens files relative to a directory, and absolute ones where they are.
// It is for a person at a command line, with that person's rights; a server
// opens nothing but what was uploaded.
func Dir(dir string) Opener {
	return func(name string) (io.ReadCloser, error) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(dir, name)
		}
		return os.Open(name)
	}
}

// openTable opens a file and reads its header; whatever goes wrong is a
// finding about that file.
func openTable(open Opener, name string, format rows.Format, report *Report) (*rows.Table, io.Closer, error) {
	file, err := open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, about(name, rows.Because(rows.CodeMissingFile, name))
	}
	if err != nil {
		return nil, nil, about(name, unreadable(err))
	}
	table, err := rows.Open(file, name, format, report)
	if err != nil {
		_ = file.Close() // read only: the first error is the one that counts
		return nil, nil, asFinding(name, err)
	}
	return table, file, nil
}

func about(file string, why *rows.Reason) Finding {
	f := why.Finding(rows.Error)
	f.File, f.Detail = file, f.Text("en")
	return f
}

func asFinding(file string, err error) Finding {
	var f Finding
	var why *rows.Reason
	switch {
	case errors.As(err, &f):
		f.Detail = f.Text("en")
		return f
	case errors.As(err, &why):
		return about(file, why)
	}
	return about(file, unreadable(err))
}

// unreadable keeps the cause and leaves the path out: the report may be read
// by somebody who does not sit at the machine.
func unreadable(err error) *rows.Reason {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return rows.Because(rows.CodeUnreadable, err.Error())
}

// Check holds the map against the files: every file is there and is a table,
// every column the map names is in it, once. It finds everything at once.
func (m *Map) Check(open Opener) []Finding {
	p := &mapParser{file: m.File}
	for _, s := range m.Sections {
		table, closer, err := openTable(open, s.File, s.Format, nil)
		if err != nil {
			f := asFinding(s.File, err)
			if f.Code == rows.CodeMissingFile {
				p.fail(s.at, f.Code, s.File)
			} else {
				p.found = append(p.found, f)
			}
			continue
		}
		for _, u := range s.uses() {
			p.checkColumn(u.name, u.at, table)
		}
		if err := closer.Close(); err != nil {
			p.found = append(p.found, about(s.File, unreadable(err)))
		}
	}
	return p.found
}

func (p *mapParser) checkColumn(name string, at place, table *rows.Table) {
	count := 0
	for _, column := range table.Columns {
		if column == name {
			count++
		}
	}
	switch {
	case count > 1:
		p.fail(at, rows.CodeColumnTwice, name, table.File)
	case count == 0:
		if like, ok := nearest(name, table.Columns); ok {
			p.fail(at, rows.CodeColumnLike, name, table.File, like)
		} else {
			p.fail(at, rows.CodeMissingColumn, name, table.File, strings.Join(table.Columns, ", "))
		}
	}
}

// use is a column of the file that the map names, and where it does.
type use struct {
	name string
	at   place
}

// uses lists what the section names, in the order of the map.
func (s *Section) uses() []use {
	var all []use
	take := func(c Column) {
		for _, name := range slices.Concat(c.Names, []string{c.IsWon, c.IsLost, c.IsClosed}) {
			if name != "" {
				all = append(all, use{name, c.at})
			}
		}
	}
	for _, c := range s.Fields {
		take(c)
	}
	for _, c := range s.Custom {
		take(c)
	}
	for _, w := range s.Where {
		all = append(all, use{w.Column, w.at})
	}
	slices.SortFunc(all, func(a, b use) int {
		if a.at.line != b.at.line {
			return a.at.line - b.at.line
		}
		if a.at.col != b.at.col {
			return a.at.col - b.at.col
		}
		return strings.Compare(a.name, b.name)
	})
	return all
}
