// Package oidc signs people in by an OpenID provider that the operator has named for a workspace.
//
// The flow is the authorization code with PKCE S256, state and nonce, and the answer has to say that it is from the issuer asked
// (RFC 9207). A person is known by issuer and subject; an account is linked to a user by an invitation or, where the operator
// trusts the provider with that, by an address that it has verified. Every answer that does not fit is one refusal.
//
// It refuses to make users, to keep a provider's tokens, and to keep a client's secret anywhere but in memory.
package oidc
