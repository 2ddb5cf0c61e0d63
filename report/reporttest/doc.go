// Package reporttest tells random stories of a company, against which every report is counted by hand.
//
// A story keeps the events of random commands, some of them back-dated, and folds everything from them anew whenever it is
// asked: slow, and plainly right. Reports in all rooms are held to the same stories.
//
// It refuses to know any report: what is counted by hand must not be counted by the code that is tested.
package reporttest
