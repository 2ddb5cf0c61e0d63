package rows

import (
	"net/mail"
	"strings"
	"unicode"
)

// Trim takes white space off both ends, also the kinds that spreadsheets and
// web pages leave behind (no-break, zero-width, byte order mark).
func Trim(s string) string {
	if s == "" || plain(s[0]) && plain(s[len(s)-1]) {
		return s
	}
	return strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r == '\u2060'
	})
}

func plain(c byte) bool { return c > ' ' && c < 0x7f }

// Blank is true for a cell that says there is no value: empty, or one of the
// words that databases and spreadsheets write for it. Free text should be
// compared with "" instead: somebody may be called None.
func Blank(cell string) bool {
	switch Trim(cell) {
	case "", "-", "NULL", "null", "Null", `\N`, "N/A", "n/a", "#N/A", "NaN", "nan", "None", "none":
		return true
	}
	return false
}

// Bool reads yes or no in the words of English and Indonesian exports.
func Bool(cell string) (bool, error) {
	switch strings.ToLower(Trim(cell)) {
	case "true", "t", "yes", "y", "1", "ya", "benar":
		return true, nil
	case "false", "f", "no", "n", "0", "tidak", "salah":
		return false, nil
	}
	return false, Because(CodeBadBool, cell)
}

// Email reads an address, bare or as "Name <address>", and gives it in lower
// case: nobody runs mailboxes that differ by case, and people are matched by it.
func Email(cell string) (string, error) {
	text := Trim(cell)
	a, err := mail.ParseAddress(text)
	if err != nil || strings.ContainsAny(a.Address, " \t\"") {
		return "", Because(CodeBadEmail, cell)
	}
	if _, domain, _ := strings.Cut(a.Address, "@"); domain == "" || strings.HasPrefix(domain, "[") {
		return "", Because(CodeBadEmail, cell)
	}
	return strings.ToLower(a.Address), nil
}
