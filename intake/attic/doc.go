// Package attic keeps the files of an import in the database between its request and its end, in parts, and the report of
// what was found in them afterwards.
//
// It exists because any node may do what another was asked for. It refuses to know what is in a file.
package attic
