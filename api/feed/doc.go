// Package feed is the room of the API that hands the ledger out as it grows: as a live stream, and in pages.
//
// It refuses to keep anything for a client: a position is all that is needed to go on.
package feed
