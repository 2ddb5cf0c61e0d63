// Package people is the room of the API for who may come in: tokens, sessions, invitations, and the audit of it all.
//
// It exists so that everybody can see and end what opens the door in their name, and an admin what does in anybody's. To
// others what is not theirs is not there. It refuses to judge secrets, which is package access, and to say one twice: a
// token is in the answer to its creation and nowhere else, so these operations keep no answers under idempotency keys.
package people
