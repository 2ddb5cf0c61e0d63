// Package dense keeps what a chunk has of its deals in as few bytes as it needs: their texts as one, and numbers that few
// rows have beside the others.
//
// It exists because a header of 16 bytes for each short text, and four bytes for each row that has nothing to say, are a
// tenth of a company's memory. It refuses to forget: what was kept stays where it was.
package dense
