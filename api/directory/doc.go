// Package directory lets a company's directory, such as Okta or Entra, keep the people and teams of a workspace by SCIM 2.0.
//
// It exists so that whoever joins, moves or leaves does so here as well, on the day, without anybody typing it. It goes
// through the same door as everything else: a token that names the scope scim, the policy, the guard of each order, the
// ledger. It refuses to give anybody a role.
package directory
