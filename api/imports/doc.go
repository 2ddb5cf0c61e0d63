// Package imports is the room of the API where files of other systems come in, and are taken back.
//
// It refuses to read them: that is package intake.
package imports
