package rule

import (
	"regexp"
	"strconv"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/operators"
)

// firstOf says what CEL found first, in words of people who do not know CEL.
func firstOf(issues *cel.Issues) fault {
	all := issues.Errors()
	if len(all) == 0 {
		return fault{place: place{1, 1}, said: "the expression cannot be read"}
	}
	first := all[0]
	at := place{1, 1}
	if first.Location != nil {
		at = place{max(1, first.Location.Line()), max(0, first.Location.Column()) + 1}
	}
	return fault{place: at, said: plain(first.Message)}
}

// translation is a form of CEL's messages and how to say it. What was found takes the place of $1, $2.
type translation struct {
	found *regexp.Regexp
	said  string
	words bool // what was found are operators and types, not pieces of the text
}

// translations are tried in order. They are never changed; compiling them anew for each mistake took longer than the rest.
var translations = []translation{
	{regexp.MustCompile(`^Syntax error: token recognition error at: '=`), "'=' sets nothing here: compare with '=='", false},
	{regexp.MustCompile(`^Syntax error: token recognition error at: '([&|])`), "'$1' stands alone: write it twice", false},
	{regexp.MustCompile(`^Syntax error: token recognition error at: '["']`), "a text does not end: its closing quote is missing", false},
	{regexp.MustCompile(`^Syntax error: token recognition error at: '(.*)'`), "'$1' means nothing here", false},
	{regexp.MustCompile(`^Syntax error: (?:extraneous|mismatched) input '(?i:and)'`), "'and' is written '&&'", false},
	{regexp.MustCompile(`^Syntax error: (?:extraneous|mismatched) input '(?i:or)'`), "'or' is written '||'", false},
	{regexp.MustCompile(`^Syntax error: .*'<EOF>'`), "the expression ends too early", false},
	{regexp.MustCompile(`^Syntax error: (?:extraneous|mismatched) input '(.*?)' expecting`), "'$1' does not belong here", false},
	{regexp.MustCompile(`^Syntax error: no viable alternative at input '(.*)'`), "'$1' does not belong here", false},
	{regexp.MustCompile(`^undeclared reference to '([^']*)'`), "there is no function $1", false},
	{regexp.MustCompile(`^found no matching overload for '([^']*)' applied to '(.*)'`), "'$1' does not go with $2", true},
	{regexp.MustCompile(`^expected type '([^']*)' but found '([^']*)'`), "this should be $1 and is $2", true},
	{regexp.MustCompile(`^invalid matches argument`), "the pattern of matches() is no regular expression", false},
	{regexp.MustCompile(`^invalid (timestamp|duration) argument`), "$1() cannot read its text", false},
	{regexp.MustCompile(`^error recovery`), "the expression cannot be read", false},
	{regexp.MustCompile(`^expression count exceeds`), "the expression has too many parts", false},
	{regexp.MustCompile(`(?i)recursion (?:depth|limit)|nesting depth`), "the expression is nested too deeply", false},
	{regexp.MustCompile(`^comprehension exceeds nesting limit`), "all, exists, exists_one and filter stand at most two deep", false},
}

// plain says one of CEL's messages plainly; one that is not foreseen stays as it is, on one line.
func plain(message string) string {
	for _, t := range translations {
		m := t.found.FindStringSubmatch(message)
		if m == nil {
			continue
		}
		said := t.said
		for i := len(m) - 1; i > 0; i-- {
			if t.words {
				m[i] = words(m[i])
			}
			said = strings.ReplaceAll(said, "$"+strconv.Itoa(i), m[i])
		}
		return said
	}
	line, _, _ := strings.Cut(message, "\n")
	line = strings.TrimPrefix(line, "ERROR: ")
	if len(line) > 200 {
		line = strings.ToValidUTF8(line[:200], "") + "…"
	}
	return line
}

// words says an operator, a type, or types in parentheses.
func words(s string) string {
	switch s {
	case operators.Conditional:
		return "?:"
	case operators.Index:
		return "[]"
	case daysBetween:
		return "days_until"
	}
	if op, known := operators.FindReverse(s); known && op != "" {
		return op
	}
	inner, args := strings.CutPrefix(s, "(")
	if !args {
		if target, rest, member := strings.Cut(s, ".("); member {
			return word(target) + " and " + words("("+rest)
		}
		return word(s)
	}
	list := strings.Split(strings.TrimSuffix(inner, ")"), ", ")
	for i := range list {
		list[i] = word(list[i])
	}
	return strings.Join(list, " and ")
}

// word says a type.
func word(s string) string {
	switch s {
	case "string":
		return "a text"
	case "int", "uint":
		return "a whole number"
	case "double":
		return "a number"
	case "bool":
		return "true or false"
	case "timestamp", "google.protobuf.Timestamp":
		return "an instant"
	case "duration", "google.protobuf.Duration":
		return "a duration"
	case "list(string)":
		return "a list of texts"
	}
	if strings.HasPrefix(s, "list(") {
		return "a list"
	}
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return s
}
