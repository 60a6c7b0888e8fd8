package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/examples/internal/words"
	"github.com/clerkflow/clerkflow-go/mockfapi"
)

// question is what a person is asked.
type question struct {
	clerkflow.Prompt
	text string
}

// asker asks and returns the answer.
type asker func(ctx context.Context, q question) (string, error)

// scripted answers for somebody who signs up at the mock.
func scripted(m *mockfapi.Instance, stdout io.Writer) asker {
	const email = "ada@example.com"
	return func(_ context.Context, q question) (string, error) {
		answer := map[clerkflow.Field]string{
			clerkflow.FieldEmailAddress: email, clerkflow.FieldPassword: "correct horse battery", "code": m.Code(email),
		}[q.Field]
		shown := answer
		if q.Field == clerkflow.FieldPassword {
			shown = "…"
		}
		_, err := fmt.Fprintf(stdout, "%s: %s\n", q.text, shown)
		return answer, err
	}
}

// typed asks at the terminal. A password does not show, and an empty line skips
// what is not required.
func typed(stdin io.Reader, stdout io.Writer) asker {
	lines := bufio.NewReader(stdin)
	return func(ctx context.Context, q question) (string, error) {
		text := q.text
		if !q.Required {
			text += " (or nothing)"
		}
		if q.Problem != nil {
			text = words.Problem(q.Problem) + " " + text
		}
		if _, err := fmt.Fprint(stdout, text+": "); err != nil {
			return "", err
		}
		answer, err := read(ctx, lines, stdin, q.Field == clerkflow.FieldPassword)
		switch {
		case err != nil:
			return "", err
		case answer == "" && !q.Required:
			return "", clerkflow.ErrSkip
		}
		return answer, nil
	}
}

// read reads a line, until the context ends.
func read(ctx context.Context, lines *bufio.Reader, stdin io.Reader, hidden bool) (string, error) {
	type line struct {
		text string
		err  error
	}
	file, ok := stdin.(*os.File)
	hidden = hidden && ok && term.IsTerminal(int(file.Fd()))
	if hidden {
		if before, err := term.GetState(int(file.Fd())); err == nil {
			defer func() { _ = term.Restore(int(file.Fd()), before) }() // also when Ctrl-C comes in between
		}
	}
	got := make(chan line, 1)
	go func() { // a read cannot be told to stop: at the end of the program it ends, too
		if hidden {
			text, err := term.ReadPassword(int(file.Fd()))
			got <- line{string(text), err}
			return
		}
		text, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			err = errors.New("the input is over, and something is still needed")
		}
		got <- line{strings.TrimSpace(text), err}
	}()
	select {
	case l := <-got:
		return l.text, l.err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}
