// Package sight decides which objects of a workspace a caller sees, and which they may change: the rows of the one policy
// (package access), applied to a picture with its tree of teams.
//
// A right is a matter of today: the roles that somebody has now, over the teams that they lead now. Who belonged to those
// teams is a matter of the picture, so that a manager reads the quarter in which somebody else led the team, and the deals
// of somebody who has moved on since, as part of the team's past.
//
// Deals are seen by their owner. An account is seen by its owner and through any deal it hangs on; a contact through its
// account or through a deal. What is out of sight is as if it did not exist. The [Guard] holds every order to the same
// rows under the ledger's lock, whichever way it came.
//
// A new kind of record whose rows are not all or none says whose it is by a method OwnedBy of its facts.
package sight
