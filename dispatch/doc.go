// Package dispatch looks after what is to be given out and what has been left lying: which route a lead is for, which leads
// nobody has touched in time, which planned changes are due, and what on the whole needs somebody's attention.
//
// It exists because such questions are asked of all records together, which no single order sees. It chooses from a picture
// and gives orders; each order decides for itself, under the ledger's lock, whether it is still right.
//
// It refuses to read a clock and to change anything but by orders of packages process and sales.
package dispatch
