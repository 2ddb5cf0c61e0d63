// Package relay sends the few letters that Arus writes: an invitation, a link for a forgotten password.
//
// It exists so that one place knows SMTP, and the words of letters in both languages stand beside each other. It refuses to
// keep letters: a link in one opens the door, so none is ever written to the database, and one that cannot be handed
// over is the sender's to write again.
package relay
