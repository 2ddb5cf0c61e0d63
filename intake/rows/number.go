package rows

import (
	"strings"
)

// Number is an exact decimal as a person wrote it, in plain form.
type Number struct {
	Text     string // "-1234567.89": no grouping, no trailing zeros, never empty
	Currency string // ISO code if the cell named one ("Rp 1.000", "10 EUR"); "$" alone names none
}

// NumberStyle says how the numbers of one column are written.
type NumberStyle struct {
	Decimal byte // '.' or ','; 0 = the column mixes both, so only clear values are read
}

// NumberEvidence collects what the values of a column tell about its style:
// 1.234 alone can be either, but next to 1.250,50 it is a thousand and more.
type NumberEvidence struct {
	point, comma   string // a value that can only have this decimal mark
	doubt          string // the first value that reads either way
	doubtP, doubtC bool   // a doubtful value with a point, with a comma
}

// written is a number cut apart: digit runs and the separators between them.
type written struct {
	negative   bool
	currency   string
	runs       []string
	separators []byte // '.', ',' or ' ' (for spaces and apostrophes)
}

const maxDigits = 30

// splitNumber takes sign, brackets and currency off and cuts the rest apart;
// false if the cell is not of that form. Exponents are refused: 1E6 in an
// export is a spreadsheet that has already lost digits.
func splitNumber(cell string) (written, bool) {
	n := written{}
	body, ok := n.strip(cell)
	if !ok || body == "" {
		return n, false
	}
	from, digits := 0, 0
	for i := 0; i < len(body); {
		size, sep := separatorAt(body[i:])
		if size == 0 {
			if body[i] < '0' || body[i] > '9' {
				return n, false
			}
			digits++
			i++
			continue
		}
		n.runs, n.separators = append(n.runs, body[from:i]), append(n.separators, sep)
		i += size
		from = i
	}
	n.runs = append(n.runs, body[from:])
	return n, digits > 0 && digits <= maxDigits
}

func separatorAt(s string) (size int, sep byte) {
	switch {
	case s[0] == '.' || s[0] == ',':
		return 1, s[0]
	case s[0] == ' ' || s[0] == '\'':
		return 1, ' '
	case strings.HasPrefix(s, "\u00a0"):
		return len("\u00a0"), ' '
	case strings.HasPrefix(s, "\u202f"):
		return len("\u202f"), ' '
	case strings.HasPrefix(s, "’"):
		return len("’"), ' '
	}
	return 0, 0
}

// strip takes at most one sign (or pair of brackets) and one currency off.
func (n *written) strip(cell string) (string, bool) {
	signs, currencies := 0, 0
	for {
		cell = Trim(cell)
		if inner, ok := strings.CutPrefix(cell, "("); ok && strings.HasSuffix(inner, ")") {
			cell, n.negative = inner[:len(inner)-1], true
			signs++
		} else if rest, ok := cutAny(cell, "-", "−"); ok {
			cell, n.negative = rest, true
			signs++
		} else if rest, ok := strings.CutPrefix(cell, "+"); ok {
			cell = rest
			signs++
		} else if rest, code, ok := cutCurrency(cell); ok {
			cell, n.currency = rest, code
			currencies++
		} else {
			return cell, signs <= 1 && currencies <= 1
		}
	}
}

func cutAny(s string, prefixes ...string) (string, bool) {
	for _, p := range prefixes {
		if rest, ok := strings.CutPrefix(s, p); ok {
			return rest, true
		}
	}
	return s, false
}

// cutCurrency takes a currency off either end. Signs that several currencies
// share ($, ¥, kr) are taken off without naming one.
func cutCurrency(s string) (rest, code string, ok bool) {
	if s == "" || s[0] >= '0' && s[0] <= '9' && s[len(s)-1] >= '0' && s[len(s)-1] <= '9' {
		return s, "", false
	}
	for _, c := range [][2]string{
		{"US$", "USD"}, {"S$", "SGD"}, {"A$", "AUD"}, {"C$", "CAD"}, {"NZ$", "NZD"}, {"HK$", "HKD"}, {"R$", "BRL"},
		{"Rp.", "IDR"}, {"Rp", "IDR"}, {"RP", "IDR"}, {"rp", "IDR"}, {"RM", "MYR"},
		{"€", "EUR"}, {"£", "GBP"}, {"₹", "INR"}, {"₫", "VND"}, {"₱", "PHP"}, {"฿", "THB"}, {"₩", "KRW"},
		{"$", ""}, {"¥", ""}, {"kr", ""},
	} {
		if rest, ok := strings.CutPrefix(s, c[0]); ok {
			return rest, c[1], true
		}
		if rest, ok := strings.CutSuffix(s, c[0]); ok {
			return rest, c[1], true
		}
	}
	if len(s) > 3 && capitals(s[:3]) && !capitals(s[3:4]) {
		return s[3:], s[:3], true
	}
	if n := len(s) - 3; n > 0 && capitals(s[n:]) && !capitals(s[n-1:n]) {
		return s[:n], s[n:], true
	}
	return s, "", false
}

