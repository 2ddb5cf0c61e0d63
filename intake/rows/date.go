package rows

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Order says whether 3/4/2026 is the fourth of March or the third of April.
type Order string

// The two orders; the empty one is "not known".
const (
	MonthFirst Order = "mdy"
	DayFirst   Order = "dmy"
)

// DateStyle says how the dates of one column are written.
type DateStyle struct {
	Order  Order
	Serial bool           // the column holds Excel day numbers (1900 system)
	Zone   *time.Location // of values that name none; nil = UTC
}

// Instant reads one cell that is not Blank as a moment in UTC. A day without a
// time is its first moment in the style's zone.
func (s DateStyle) Instant(cell string) (time.Time, error) {
	w, why := s.read(cell)
	if why != nil {
		return time.Time{}, why
	}
	return s.moment(w).UTC(), nil
}

// Day reads one cell that is not Blank as a calendar day, "2006-01-02": the
// day written, or in the style's zone if the value names an offset of its own.
func (s DateStyle) Day(cell string) (string, error) {
	w, why := s.read(cell)
	if why != nil {
		return "", why
	}
	at := s.moment(w)
	if w.hasOffset {
		at = at.In(s.zone())
	}
	return at.Format(time.DateOnly), nil
}

func (s DateStyle) zone() *time.Location {
	if s.Zone == nil {
		return time.UTC
	}
	return s.Zone
}

func (s DateStyle) read(cell string) (writtenDate, *Reason) {
	w, why := parseDate(cell)
	if why != nil {
		return w, why
	}
	switch {
	case w.form == formSerial && !s.Serial:
		return w, Because(CodeBadDate, cell)
	case w.form == formSlashed && s.Order == DayFirst:
		w.month, w.day = w.day, w.month
	case w.form == formSlashed && s.Order == "" && w.month != w.day:
		return w, Because(CodeAmbiguousDates, cell)
	}
	if !w.exists() {
		return w, Because(CodeBadDate, cell)
	}
	return w, nil
}

func (s DateStyle) moment(w writtenDate) time.Time {
	zone := s.zone()
	if w.hasOffset {
		zone = time.FixedZone("", w.offset)
	}
	// Hours go in as hours: adding a duration would be wrong on the days on
	// which clocks change.
	return time.Date(w.year, time.Month(w.month), w.day, w.hour, w.minute, w.second, w.nanos, zone)
}

// DateEvidence collects what the values of a column tell about its style.
type DateEvidence struct {
	dayFirst, monthFirst int    // values that fit one order only
	dayText, monthText   string // the first of each
	doubt                string // the first value that fits both orders
	serial, other        int    // day numbers, and all else that is not blank
	serialText           string
}

// Observe takes one cell into account; blank cells tell nothing.
func (e *DateEvidence) Observe(cell string) {
	if Blank(cell) {
		return
	}
	w, why := parseDate(cell)
	if why == nil && w.form == formSerial {
		if e.serial++; e.serial == 1 {
			e.serialText = cell
		}
		return
	}
	e.other++
	if why != nil || w.form != formSlashed || w.month == w.day {
		return
	}
	swapped := w
	swapped.month, swapped.day = w.day, w.month
	switch asMonth, asDay := w.exists(), swapped.exists(); {
	case asMonth && asDay:
		if e.doubt == "" {
			e.doubt = cell
		}
	case asMonth:
		if e.monthFirst++; e.monthFirst == 1 {
			e.monthText = cell
		}
	case asDay:
		if e.dayFirst++; e.dayFirst == 1 {
			e.dayText = cell
		}
	}
}

// Decide gives the column's style. A declared order wins; otherwise a value
// that fits only one order decides for all. Where none does, the note is an
// error and not a guess: a swapped month would move deals between quarters
// without anybody seeing it.
func (e *DateEvidence) Decide(declared Order, zone *time.Location) (DateStyle, *Finding) {
	style := DateStyle{Order: declared, Zone: zone}
	switch {
	case e.serial > 0 && e.other == 0:
		style.Serial = true
		day, err := style.Day(e.serialText)
		if err != nil {
			return style, nil
		}
		return style, warning(CodeSerialDates, e.serialText, day)
	case declared != "":
		return style, nil
	case e.dayFirst > 0 && e.monthFirst > 0:
		style.Order = MonthFirst
		if e.dayFirst > e.monthFirst {
			style.Order = DayFirst
		}
		return style, warning(CodeDatesMixed, e.monthText, e.dayText, string(style.Order))
	case e.dayFirst > 0:
		style.Order = DayFirst
	case e.monthFirst > 0:
		style.Order = MonthFirst
	case e.doubt != "":
		f := Because(CodeAmbiguousDates, e.doubt).Finding(Error)
		return style, &f
	}
	return style, nil
}

type form int

const (
	formClear   form = iota // year first, month by name, or dots
	formSlashed             // 10/20/2016: month holds the first number, day the second
	formCompact             // 20161020
	formSerial              // days since 1899-12-30
)

// writtenDate is a date as it stands in the cell, before order and zone are
// known.
type writtenDate struct {
	form                        form
	year, month, day            int
	hour, minute, second, nanos int
	offset                      int // seconds east of UTC
	hasOffset                   bool
}

