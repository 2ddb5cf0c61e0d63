package sheet

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"arus/intake/rows"
)

// Fold gives the key under which names count as the same: without case,
// accents, spaces and punctuation. "GTX Pro", "GTXPro" and "gtx-pro" share one.
func Fold(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(name) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	if b.Len() == 0 {
		return strings.TrimSpace(name) // "???" and "---" stay different
	}
	return b.String()
}

// Key makes a word in snake_case of a name, as keys of fields and choices are: "Best Case" is best_case. No name has no key.
func Key(name string) string {
	key := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '_'
	}, name), "_")
	if name != "" && (key == "" || key[0] < 'a') {
		key = "field_" + key
	}
	return key[:min(len(key), 40)]
}

// Names matches what rows call something with the names that are known.
type Names struct {
	exact  map[string]bool
	folded map[string][]string // names by their key
	keys   map[string][]string // keys by each key with one letter left out; made when first needed
}

// NewNames starts with the given names.
func NewNames(names ...string) *Names {
	n := &Names{exact: map[string]bool{}, folded: map[string][]string{}}
	for _, name := range names {
		n.Add(name)
	}
	return n
}

// Add makes a name known.
func (n *Names) Add(name string) {
	if n.exact[name] {
		return
	}
	n.exact[name] = true
	key := Fold(name)
	n.folded[key] = append(n.folded[key], name)
	if n.keys != nil && len(n.folded[key]) == 1 {
		n.index(key)
	}
}

// Match gives the known name that is meant, and what is to be said about it:
// nothing when it is known as written, a warning when only case, spaces or
// punctuation differ. A name that is one letter off is only suggested, never
// taken ("Betatech" and "Betatec" may be two firms): then, and for names
// nothing like those known, the result is empty.
func (n *Names) Match(name string) (string, *rows.Finding) {
	if n.exact[name] {
		return name, nil
	}
	key := Fold(name)
	switch same := n.folded[key]; len(same) {
	case 1:
		return same[0], warn(rows.CodeNameLinked, name, same[0])
	case 0:
	default:
		return "", warn(rows.CodeNameAmbiguous, name, same[0], same[1])
	}
	if like := n.near(key); like != "" {
		return "", warn(rows.CodeNameSuggested, name, like)
	}
	return "", warn(rows.CodeNameUnknown, name)
}

func warn(code rows.Code, args ...string) *rows.Finding {
	f := rows.Because(code, args...).Finding(rows.Warning)
	return &f
}

// near finds a name whose key is one edit away: a letter more, less, other or
// swapped with its neighbour. Digits must agree: GTK 500 is not a slip of the
// pen for GTK 600. Two keys one edit apart become equal when one letter is
// left out of either, so the index holds every key with every letter left out.
func (n *Names) near(key string) string {
	if len([]rune(key)) < 4 {
		return ""
	}
	if n.keys == nil {
		n.keys = map[string][]string{}
		for known := range n.folded {
			n.index(known)
		}
	}
	found := []string{}
	for _, part := range append(shortened(key), key) {
		for _, other := range n.keys[part] {
			if digits(other) == digits(key) && distance(key, other) == 1 {
				found = append(found, n.folded[other][0])
			}
		}
	}
	if len(found) == 0 {
		return ""
	}
	return slices.Min(found) // the same one in every run
}

func (n *Names) index(key string) {
	for _, part := range append(shortened(key), key) {
		n.keys[part] = append(n.keys[part], key)
	}
}

func shortened(key string) []string {
	runes := []rune(key)
	if len(runes) > 80 { // names so long are not typed by hand
		return nil
	}
	all := make([]string, 0, len(runes)+1)
	for i := range runes {
		all = append(all, string(runes[:i])+string(runes[i+1:]))
	}
	return all
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// distance counts the edits from a to b, a swap of neighbours being one
// (optimal string alignment).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, last := make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row := make([]int, len(y)+1)
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(y)]
}

// nearest is the choice that somebody who wrote name probably meant: the same
// but for case and punctuation, or at most two letters off.
func nearest(name string, choices []string) (string, bool) {
	best, bestAway := "", 3
	for _, choice := range choices {
		a, b := Fold(name), Fold(choice)
		if len(a) > 64 || len(b) > 64 {
			continue
		}
		away := distance(a, b)
		if away < bestAway && away*3 <= max(len(a), len(b)) {
			best, bestAway = choice, away
		}
	}
	return best, best != ""
}
