// Package entry is the room of the API where people come in and go out.
//
// It exists to turn a sign-in into a cookie. It refuses to judge secrets: that is package access.
package entry
