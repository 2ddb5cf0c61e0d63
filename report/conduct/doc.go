// Package conduct is what people had done with a deal by the age at which deals are compared.
//
// It exists because what takes long is pushed, touched and noted more often, whatever becomes of it: read at their end, deals
// would tell how long they took. Both the question whether a deal is among those that somebody did something with and the
// report that counts them ask here. It refuses to say what came of it.
package conduct
