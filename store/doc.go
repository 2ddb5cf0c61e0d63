// Package store opens the database of Arus, SQLite or PostgreSQL, and hides what differs between the two.
//
// It exists so that every other package writes each query once: `$n` parameters in rising order, instants as
// microseconds UTC in BIGINT, calendar days as text, no casts. What cannot be said the same way on both engines
// is a field of [dialect], and that list is closed: a new difference needs a new field and a reason.
//
// It refuses to know any business: no deal, no event, no actor. It hands out transactions ([DB.Write]), readers
// ([DB.Read]) and wake-ups between nodes ([DB.Wake], [DB.Listen]), and it moves the schema forwards ([DB.Migrate]).
// It never guesses about a commit: when the engine does not say whether a transaction took effect, the caller gets
// [ErrUnknownOutcome] and has to look.
package store
