// Package strictjson reads JSON that people write: nothing in it is overlooked, and
// errors name place and key.
package strictjson

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// Unmarshal is json.Unmarshal, but keys that into does not have are errors.
func Unmarshal(data []byte, into any) error {
	var whole json.RawMessage // a Decoder would not look behind the first value
	if err := json.Unmarshal(data, &whole); err != nil {
		return Place(data, err)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	return Place(data, decoder.Decode(into))
}

// Place adds line and column to an error of encoding/json about data, where the
// error has a place, and says it in JSON's words.
func Place(data []byte, err error) error {
	var offset int64
	switch syntax, wrong := as[*json.SyntaxError](err), as[*json.UnmarshalTypeError](err); {
	case err == nil:
		return nil
	case syntax != nil:
		offset = syntax.Offset - 1 // it counts the wrong character, too
	case wrong != nil:
		offset = wrong.Offset
		want := wrong.Type.String()
		if kind := wrong.Type.Kind(); kind == reflect.Struct || kind == reflect.Map {
			want = "object"
		}
		err = fmt.Errorf("%s is %s, want %s", cmp.Or(wrong.Field, "the document"), wrong.Value, want)
	default:
		return errors.New(strings.TrimPrefix(err.Error(), "json: "))
	}
	before := data[:max(0, min(offset, int64(len(data))))]
	line := bytes.Count(before, []byte("\n")) + 1
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return fmt.Errorf("line %d, column %d: %w", line, column, err)
}

func as[E error](err error) E {
	e, _ := errors.AsType[E](err)
	return e
}
