// Package passkey signs people in by a key that never leaves their device, as WebAuthn has it.
//
// It exists beside passwords, which it does not replace: a user may have both. A key is made for the user whom its handle
// names, so that whoever signs in says nothing first; the device has to have verified its user. Whatever does not fit is one
// answer. It refuses to ask devices who made them, and to open a session for somebody who has left (package access does not).
package passkey
