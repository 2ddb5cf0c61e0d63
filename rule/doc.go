// Package rule runs the customer's own expressions over deals, accounts, contacts, products, users and competitors.
//
// It exists so that a person can say which objects they mean (deal.value > 100000 && deal.segment == "enterprise")
// without anybody writing code, and so that everything which takes such a sentence understands the same language: CEL,
// with a schema per kind of object. An expression is checked whole before it runs: unknown fields, types, length and the
// most it could ever cost; while it runs it is counted, so that even a hostile one ends.
//
// It refuses to change anything, to read a clock (the picture that is asked says which day it is) and to know where
// values come from: a [Value] hands them over one by one, when they are needed.
//
// # The language
//
// Text, numbers, true and false, lists and instants, with == != < <= > >= && || ! in + - * / % and ?:, parentheses, and
// the text functions contains, startsWith, endsWith, matches (RE2, a literal pattern), size, lower, upper and trim. Lists
// have all, exists, exists_one and filter. today() is the day of the picture, as text; days_until(day) is the number of
// days from today to a day, negative for the past. Every number of a schema is a decimal one, and whole literals beside
// it are read as such: deal.value / 2 > 5.
//
// # What is not there
//
// No expression fails because a value is missing, and none needs to ask. A missing text is "", so that
// deal.close_date == "" finds deals without one; a missing number is 0, a missing flag false, a missing list empty, a
// missing instant 1970-01-01T00:00:00Z. A day that is missing never comes: days_until("") is larger than any number.
package rule
