package storetest

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	literals   = regexp.MustCompile(`'(?:[^']|'')*'|--[^\n]*`)
	parameters = regexp.MustCompile(`\$(\d+)`)
	nullTests  = regexp.MustCompile(`(?i)\$\d+\s*\)?\s+is\s+(not\s+)?null`)
)

// CheckQueries fails the test for every text that would not mean the same on both engines: parameters that do not first
// appear as $1, $2, $3 … in that order (some SQLite drivers bind by order of appearance), `?` parameters, `::` casts, and
// `$1 IS NULL` (PostgreSQL cannot tell its type).
func CheckQueries(t testing.TB, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if fault := queryFault(text); fault != "" {
			t.Errorf("%s in the query\n%s", fault, text)
		}
	}
}

// queryFault names the first thing that is wrong with a query, or is empty.
func queryFault(text string) string {
	bare := literals.ReplaceAllString(text, "''")
	highest := 0
	for _, found := range parameters.FindAllStringSubmatch(bare, -1) {
		number, err := strconv.Atoi(found[1])
		switch {
		case err != nil || number == 0:
			return "parameter " + found[0]
		case number > highest+1:
			return found[0] + " before $" + strconv.Itoa(highest+1)
		}
		highest = max(highest, number)
	}
	switch {
	case strings.Contains(bare, "::"):
		return "a :: cast"
	case strings.Contains(bare, "?"):
		return "a ? parameter"
	case nullTests.MatchString(bare):
		return "a parameter tested for null"
	}
	return ""
}
