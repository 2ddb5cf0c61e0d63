// Package access knows who is asking: people with passwords and sessions, programs with tokens.
//
// It exists so that one place turns a secret into a [Caller] and one policy ([Caller.May]) stands in front of every
// operation, whichever way it came in. Secrets are shown once and never kept: the database has SHA-256 of tokens and
// sessions, which are 256 random bits, and Argon2id of passwords, which are not. Every secret names its workspace, so
// that each look-up begins with it.
//
// It refuses to know HTTP, cookies and headers (package api), to decide what is right for the business (package sales),
// and to tell a stranger anything: an unknown address and a wrong password have the same answer after the same work.
package access
