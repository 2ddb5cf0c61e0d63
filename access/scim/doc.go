// Package scim knows the language in which a company's directory speaks of its people and groups: SCIM 2.0, RFC 7643 and 7644.
//
// It exists so that what directories send, in the dialects that they send it in, becomes facts of users and teams by pure
// functions: resources as they are shown, filters over them, and patches of them. It refuses to know HTTP (package
// api/directory), to write anything, and to say of a role more than that somebody has it: who may what is not the directory's.
package scim
