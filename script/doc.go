// Package script holds stories: each .txtar file is told to the built binary as a person would tell it, on a terminal.
//
// It also holds what the Makefile runs. It refuses to know anything of the inside.
package script
