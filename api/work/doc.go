// Package work is the room of the API for how a workspace works: leads on their way to a deal, approvals, tasks, playbooks, and
// what needs somebody's attention.
//
// It refuses to judge: who may is package access's, what is ready the gate's, and the rest is decided by package process.
package work
