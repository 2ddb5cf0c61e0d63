// Package shelf keeps the records of one kind (pipelines, accounts, people, rates) with every version they ever had, so that
// a report of a past day uses the definitions and names of that day.
//
// Unlike deals, records are few and seldom change: each version holds its whole record. It answers for one id or all; to
// search is the caller's.
package shelf
