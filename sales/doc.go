// Package sales is the business itself: pipelines, stages, deals, accounts, people, money, calendars and periods, and
// the commands and events that change them.
//
// It is pure. A command looks at a World and decides which facts happened; a fact folds into an object; nothing here
// reads a clock, a database or a network, so the same inputs give the same answer on any machine in any year. That is
// what lets a report be asked of any moment and a forecast be recomputed bit for bit.
//
// It refuses to know who is asking (package access), where things are kept (packages store and ledger), and what a
// figure over many deals is (packages board and report).
package sales
