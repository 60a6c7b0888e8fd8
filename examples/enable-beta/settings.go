package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/examples/internal/instance"
	"github.com/clerkflow/clerkflow-go/examples/internal/words"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

// settings are an instance's, as it serves them.
type settings struct {
	*environment.Document
	raw     []byte
	clerkJS string // the version that the instance hands out, empty if it does not say
}

func read(ctx context.Context, at *instance.Instance) (*settings, error) {
	raw, err := at.Document(ctx)
	if err != nil {
		return nil, err
	}
	document, err := environment.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("the settings of %s: %w", at, err)
	}
	var more struct {
		DisplayConfig struct {
			ClerkJSVersion string `json:"clerk_js_version"`
		} `json:"display_config"`
	}
	if err := json.Unmarshal(raw, &more); err != nil {
		return nil, fmt.Errorf("the settings of %s: %w", at, err)
	}
	s := &settings{Document: document, raw: raw, clerkJS: more.DisplayConfig.ClerkJSVersion}
	if valid(s.clerkJS) != nil {
		s.clerkJS = ""
	}
	return s, nil
}

func (s *settings) progressive() bool { return s.UserSettings.SignUp.Progressive }

// fields are what a sign-up can ask for, in the order of telling.
var fields = []string{"email_address", "phone_number", "username", "web3_wallet", "password", "first_name", "last_name"}

// describe shows the settings that decide a sign-up.
func describe(report *strings.Builder, where string, s *settings) {
	fmt.Fprintf(report, "%s (%s, %s)\n", s.DisplayConfig.ApplicationName, where, s.DisplayConfig.InstanceEnvironmentType)
	fmt.Fprintf(report, "  %-20s %s\n", "Progressive Sign Up", onOff(s.progressive()))
	for _, field := range fields {
		a := s.UserSettings.Attributes.Get(field)
		use := "off"
		switch {
		case a.Enabled && a.Required:
			use = "required"
		case a.Enabled:
			use = "optional"
		}
		if a.Enabled && a.VerifyAtSignUp {
			use += ", verified by " + strings.Join(a.Verifications, " or ")
		}
		fmt.Fprintf(report, "  %-20s %s\n", words.Field(clerkflow.Field(field)), use)
	}
	if names := s.providers(); len(names) > 0 {
		fmt.Fprintf(report, "  %-20s %s\n", "providers", strings.Join(names, ", "))
	}
}

// providers are the names of the providers that can start a sign-up.
func (s *settings) providers() []string {
	var names []string
	for _, strategy := range s.UserSettings.Socials() {
		names = append(names, cmp.Or(s.UserSettings.Social[strategy].Name, words.Provider(clerkflow.Strategy(strategy), nil)))
	}
	return names
}
