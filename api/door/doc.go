// Package door is what all operations of the API share: who asks, which picture they read, how they write, and the
// conventions of lists, ETags, idempotency keys and time travel.
//
// It exists so that each noun of the API can have a room of its own (api/deals, api/records, api/reports …) and still be
// read, written and refused in one way. It refuses to know any noun, and to listen: package api has the router and what
// stands around each request.
package door
