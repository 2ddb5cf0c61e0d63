package sight

import (
	"slices"

	"arus/access"
	"arus/merging"
	"arus/process"
	"arus/sales"
)

// kindOf is the kind of an object; empty for one that nobody has told this package of.
func kindOf(o sales.Object) sales.Kind {
	switch o := o.(type) {
	case *sales.Deal:
		return sales.DealKind
	case *sales.Import:
		return sales.ImportKind
	case interface{ About() sales.Kind }:
		return o.About()
	}
	return ""
}

// Reaches reports whether an object is within some rows.
func (s *Sight) Reaches(rows access.Rows, o sales.Object) bool {
	reach := s.owners(rows)
	if reach.All {
		return true
	}
	switch o := o.(type) {
	case *sales.Deal:
		return reach.Owners[o.Owner]
	case *sales.Account:
		return reach.Owners[o.Facts.Owner] || s.hangs(rows, o.ID) || s.reachesBehind(rows, o.MergedInto())
	case *sales.Contact:
		return s.hangs(rows, o.ID) || s.reachesAny(rows, sales.ID(o.Facts.Account), o.MergedInto())
	case *sales.Target:
		return reach.Owners[o.Facts.User] || slices.Contains(s.teams(rows), o.Facts.Team)
	case *sales.Call:
		return rows > access.None && o.Facts.Team == "" || slices.Contains(s.teams(rows), o.Facts.Team)
	case *process.Approval:
		return reach.Owners[o.OwnedBy()] || rows >= access.Own && o.Facts.Concerns(s.caller.User)
	case *merging.Distinction:
		return s.reachesAll(rows, o.Facts.Of)
	case interface{ OwnedBy() sales.UserID }:
		return reach.Owners[o.OwnedBy()]
	}
	return false
}

func (s *Sight) reachesAny(rows access.Rows, ids ...sales.ID) bool {
	for _, id := range ids {
		if s.reachesBehind(rows, id) {
			return true
		}
	}
	return false
}

func (s *Sight) reachesAll(rows access.Rows, ids []sales.ID) bool {
	for _, id := range ids {
		if !s.reachesBehind(rows, id) {
			return false
		}
	}
	return true
}

// reachesBehind reports whether what another is reached through is within some rows: the account of a contact, what a merged
// one went into, on which hangs since what hung on that one, and what a distinction is about.
func (s *Sight) reachesBehind(rows access.Rows, into sales.ID) bool {
	switch into.Kind() {
	case sales.AccountKind:
		account, known := s.account(sales.AccountID(into))
		return known && s.Reaches(rows, account)
	case sales.ContactKind:
		contact, known := s.seen.Contact(sales.ContactID(into))
		return known && s.Reaches(rows, contact)
	case sales.DealKind:
		deal, known := s.seen.Deal(sales.DealID(into))
		return known && s.owners(rows).Owners[deal.Owner()]
	}
	return false
}
