// Package process keeps how a workspace sells, beside what it sells: the rules that act by themselves, and what they and
// people hand on to each other.
//
// It exists so that sales stays the vocabulary of deals. Its records are decided, kept and read as all others are: facts
// that judge themselves, in events, by the ledger.
//
// Like sales it is pure. It refuses to act (that is package automation), to compile expressions (rule), and to know who is
// asking (access).
package process
