// Package records is the room of the API for what is no more than its facts: accounts, people, products, pipelines,
// settings and their like.
//
// It exists so that one set of operations serves every kind of [sales.Record]. It refuses special cases but two: rates are
// set a day at a time, and a workspace is there already.
package records
