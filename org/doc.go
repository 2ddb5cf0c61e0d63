// Package org is who stands where: the tree of teams of a picture, with its people, managers and leader.
//
// It exists so that "my team" means one thing everywhere: in what somebody may see, in a report by team, in the chain that
// a forecast climbs. A tree belongs to a picture, so it is that of the picture's day, as far as it was known then.
//
// It refuses to know roles and rights (package access), to change anything, and to guess: who has no team stands in none,
// below the leader of the workspace only.
package org
