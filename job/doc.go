// Package job does work in the background that must not be lost: a job is a row that is written in the transaction of
// its cause, so it exists exactly if that took effect, and it is tried until it succeeds or is given up where people see it.
//
// It exists so that River, which does the work on both engines, is imported here and nowhere else: what the rest of Arus
// relies on is the few promises below, each tested on both engines.
//
//   - A job of a transaction that is rolled back never was.
//   - A job runs at least once. A node may die between the effect and the note of it, so work must bear repetition.
//   - A job that fails is tried again, ever later, then given up; it stays listed by [Jobs.GivenUp] until somebody acts.
//   - A job whose node died is taken over after [Options.RescueAfter].
//
// It refuses to be a message bus (followers of the ledger have their cursor for that), a clock for anything finer than
// a minute, and a place for business rules.
package job
