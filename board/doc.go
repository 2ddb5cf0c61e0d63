// Package board is the picture of a workspace in memory: every version of every deal, folded from the ledger, so that any
// figure can be asked of any moment, as it was and as it was known.
//
// # Two kinds of time
//
// A version of a deal is true from its effective instant on, and known between two recorded instants. The picture
// (as of T, known at K) shows of each deal the last version that is effective by T among those known at K. An event in
// order only adds a version. A back-dated one closes the versions behind it and derives them anew, because each must say
// what the deal was after both; taking an import back closes what it caused and derives the rest anew. Nothing is ever
// overwritten, so what was reported last month can be reported again to the minor unit. Pipelines, people, products, rates
// and settings are kept the same way.
//
// # How it is laid out
//
// Deals stand in chunks of 256 that never change once they are made; a snapshot is a list of them. Writers note new
// versions in drafts, and a draft becomes a chunk when somebody asks for a snapshot or when many versions wait, so an
// import pays for each chunk a few times and not once for each event.
//
// Versions take 44 bytes without a pointer, grouped by deal in the order they became known, and stand field by field: a
// sweep over all history, such as how long visits last or what was open in each of a hundred weeks, reads only the fields
// that it is about. A picture needs one version of each deal, and pays for that with a cache line of every field; what
// reports scan is the picture laid out in columns (Columns), kept with the chunk for as long as nobody changes it. Facts that are wide and seldom change (names,
// contacts, line items) stand beside the rows and are shared by the versions that agree on them. Instants that follow from
// earlier versions, such as when a deal entered its stage, are not stored but walked to: a deal has few versions, side by
// side.
//
// # What it refuses
//
// It judges nothing: what the ledger holds has happened. It knows no clock, so the age of a deal is its caller's to work
// out. It does not know who is asking. It answers no question over many deals; that is package report. And its checkpoint
// file is a shortcut, never a source: one that is damaged or of another version is an error, and the ledger is read again.
package board