func (w writtenDate) exists() bool {
	if w.year < 1900 || w.year > 2199 || w.month < 1 || w.month > 12 || w.day < 1 {
		return false
	}
	return w.day <= 28 || w.day <= time.Date(w.year, time.Month(w.month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// parseDate reads the shape of a cell. Whether the day exists is told only for
// forms that leave no choice.
func parseDate(cell string) (writtenDate, *Reason) {
	text := Trim(cell)
	if len(text) < 5 || len(text) > 48 {
		return writtenDate{}, Because(CodeBadDate, cell)
	}
	if w, ok := numericDate(text); ok {
		return w, nil
	}
	c := cursor{rest: text}
	w, ok := c.date()
	if ok && w.year < 100 {
		return w, Because(CodeTwoDigitYear, cell)
	}
	if !ok || !c.clock(&w) || !c.zone(&w) || c.rest != "" || w.form != formSlashed && !w.exists() {
		return w, Because(CodeBadDate, cell)
	}
	return w, nil
}

// Days 20,000 to 80,000 are the years 1954 to 2119: outside of these a plain
// number is more likely something else than a day.
const firstSerial, lastSerial = 20_000, 80_000

func numericDate(text string) (writtenDate, bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	if strings.Trim(whole+fraction, "0123456789") != "" || len(text) == len(whole)+1 {
		return writtenDate{}, false
	}
	n, err := strconv.Atoi(whole)
	switch {
	case err != nil:
		return writtenDate{}, false
	case len(text) == 8 && fraction == "":
		w := writtenDate{form: formCompact, year: n / 10000, month: n / 100 % 100, day: n % 100}
		return w, w.exists()
	case len(whole) != 5 || n < firstSerial || n > lastSerial:
		return writtenDate{}, false
	}
	part, err := strconv.ParseFloat("0."+fraction+"0", 64)
	if err != nil {
		return writtenDate{}, false
	}
	// Excel keeps the fraction as a binary float: a millisecond is what it can hold.
	millis := int64(math.Round(part * 86_400_000))
	at := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n).Add(time.Duration(millis) * time.Millisecond)
	w := writtenDate{form: formSerial, year: at.Year(), month: int(at.Month()), day: at.Day()}
	w.hour, w.minute, w.second, w.nanos = at.Hour(), at.Minute(), at.Second(), at.Nanosecond()
	return w, true
}

// cursor reads a date from left to right.
type cursor struct{ rest string }

// number takes between least and most digits; the whole run must fit.
func (c *cursor) number(least, most int) (value, width int, ok bool) {
	for width < len(c.rest) && c.rest[width] >= '0' && c.rest[width] <= '9' {
		if width == most {
			return 0, 0, false
		}
		value = value*10 + int(c.rest[width]-'0')
		width++
	}
	if width < least {
		return 0, 0, false
	}
	c.rest = c.rest[width:]
	return value, width, true
}

// any takes one byte of the set, 0 if there is none.
func (c *cursor) any(set string) byte {
	if c.rest == "" || strings.IndexByte(set, c.rest[0]) < 0 {
		return 0
	}
	b := c.rest[0]
	c.rest = c.rest[1:]
	return b
}

func (c *cursor) skip(set string) {
	c.rest = strings.TrimLeft(c.rest, set)
}

func (c *cursor) word() string {
	i := 0
	for i < len(c.rest) && (c.rest[i]|0x20) >= 'a' && (c.rest[i]|0x20) <= 'z' {
		i++
	}
	word := strings.ToLower(c.rest[:i])
	c.rest = c.rest[i:]
	return word
}

func (c *cursor) date() (w writtenDate, ok bool) {
	first, width, ok := c.number(1, 4)
	if !ok {
		return c.monthNameFirst()
	}
	separator := c.any("-/. ")
	if separator == 0 {
		return w, false
	}
	c.skip(" ")
	second, _, ok := c.number(1, 2)
	if !ok {
		if width > 2 {
			return w, false
		}
		w.day, w.month = first, monthOf(c.word())
		c.skip(" -./,")
		w.year, _, ok = c.number(2, 4)
		return w, ok && w.month > 0
	}
	if separator == ' ' || c.any(string(separator)) == 0 {
		return w, false
	}
	if width == 4 {
		w.year, w.month = first, second
		w.day, _, ok = c.number(1, 2)
		return w, ok
	}
	w.year, _, ok = c.number(2, 4)
	switch {
	case width > 2:
		return w, false
	case separator == '.': // only written where the day comes first
		w.day, w.month = first, second
	default:
		w.form, w.month, w.day = formSlashed, first, second
	}
	return w, ok
}

func (c *cursor) monthNameFirst() (w writtenDate, ok bool) {
	if w.month = monthOf(c.word()); w.month == 0 {
		return w, false
	}
	c.skip(" .-")
	if w.day, _, ok = c.number(1, 2); !ok {
		return w, false
	}
	c.skip(" ,-")
	w.year, _, ok = c.number(2, 4)
	return w, ok
}

// monthOf knows the English and Indonesian names and what starts like them.
func monthOf(word string) int {
	if len(word) < 3 {
		return 0
	}
	for i, names := range [12]string{
		"january januari", "february februari pebruari", "march maret", "april", "may mei", "june juni",
		"july juli", "august agustus ags agt", "september", "october oktober", "november nopember", "december desember",
	} {
		for name := range strings.SplitSeq(names, " ") {
			if strings.HasPrefix(name, word) {
				return i + 1
			}
		}
	}
	return 0
}
