// Package deals is the room of the API where deals are read, changed, moved, won and lost.
//
// It exists to show a deal as people read it, with the names and figures beside what the ledger holds, and to turn each
// action into its command. It refuses to decide anything: that is package sales.
package deals
