package sheet

import (
	"io"
	"slices"
	"strings"
	"time"

	"arus/intake/rows"
)

// Sheet reads one file through its section of the map: row by row, and in each
// row field by field. What cannot be read is reported with its place, marks
// the row as Bad and counts as absent; so a caller asks for all fields and
// then whether the row may be used.
type Sheet struct {
	section *Section
	table   *rows.Table
	closer  io.Closer
	report  *Report
	cells   map[string]*cell
	custom  map[string]*cell
	where   []filter
	flags   [3]int // columns of is_won, is_lost, is_closed; -1 = none
	words   map[string]string
	zone    *time.Location

	bad     bool
	outcome string // of the current row; "" = not asked for yet
}

// cell is where a field is found and how its column is written.
type cell struct {
	field
	Column
	at        []int // columns of the table
	numbers   rows.NumberStyle
	dates     rows.DateStyle
	condemned bool // the column's style could not be told, which is reported once
}

type filter struct {
	column int
	in     []string
}

// OpenSheet opens the section's file. A first pass over it decides how numbers
// and dates are written, column by column; the file is then opened again for
// the rows. The map must have passed Check.
func OpenSheet(m *Map, section *Section, open Opener, report *Report) (*Sheet, error) {
	s := &Sheet{section: section, report: report, zone: m.Zone, cells: map[string]*cell{}, custom: map[string]*cell{}}
	table, closer, err := openTable(open, section.File, section.Format, nil)
	if err != nil {
		return nil, err
	}
	err = s.bind(table)
	if err == nil {
		err = s.learn(table)
	}
	if shut := closer.Close(); err == nil && shut != nil {
		err = shut
	}
	if err != nil {
		return nil, asFinding(section.File, err)
	}
	if s.table, s.closer, err = openTable(open, section.File, section.Format, report); err != nil {
		return nil, err
	}
	return s, nil
}

// bind finds the columns of the map in the table.
func (s *Sheet) bind(table *rows.Table) error {
	var missing error
	find := func(name string) int {
		i := slices.Index(table.Columns, name)
		if i < 0 && missing == nil {
			missing = rows.Because(rows.CodeMissingColumn, name, table.File, strings.Join(table.Columns, ", "))
		}
		return i
	}
	bound := func(f field, c Column) *cell {
		b := &cell{field: f, Column: c, numbers: rows.NumberStyle{Decimal: '.'}, dates: rows.DateStyle{Zone: s.zone}}
		for _, name := range c.Names {
			b.at = append(b.at, find(name))
		}
		return b
	}
	for _, f := range schema(s.section.Kind) {
		if c, ok := s.section.Fields[f.name]; ok {
			s.cells[f.name] = bound(f, c)
		}
	}
	for name, c := range s.section.Custom {
		s.custom[name] = bound(field{name: name}, c)
	}
	for _, w := range s.section.Where {
		s.where = append(s.where, filter{find(w.Column), w.In})
	}
	o := s.section.Fields["outcome"]
	for i, name := range []string{o.IsWon, o.IsLost, o.IsClosed} {
		s.flags[i] = -1
		if name != "" {
			s.flags[i] = find(name)
		}
	}
	s.words = outcomeWords(o)
	return missing
}

// outcomeWords maps folded values to outcomes; those every CRM uses serve
// where the map names none.
func outcomeWords(c Column) map[string]string {
	if len(c.Won)+len(c.Lost)+len(c.Open) == 0 {
		c.Won, c.Lost, c.Open = []string{"won", "closed won"}, []string{"lost", "closed lost"}, []string{"open"}
	}
	words := map[string]string{}
	for outcome, values := range map[string][]string{"won": c.Won, "lost": c.Lost, "open": c.Open} {
		for _, value := range values {
			words[Fold(value)] = outcome
		}
	}
	return words
}

// Next moves to the next row that the map's conditions keep; false at the end
// or when the file cannot be read on, see Err.
func (s *Sheet) Next() bool {
	for s.table.Next() {
		s.bad, s.outcome = false, ""
		if !slices.ContainsFunc(s.where, func(f filter) bool {
			return !slices.Contains(f.in, rows.Trim(s.table.Fields()[f.column]))
		}) {
			return true
		}
	}
	return false
}

// Err is why reading stopped early, nil at the end of the file.
func (s *Sheet) Err() error {
	if err := s.table.Err(); err != nil {
		return asFinding(s.section.File, err)
	}
	return nil
}

// Close closes the file.
func (s *Sheet) Close() error { return s.closer.Close() }

// Line is where the current row begins.
func (s *Sheet) Line() int { return s.table.Line() }

// Bad reports whether something asked for in the current row could not be read.
func (s *Sheet) Bad() bool { return s.bad }

// Has reports whether the map says where the field is.
func (s *Sheet) Has(field string) bool { return s.cells[field] != nil }

// Fail reports an error of the current row, in the column of the field.
func (s *Sheet) Fail(field string, code rows.Code, args ...string) {
	s.bad = true
	s.tell(field, rows.Because(code, args...).Finding(rows.Error))
}

// Warn reports a warning of the current row, in the column of the field.
func (s *Sheet) Warn(field string, code rows.Code, args ...string) {
	s.tell(field, rows.Because(code, args...).Finding(rows.Warning))
}

func (s *Sheet) tell(field string, f Finding) {
	f.File, f.Line = s.section.File, s.table.Line()
	if c := s.cells[field]; c != nil {
		f.Column = strings.Join(c.Names, " ")
	}
	s.report.Add(f)
}

