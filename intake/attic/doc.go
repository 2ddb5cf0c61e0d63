// Package attic keeps files in the database, in parts: those of an import between its request and its end, with the report of
// what was found in them afterwards, and those that people hand in as evidence.
//
// It exists because any node may do what another was asked for. It refuses to know what is in a file.
package attic
