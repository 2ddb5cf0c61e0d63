// Package intake turns rows from elsewhere into ordinary commands.
//
// Other systems tell of a business in files. Package sheet reads them through a
// map; a Desk finds what each row means here (who owns, which account, which
// stage), compares it with what is there, and gives the commands that are
// missing, each at its own moment, in one transaction of the ledger. So every
// rule that holds for people holds for files, a past day can be asked about,
// a second import of the same files changes nothing, and an import can be undone.
//
// It refuses to write a part of a file in silence: a row that cannot be used is
// a finding with its place, and a file that cannot be read as a whole changes
// nothing. It never decides what is allowed; package sales does.
package intake
