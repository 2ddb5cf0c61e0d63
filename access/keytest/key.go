// Package keytest has devices with keys that people sign in with.
//
// It exists so that tests of the room and of the door use the same ones. It refuses to be used outside tests.
package keytest

import "github.com/descope/virtualwebauthn"

// New is a new key of a device. The library leaves out zeros that a coordinate begins with, which is no key: once in 128 times.
func New() virtualwebauthn.Credential {
	for {
		if c := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2); len(c.Key.AttestationData()) == 77 {
			return c
		}
	}
}
