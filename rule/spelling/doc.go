// Package spelling finds what was meant by a name that there is not.
//
// It exists so that filters, questions and bodies all suggest alike. It refuses to guess where nothing is near: a wrong
// suggestion costs more than none.
package spelling
