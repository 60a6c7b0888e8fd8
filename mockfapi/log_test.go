package mockfapi_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func TestRequests_masks_secrets(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t, stopped())
	app := newNative(t, m)
	id := app.create("email_address", testEmail, "password", password, "strategy", "email_code").signUp().ID
	app.attempt(id, "email_code", "code", "000000").want("422 form_code_incorrect(code)")

	all := m.Requests("")
	equal(t, "requests", len(all), 2)
	equal(t, "by route", m.Requests("POST /v1/client/sign_ups/{any}/attempt_verification"), all[1:])
	equal(t, "of a route that nobody asked for", m.Requests("GET /v1/client"), []mockfapi.Request{})
	created, attempted := all[0], all[1]
	equal(t, "form", created.Form, map[string][]string{"email_address": {testEmail}, "password": {"***"}, "strategy": {"email_code"}})
	equal(t, "form", attempted.Form, map[string][]string{"code": {"***"}, "strategy": {"email_code"}})
	equal(t, "token", attempted.Header["Authorization"], []string{"***"})
	created.Form, created.Header, attempted.Form, attempted.Header = nil, nil, nil, nil
	equal(t, "request", created, mockfapi.Request{
		Route: createRoute, Method: "POST", Path: signUps, Query: map[string][]string{"_is_native": {"1"}}, Status: 200, At: m.Now().UnixMilli(),
	})
	equal(t, "request", attempted, mockfapi.Request{
		Route: "POST /v1/client/sign_ups/{sign_up_id}/attempt_verification", Method: "POST", Path: signUps + "/" + id + "/attempt_verification",
		Query: map[string][]string{"_is_native": {"1"}}, Status: 422, Codes: []string{"form_code_incorrect"}, At: m.Now().UnixMilli(),
	})
}

func TestRequests_keeps_the_newest_thousand(t *testing.T) {
	t.Parallel()
	m := mockfapitest.NewT(t)
	d := newBrowser(t, m)
	d.send("GET", "/v1/environment").want("200")
	for range 1000 {
		d.send("GET", "/v1/health").want("200")
	}
	equal(t, "requests", len(m.Requests("")), 1000)
	equal(t, "of the oldest", len(m.Requests("GET /v1/environment")), 0)
}

func TestWithLogger_shows_messages_and_no_secrets(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	m := mockfapitest.NewT(t, mockfapi.WithPreset("all-required"), mockfapi.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	app := newNative(t, m)
	id := app.create("email_address", "jane@example.com", "password", password, "strategy", "email_code").want("200").signUp().ID
	app.prepare(id, "email_link", "redirect_url", appPage).want("200")
	app.attempt(id, "email_code", "code", "000000").want("400 verification_strategy_invalid")
	for _, want := range []string{
		`msg=message to=jane@example.com kind=email_code code=` + m.Code("jane@example.com"),
		`kind=email_link link="` + m.Link("jane@example.com"),
		`msg=request route="POST /v1/client/sign_ups" status=200`,
		`status=400 codes=[verification_strategy_invalid]`,
	} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %s", want)
		}
	}
	for _, secret := range []string{password, app.header.Get("Authorization"), m.SecretKey()} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log tells %q", secret)
		}
	}
	if t.Failed() {
		t.Log(log.String())
	}
}