func capitals(s string) bool {
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return true
}

// read interprets the number with the given decimal mark; false where its
// separators do not fit: the mark stands once and last, everything before it
// is grouped in threes by one other separator.
func (n written) read(decimal byte) (string, bool) {
	whole, separators, fraction := n.runs, n.separators, ""
	if k := len(separators); k > 0 && separators[k-1] == decimal {
		whole, separators, fraction = n.runs[:k], separators[:k-1], n.runs[k]
		if fraction == "" {
			return "", false
		}
	}
	for i, sep := range separators {
		if sep == decimal || sep != separators[0] || len(whole[i+1]) != 3 {
			return "", false
		}
	}
	if len(separators) > 0 && (whole[0] == "" || len(whole[0]) > 3 || whole[0][0] == '0') {
		return "", false
	}
	if whole[0] == "" && fraction == "" {
		return "", false
	}
	digits := strings.TrimLeft(strings.Join(whole, ""), "0")
	if digits == "" {
		digits = "0"
	}
	if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
		digits += "." + fraction
	}
	if n.negative && digits != "0" {
		digits = "-" + digits
	}
	return digits, true
}

// Observe takes one cell into account. Blank cells and cells that are no
// numbers tell nothing.
func (e *NumberEvidence) Observe(cell string) {
	n, ok := splitNumber(cell)
	if !ok || len(n.separators) == 0 {
		return
	}
	point, okPoint := n.read('.')
	comma, okComma := n.read(',')
	switch {
	case okPoint && okComma && point != comma:
		e.doubtP = e.doubtP || n.separators[0] == '.'
		e.doubtC = e.doubtC || n.separators[0] == ','
		if e.doubt == "" {
			e.doubt = cell
		}
	case okPoint && !okComma && e.point == "":
		e.point = cell
	case okComma && !okPoint && e.comma == "":
		e.comma = cell
	}
}

// Decide gives the column's style. A declared mark always wins. Without any
// proof 1.234 and 1,234 are thousands, since money is rarely written with
// three decimals, and the note says so.
func (e *NumberEvidence) Decide(declared byte) (NumberStyle, *Finding) {
	switch {
	case declared != 0:
		return NumberStyle{declared}, nil
	case e.point != "" && e.comma != "":
		return NumberStyle{}, warning(CodeNumbersMixed, e.point, e.comma)
	case e.point != "":
		return NumberStyle{'.'}, nil
	case e.comma != "":
		return NumberStyle{','}, nil
	case e.doubtP && e.doubtC:
		return NumberStyle{}, nil // every doubtful cell is refused by itself
	case e.doubt == "":
		return NumberStyle{'.'}, nil
	}
	style := NumberStyle{'.'}
	if e.doubtP {
		style.Decimal = ','
	}
	n, why := style.Parse(e.doubt)
	if why != nil {
		return style, nil
	}
	return style, warning(CodeNumbersGuessed, e.doubt, n.Text)
}

func warning(code Code, args ...string) *Finding {
	f := Because(code, args...).Finding(Warning)
	return &f
}

// Parse reads one cell that is not Blank. The error's text says what is wrong
// with the value.
func (s NumberStyle) Parse(cell string) (Number, error) {
	n, ok := splitNumber(cell)
	if !ok {
		return Number{}, Because(CodeBadNumber, cell)
	}
	if s.Decimal != 0 {
		if text, ok := n.read(s.Decimal); ok {
			return Number{text, n.currency}, nil
		}
		return Number{}, Because(CodeBadNumber, cell)
	}
	point, okPoint := n.read('.')
	comma, okComma := n.read(',')
	switch {
	case okPoint && okComma && point != comma:
		return Number{}, Because(CodeAmbiguousNumber, cell)
	case okPoint:
		return Number{point, n.currency}, nil
	case okComma:
		return Number{comma, n.currency}, nil
	}
	return Number{}, Because(CodeBadNumber, cell)
}
