package sheet

import (
	"strings"

	"arus/intake/rows"
)

// lesson is what one column of numbers or dates told about how it is written.
type lesson struct {
	*cell
	numbers *rows.NumberEvidence
	dates   *rows.DateEvidence
	note    *Finding
}

// learn reads the whole file once to see how its numbers and dates are written.
func (s *Sheet) learn(table *rows.Table) error {
	var lessons []*lesson
	for _, f := range schema(s.section.Kind) { // in order, so that reports are alike in every run
		c := s.cells[f.name]
		switch {
		case c == nil || len(c.at) == 0:
		case c.kind == numberValue:
			lessons = append(lessons, &lesson{cell: c, numbers: &rows.NumberEvidence{}})
		case c.kind == instantValue || c.kind == dayValue:
			lessons = append(lessons, &lesson{cell: c, dates: &rows.DateEvidence{}})
		}
	}
	if len(lessons) == 0 {
		return nil
	}
	for table.Next() {
		for _, l := range lessons {
			text := l.repaired(l.raw(table))
			if l.numbers != nil {
				l.numbers.Observe(text)
			} else {
				l.dates.Observe(text)
			}
		}
	}
	if err := table.Err(); err != nil {
		return err
	}
	s.decide(lessons)
	return nil
}

func (s *Sheet) decide(lessons []*lesson) {
	for _, l := range lessons {
		if l.numbers != nil {
			l.cell.numbers, l.note = l.numbers.Decide(max(l.Decimal, s.section.Decimal))
			continue
		}
		order := l.Dates
		if order == "" {
			order = s.section.Dates
		}
		l.cell.dates, l.note = l.dates.Decide(order, s.zone)
	}
	for _, l := range lessons {
		if l.note == nil {
			continue
		}
		if l.note.Code == rows.CodeAmbiguousDates {
			l.borrow(lessons)
		}
		l.condemned = l.note.Severity == rows.Error
		l.note.File, l.note.Column = s.section.File, strings.Join(l.Names, " ")
		s.report.Add(*l.note)
	}
}

// borrow takes the order of dates that the other columns have proved: a file
// comes from one system in one locale. Columns that disagree prove nothing.
func (l *lesson) borrow(lessons []*lesson) {
	var from *lesson
	for _, other := range lessons {
		if other.dates == nil || other.cell.dates.Order == "" || other.note != nil {
			continue
		}
		if from != nil && from.cell.dates.Order != other.cell.dates.Order {
			return
		}
		from = other
	}
	if from == nil {
		return
	}
	l.cell.dates.Order = from.cell.dates.Order
	example := l.note.Args[0]
	l.note = warn(rows.CodeDatesBorrowed, example, string(l.cell.dates.Order), strings.Join(from.Names, " "))
}
