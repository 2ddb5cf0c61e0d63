// Package merging decides how two objects that are one thing become one, and how they are parted again.
//
// A merge is one order: the loser goes into the survivor, and whatever named the loser names the survivor, each by an
// event of its own and all in one transaction. So nothing is rewritten: a picture as of before shows both with all that
// was theirs, one as of after shows one, and no reader has to know of aliases. The loser's event lists every shift, which
// is what parts them again.
//
// Beside it stand distinctions, a record of what only looks alike, so that the same suspicion is not raised each day.
//
// It refuses to guess: it adds no values up, takes no fact over that nobody named, and when it parts two it leaves alone
// what somebody has changed since.
package merging
