package problem

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"arus/sales"
)

// fieldProblem turns what huma found wrong with a request into a pointer and a code. The value is not echoed.
func fieldProblem(language string, status int, cause error) FieldProblem {
	var detail *huma.ErrorDetail
	if !errors.As(cause, &detail) {
		return FieldProblem{Code: "invalid", Detail: humaSaid(language, cause.Error())}
	}
	where, inBody := strings.CutPrefix(detail.Location, "body")
	if !inBody {
		_, name, _ := strings.Cut(detail.Location, ".")
		if detail.Message == unknownParameter {
			return FieldProblem{"#" + name, "unknown_parameter", said(language, "there is no parameter %q here", name)}
		}
		return FieldProblem{"#" + name, "invalid", humaSaid(language, detail.Message)}
	}
	p := FieldProblem{pointerOf(where), "invalid", humaSaid(language, detail.Message)}
	if name, required := between(detail.Message, validation.MsgExpectedRequiredProperty); required {
		p.Pointer, p.Code = p.Pointer+"/"+name, "required"
	}
	switch {
	case detail.Message == validation.MsgUnexpectedProperty:
		name := p.Pointer[strings.LastIndexByte(p.Pointer, '/')+1:]
		p.Code, p.Detail = "unknown_field", said(language, "there is no field %q here", name)
	case status == http.StatusBadRequest && where == "":
		p.Code = "bad_json"
	}
	return p
}

const unknownParameter = "unknown query parameter"

// pointerOf turns huma's .line_items[0].quantity into /line_items/0/quantity.
func pointerOf(where string) string {
	return strings.NewReplacer("~", "~0", "/", "~1", ".", "/", "[", "/", "]", "").Replace(where)
}

// humaSaid says one of huma's sentences. It has put the figures in already, so they are taken out again.
func humaSaid(language, message string) string {
	if language != "id" {
		return message
	}
	for _, format := range humaFormats {
		if figure, fits := between(message, format); fits {
			if figure == "" {
				return said(language, format)
			}
			return said(language, verb.Replace(format), figure)
		}
	}
	return said(language, message)
}

// verb writes every figure as text, which it is once it has been put in.
var verb = strings.NewReplacer("%d", "%s", "%v", "%s")

// humaFormats are the sentences of huma that our schemas can cause.
var humaFormats = []string{validation.MsgExpectedRFC3339DateTime, validation.MsgExpectedRFC3339Date, validation.MsgExpectedBoolean,
	validation.MsgExpectedNumber, validation.MsgExpectedInteger, validation.MsgExpectedString, validation.MsgExpectedArray,
	validation.MsgExpectedObject, validation.MsgExpectedOneOf, validation.MsgExpectedMinimumNumber, validation.MsgExpectedMaximumNumber,
	validation.MsgExpectedMinLength, validation.MsgExpectedMaxLength, validation.MsgExpectedBePattern, validation.MsgExpectedMatchPattern,
	validation.MsgExpectedMinItems, validation.MsgExpectedMaxItems, validation.MsgExpectedRequiredProperty, "invalid integer", "invalid boolean",
	"request body is required"}

// between is what stands in a message in the place of its format's one verb.
func between(message, format string) (figure string, fits bool) {
	before, after, has := strings.Cut(verb.Replace(format), "%s")
	if !has {
		return "", message == format
	}
	figure, ok1 := strings.CutPrefix(message, before)
	figure, ok2 := strings.CutSuffix(figure, after)
	return figure, ok1 && ok2
}

// said gives a sentence in a language: the catalogue is keyed by the English format. Words that a sentence is filled with
// are translated where they stand bare (%s); what is quoted (%q) is somebody's own text.
func said(language, format string, args ...any) string {
	args = own(language, args)
	if language == "id" {
		for i, v := range verbs(format) {
			if i == len(args) {
				break
			}
			word, ok := args[i].(string)
			if translated, known := twin(word); ok && v == 's' && known {
				args[i] = translated
			}
		}
		if translated, known := twin(format); known {
			format = translated
		}
	}
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}

// twin is what a sentence, or a word that sentences are filled with, is in Indonesian.
func twin(english string) (string, bool) {
	for _, catalogue := range []map[string]string{indonesian, ofExpressions} {
		if said, known := catalogue[english]; known {
			return said, true
		}
	}
	return "", false
}

// own puts the workspace's own sentences in, in the language they were written in for it, and sentences within the sentence.
func own(language string, args []any) []any {
	args = slices.Clone(args)
	for i, arg := range args {
		switch arg := arg.(type) {
		case sales.Words:
			args[i] = arg.In(language)
		case *sales.Problem:
			args[i] = said(language, arg.Format, arg.Args...)
		}
	}
	return args
}

// verbs are the letters of a format's verbs, in their order.
func verbs(format string) (all []byte) {
	for i := 0; i+1 < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		if i++; format[i] != '%' {
			all = append(all, format[i])
		}
	}
	return all
}
