package health

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"arus/board"
	"arus/merging"
	"arus/report"
	"arus/sales"
)

// forms of companies say nothing about which one is meant.
var forms = map[string]bool{"pt": true, "cv": true, "tbk": true, "persero": true, "inc": true, "ltd": true, "llc": true, "corp": true, "co": true,
	"company": true, "gmbh": true, "ag": true, "bv": true, "nv": true, "sa": true, "plc": true, "pte": true, "sdn": true, "bhd": true}

// normal is a name without case, punctuation and the form of the company.
func normal(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	kept := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return forms[w] })
	if len(kept) == 0 {
		kept = words
	}
	return strings.Join(kept, " ")
}

// site is the host of a web site without www.
func site(website string) string {
	if !strings.Contains(website, "//") {
		website = "//" + website
	}
	u, err := url.Parse(website)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// mostTwins bounds the answer.
const mostTwins = 500

// Twins are objects that may be one: accounts with one normalised name or web site, contacts with one e-mail address, open
// deals of one account with one normalised name, but for those of which somebody said that they are not the same. Accounts
// and contacts are told to those who see every deal.
func Twins(r *report.Reader) report.Table {
	apart := distinguished(r.Picture)
	t := report.Table{Columns: report.Columns("", "text kind reason key ids names", "count count")}
	t.Totals = make([]any, len(t.Columns))
	if r.SeesAll() {
		names, sites, mails := suspects{}, suspects{}, suspects{}
		for a := range r.Picture.Accounts() {
			if !a.Archived {
				names.add(normal(a.Facts.Name), a.ID, a.Facts.Name)
				sites.add(site(a.Facts.Website), a.ID, a.Facts.Name)
			}
		}
		for c := range r.Picture.Contacts() {
			if !c.Archived {
				mails.add(strings.ToLower(c.Facts.Email), c.ID, c.Facts.Name)
			}
		}
		t.Rows = append(t.Rows, names.rows(apart, "account", "name")...)
		t.Rows = append(t.Rows, sites.rows(apart, "account", "website")...)
		t.Rows = append(t.Rows, mails.rows(apart, "contact", "email")...)
	}
	deals := suspects{}
	_ = r.Each(report.Selection{Outcome: sales.Open}, func(d board.Deal) bool { // no filter that could be wrong
		if d.Account() != "" {
			deals.add(string(d.Account())+"\x00"+normal(d.Name()), sales.ID(d.ID()), d.Name())
		}
		return true
	})
	t.Rows = append(t.Rows, deals.rows(apart, "deal", "name")...)
	t.Rows = t.Rows[:min(mostTwins, len(t.Rows))]
	return t
}

// suspects are objects by what they have in common.
type suspects map[string][]suspect

type suspect struct {
	id   sales.ID
	name string
}

func (s suspects) add(key string, id sales.ID, name string) {
	if key != "" && !strings.HasSuffix(key, "\x00") {
		s[key] = append(s[key], suspect{id, name})
	}
}

func (s suspects) rows(apart distinctions, kind, reason string) (rows [][]any) {
	for _, key := range slices.Sorted(maps.Keys(s)) {
		var ids, names []string
		for _, one := range s[key] {
			if slices.ContainsFunc(s[key], func(o suspect) bool { return o.id != one.id && !apart[pair{one.id, o.id}] }) {
				ids, names = append(ids, string(one.id)), append(names, one.name)
			}
		}
		if len(ids) == 0 {
			continue
		}
		_, said, found := strings.Cut(key, "\x00")
		if !found {
			said = key
		}
		rows = append(rows, []any{kind, reason, said, strings.Join(ids, ","), strings.Join(names, " · "), len(ids)})
	}
	return rows
}

// distinctions are the pairs of which somebody said that they are not the same, either way round.
type distinctions map[pair]bool

type pair [2]sales.ID

func distinguished(p *board.Picture) distinctions {
	all := distinctions{}
	for d := range board.All[merging.DistinctionFacts](p) {
		if d.Archived {
			continue
		}
		for _, a := range d.Facts.Of {
			for _, b := range d.Facts.Of {
				all[pair{a, b}] = true
			}
		}
	}
	return all
}
