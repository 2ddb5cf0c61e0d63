package naming

import (
	"slices"
	"strings"

	"arus/board"
	"arus/rule"
	"arus/rule/spelling"
	"arus/sales"
)

// NotAmong is the problem with a name that is none of those that are known, with the one that was most likely meant.
func NotAmong(at, name string, known []string) error {
	slices.Sort(known)
	if meant := spelling.Meant(name, known); meant != "" {
		return sales.Invalid(at, "not_a_choice", "there is no %q; did you mean %q?", name, meant)
	}
	return sales.Invalid(at, "not_a_choice", "%q is not one of %s", name, strings.Join(known, ", "))
}

// Fresh refuses a name that stands before it in a list already: its column would be there twice.
func Fresh(at, name string, before []string) error {
	if slices.Contains(before, name) {
		return sales.Invalid(at, "twice", "%q is asked for twice: once is enough", name)
	}
	return nil
}

// Parameters refuses ids of parameters, by the names of the fields that they are compared with, that have never been there.
func Parameters(p *board.Picture, ids map[string]string) error {
	for _, field := range []string{"pipeline", "stage", "owner", "account"} {
		id := ids[field]
		switch meant, unknown := Unknown(p, field, id); {
		case !unknown:
		case meant == "":
			return sales.Invalid("#"+field, "unknown_reference", "there is no %s %q", field, id)
		default:
			return sales.Invalid("#"+field, "unknown_reference", "there is no %s %q; did you mean %q?", field, id, meant)
		}
	}
	return nil
}

// Mentions refuses the same in a filter.
func Mentions(p *board.Picture, all []rule.Mention) error {
	for _, m := range all {
		if meant, unknown := Unknown(p, m.Field, m.Text); unknown {
			return m.Unknown(meant)
		}
	}
	return nil
}

// Unknown reports whether an id in a field of a deal is of nothing that the workspace knows today or has ever had a deal
// with, whatever moment the picture is of; and which one was meant: the one of that name, or of the id nearest to it.
func Unknown(p *board.Picture, field, id string) (meant string, unknown bool) {
	directory := directories[field]
	if id == "" || directory == nil && field != "account" {
		return "", false
	}
	ever := p.Snapshot().At(0, 0)
	if _, used := ever.Code(id); used { // a deal has had it
		return "", false
	}
	if field == "account" { // there are too many to look for a name in, and not everybody sees all
		_, known := ever.Account(sales.AccountID(id))
		return "", !known
	}
	var ids []string
	for known, name := range directory(ever) {
		if known == id {
			return "", false
		}
		if meant == "" && strings.EqualFold(name, id) {
			meant = known
		}
		ids = append(ids, known)
	}
	if meant == "" {
		meant = spelling.Nearest(id, ids, misspelt)
	}
	return meant, true
}

// misspelt: fewer letters of an id than this are wrong where it is somebody's slip. Those of two objects differ in more.
const misspelt = 4