// raw joins the cells of the field's columns.
func (c *cell) raw(t *rows.Table) string {
	if len(c.at) == 1 {
		return rows.Trim(t.Fields()[c.at[0]])
	}
	var parts []string
	for _, at := range c.at {
		if part := rows.Trim(t.Fields()[at]); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " ")
}

func (c *cell) repaired(text string) string {
	if meant, ok := c.Values[text]; ok {
		return meant
	}
	return text
}

// get gives the text of a field in the current row, and whether it was the
// map that wrote it and not the file.
func (s *Sheet) get(c *cell) (text string, fromMap bool) {
	if c == nil || c.When != "" && !s.inOutcome(c.When) {
		return "", false
	}
	if len(c.at) == 0 {
		return c.Const, true
	}
	text = c.repaired(c.raw(s.table))
	if text == "" || c.kind != textValue && rows.Blank(text) {
		return c.Default, true
	}
	return text, false
}

// inOutcome judges when:; a row whose outcome is not clear has no such value.
func (s *Sheet) inOutcome(when string) bool {
	outcome := s.Outcome()
	return outcome == when || when == "closed" && (outcome == "won" || outcome == "lost")
}

// Text gives a field as text, "" where there is none.
func (s *Sheet) Text(field string) string {
	c := s.cells[field]
	text, _ := s.get(c)
	if text == "" && c != nil {
		s.absent(c)
	}
	return text
}

// Custom gives a custom field as text.
func (s *Sheet) Custom(name string) string {
	text, _ := s.get(s.custom[name])
	return text
}

func (s *Sheet) absent(c *cell) {
	if c.required {
		s.Fail(c.name, rows.CodeEmptyRequired)
	}
}

// value reads a field with parse; false where there is none or it is not readable.
func value[T any](s *Sheet, field string, parse func(c *cell, text string, fromMap bool) (T, error)) (T, bool) {
	var none T
	c := s.cells[field]
	text, fromMap := s.get(c)
	if text == "" {
		if c != nil {
			s.absent(c)
		}
		return none, false
	}
	if c.condemned && !fromMap {
		s.bad = true // told once for the whole column
		return none, false
	}
	v, err := parse(c, text, fromMap)
	if err != nil {
		s.refuse(field, err)
		return none, false
	}
	return v, true
}

func (s *Sheet) refuse(field string, err error) {
	s.bad = true
	s.tell(field, rows.FindingOf(err))
}

// Number gives a field as an exact decimal.
func (s *Sheet) Number(field string) (rows.Number, bool) {
	return value(s, field, func(c *cell, text string, fromMap bool) (rows.Number, error) {
		if fromMap {
			return rows.NumberStyle{Decimal: '.'}.Parse(text)
		}
		return c.numbers.Parse(text)
	})
}

// Instant gives a field as a moment in UTC.
func (s *Sheet) Instant(field string) (time.Time, bool) {
	return value(s, field, func(c *cell, text string, fromMap bool) (time.Time, error) {
		if fromMap {
			return rows.DateStyle{Zone: s.zone}.Instant(text)
		}
		return c.dates.Instant(text)
	})
}

// Day gives a field as a calendar day, "2006-01-02".
func (s *Sheet) Day(field string) (string, bool) {
	return value(s, field, func(c *cell, text string, fromMap bool) (string, error) {
		if fromMap {
			return rows.DateStyle{Zone: s.zone}.Day(text)
		}
		return c.dates.Day(text)
	})
}

// YesNo gives a field as yes or no.
func (s *Sheet) YesNo(field string) (yes, ok bool) {
	return value(s, field, func(_ *cell, text string, _ bool) (bool, error) { return rows.Bool(text) })
}

// Email gives a field as an address in lower case.
func (s *Sheet) Email(field string) (string, bool) {
	return value(s, field, func(_ *cell, text string, _ bool) (string, error) { return rows.Email(text) })
}

// Outcome gives the row's "open", "won" or "lost". A row without any is open;
// one with a word the map does not list is Bad and gives "unknown", unless the
// map lists no open ones: then all other words (stages, say) are open.
func (s *Sheet) Outcome() string {
	if s.outcome == "" {
		s.outcome = s.readOutcome()
	}
	return s.outcome
}

func (s *Sheet) readOutcome() string {
	flagged, known := s.flagged()
	if flagged != "" {
		return flagged
	}
	c := s.cells["outcome"]
	text, _ := s.get(c)
	if text == "" {
		return "open"
	}
	if outcome, ok := s.words[Fold(text)]; ok {
		return outcome
	}
	if known || len(c.Open) == 0 && len(c.Won)+len(c.Lost) > 0 {
		return "open"
	}
	s.Fail("outcome", rows.CodeBadOutcome, text, strings.Join(slices.Concat(c.Won, c.Lost, c.Open), ", "))
	return "unknown"
}

// flagged reads is_won, is_lost and is_closed: closed and not won is lost.
func (s *Sheet) flagged() (outcome string, known bool) {
	var flag [3]bool
	for i, at := range s.flags {
		if at < 0 || rows.Blank(s.table.Fields()[at]) {
			continue
		}
		yes, err := rows.Bool(s.table.Fields()[at])
		if err != nil {
			s.refuse("outcome", err)
			return "unknown", true
		}
		flag[i], known = yes, true
	}
	switch {
	case flag[0]:
		return "won", true
	case flag[1], flag[2]:
		return "lost", true
	}
	return "", known
}
