// Package body reads what clients send and says where in it a fault is.
//
// It refuses to judge what a body means: that is done by package sales, whose problems it only puts in their place.
package body
