// Package answer writes tables in the forms that other programs read: CSV, XLSX and Parquet.
//
// It exists so that a figure leaves the service as it stands in its table: money with its currency's digits, none as none.
//
// It refuses to count, and to write a text so that a spreadsheet would take it for a formula.
package answer
