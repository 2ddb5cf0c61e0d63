package rule

import (
	"regexp"
	"strings"

	"arus/sales"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/operators"
)

// place is where something stands in the text, both from 1.
type place struct{ line, column int }

// start is where a fault of the whole stands.
var start = place{1, 1}

// bad says what is wrong and where. The sentence is a problem in the problem, so that either can be said in the reader's
// language; of its figures %s is one of our words, %v and %q are pieces of the text or names.
func bad(at place, format string, args ...any) *sales.Problem {
	return sales.Invalid("/filter", "bad_filter", "line %d, column %d: %s", at.line, at.column, &sales.Problem{Format: format, Args: args})
}

// failed says why a sound expression has no answer.
func failed(err error) *sales.Problem {
	return sales.Invalid("/filter", "filter_failed", "the filter has no answer for an object: %s", plain(err.Error(), failures))
}

// firstOf says what CEL found first, in words of people who do not know CEL.
func firstOf(issues *cel.Issues) *sales.Problem {
	all := issues.Errors()
	if len(all) == 0 {
		return bad(start, "the expression cannot be read")
	}
	first := all[0]
	at := start
	if first.Location != nil {
		at = place{max(1, first.Location.Line()), max(0, first.Location.Column()) + 1}
	}
	said := plain(first.Message, mistakes)
	return bad(at, said.Format, said.Args...)
}

// translation is a form of CEL's messages and how to say it, with what was found.
type translation struct {
	found  *regexp.Regexp
	format string
	words  bool // what was found are operators and types, not pieces of the text
}

func piece(found, format string) translation {
	return translation{regexp.MustCompile(found), format, false}
}

func typed(found, format string) translation {
	return translation{regexp.MustCompile(found), format, true}
}

// mistakes are tried in order. They are never changed; compiling them anew for each mistake took longer than the rest.
var mistakes = []translation{
	piece(`^Syntax error: token recognition error at: '=`, "'=' sets nothing here: compare with '=='"),
	piece(`^Syntax error: token recognition error at: '([&|])`, "'%v' stands alone: write it twice"),
	piece(`^Syntax error: token recognition error at: '["']`, "a text does not end: its closing quote is missing"),
	piece(`^Syntax error: token recognition error at: '(.*)'`, "'%v' means nothing here"),
	piece(`^Syntax error: (?:extraneous|mismatched) input '(?i:and)'`, "'and' is written '&&'"),
	piece(`^Syntax error: (?:extraneous|mismatched) input '(?i:or)'`, "'or' is written '||'"),
	piece(`^Syntax error: .*'<EOF>'`, "the expression ends too early"),
	piece(`^Syntax error: (?:extraneous|mismatched) input '(.*?)' expecting`, "'%v' does not belong here"),
	piece(`^Syntax error: no viable alternative at input '(.*)'`, "'%v' does not belong here"),
	piece(`^Syntax error: missing '(.*?)' at '(.*)'`, "'%v' is missing before '%v'"),
	piece(`^unsupported syntax '(.*)'`, "'%v' does not belong here"),
	piece(`^reserved identifier: (\w+)`, "'%v' is a word of the language and no name"),
	piece(`^undeclared reference to '([^']*)'`, "there is no function %v"),
	typed(`^found no matching overload for '([^']*)' applied to '\(\)'`, "'%v' needs something to work on"),
	typed(`^found no matching overload for '([^']*)' applied to '\(([^,]*)\)'`, "'%v' does not go with %s"),
	typed(`^found no matching overload for '([^']*)' applied to '\(([^,]*), ([^,]*)\)'`, "'%v' does not go with %s and %s"),
	typed(`^found no matching overload for '([^']*)' applied to '([^(]*)\.\(\)'`, "'%v' does not go with %s"),
	typed(`^found no matching overload for '([^']*)' applied to '([^(]*)\.\(([^,]*)\)'`, "'%v' does not go with %s and %s"),
	typed(`^found no matching overload for '([^']*)' applied to '\(([^,]*), ([^,]*), ([^,]*)\)'`, "'%v' does not go with %s, %s and %s"),
	typed(`^found no matching overload for '([^']*)'`, "'%v' does not go with what it is given"),
	typed(`^expected type '([^']*)' but found '([^']*)'`, "this should be %s and is %s"),
	typed(`^type '([^']*)' does not support field selection`, "%s has no parts"),
	piece(`^argument (?:is not an identifier|must be a simple name)`, "a loop begins with a name for each member, as in all(p, p != \"\")"),
	piece(`^approved\(\) takes`, needsPolicy),
	piece(`^invalid (?:double|int|uint) literal`, "this number is larger than numbers can be"),
	piece(`^invalid unicode code point`, "the text has a character that there is not"),
	piece(`^regex program size (\d+) exceeds limit of (\d+)`, "the pattern of matches() takes %v steps, and may take %v"),
	piece(`^invalid matches argument`, "the pattern of matches() is no regular expression"),
	piece(`^invalid (timestamp|duration) argument`, "%v() cannot read its text"),
	piece(`^error recovery`, "the expression cannot be read"),
	piece(`^expression count exceeds`, "the expression has too many parts"),
	piece(`(?i)recursion (?:depth|limit)|nesting depth`, "the expression is nested too deeply"),
	piece(`^comprehension exceeds nesting limit`, "all, exists, exists_one and filter stand at most two deep"),
}

// failures are what can happen to an expression that is sound.
var failures = []translation{
	piece(`^(?:division|modulus) by zero`, "it divides by zero"),
	piece(`integer overflow`, "a whole number becomes larger than numbers can be"),
	piece(`^index out of bounds: (.*)`, "a list has no member %v"),
	piece(`^no such key: (.*)`, "there is no %v"),
	piece(`cost limit exceeded`, "to answer costs more than it may"),
	typed(`^type conversion error from '([^']*)' to '([^']*)'`, "%s cannot be read as %s"),
	piece(`^invalid RFC 3339 timestamp (.*)`, "%v is no instant"),
	piece(`^unknown time zone (.*)`, "there is no time zone %v"),
}

// plain says one of CEL's messages plainly; one that is not foreseen stays as it is, on one line.
func plain(message string, known []translation) *sales.Problem {
	for _, t := range known {
		m := t.found.FindStringSubmatch(message)
		if m == nil {
			continue
		}
		said := &sales.Problem{Format: t.format}
		for _, figure := range m[1:] {
			if t.words {
				figure = word(figure)
			}
			said.Args = append(said.Args, figure)
		}
		return said
	}
	line, _, _ := strings.Cut(message, "\n")
	line = strings.TrimPrefix(line, "ERROR: ")
	if len(line) > 200 {
		line = strings.ToValidUTF8(line[:200], "") + "…"
	}
	return &sales.Problem{Format: "this is not understood: %v", Args: []any{line}}
}

// word says an operator or a type.
func word(s string) string {
	switch s {
	case operators.Conditional:
		return "?:"
	case operators.Index:
		return "[]"
	case daysBetween:
		return "days_until"
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
	case "null_type":
		return "null"
	case "!error!":
		return "what is wrong itself"
	}
	if op, known := operators.FindReverse(s); known && op != "" {
		return op
	}
	if strings.HasPrefix(s, "list(") {
		return "a list"
	}
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return s
}
