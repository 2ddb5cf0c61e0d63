// Package reports is the room of the API where figures are asked for.
//
// It exists to turn parameters into questions and tables into answers. It refuses to count: that is package report.
package reports
