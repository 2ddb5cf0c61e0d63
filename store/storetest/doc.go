// Package storetest runs a test on every database that Arus supports: real ones, started for the purpose.
//
// It exists so that a suite is written once and no package learns how PostgreSQL is started. It refuses to be
// used outside tests, and it never talks to a database it was not told of.
//
// Environment: ARUS_TEST_POSTGRES (postgres://… of a server in which databases may be created) shares one server
// between packages; without it each test process starts its own. ARUS_REQUIRE_POSTGRES=1 makes a missing
// PostgreSQL a failure instead of a skipped test.
package storetest
