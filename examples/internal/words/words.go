// Package words is how the examples speak to people: the names of fields, how far a
// sign-up is, and what went wrong.
package words

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// order is how people expect a form: names, ways to reach them, secrets.
var order = []clerkflow.Field{
	clerkflow.FieldFirstName, clerkflow.FieldLastName, clerkflow.FieldEmailAddress, clerkflow.FieldPhoneNumber,
	clerkflow.FieldEmailAddressOrPhoneNumber, clerkflow.FieldWeb3Wallet, clerkflow.FieldUsername,
	clerkflow.FieldPassword, clerkflow.FieldLegalAccepted,
}

// Compare compares two fields by where people expect them in a form.
func Compare(a, b clerkflow.Field) int { return slices.Index(order, a) - slices.Index(order, b) }

// Field returns the name of a field, in lower case.
func Field(f clerkflow.Field) string {
	switch f {
	case clerkflow.FieldEmailAddress:
		return "e-mail address"
	case clerkflow.FieldEmailAddressOrPhoneNumber:
		return "e-mail address or phone number"
	case clerkflow.FieldWeb3Wallet:
		return "wallet"
	case clerkflow.FieldLegalAccepted:
		return "consent"
	}
	return strings.ReplaceAll(string(f), "_", " ")
}

// Label returns the name of a field as a form has it.
func Label(f clerkflow.Field) string {
	name := Field(f)
	return strings.ToUpper(name[:1]) + name[1:]
}

// Provider returns the name of a provider. The settings may be nil.
func Provider(s clerkflow.Strategy, env *clerkflow.Environment) string {
	if env != nil && env.UserSettings.Social[s].Name != "" {
		return env.UserSettings.Social[s].Name
	}
	return strings.TrimPrefix(string(s), "oauth_")
}

// Problem returns what the service has against something, empty for nothing.
func Problem(p *clerkflow.Problem) string {
	if p == nil {
		return ""
	}
	return cmp.Or(p.LongMessage, p.Message, p.Code)
}

// Progress is how many of the things that a sign-up needs are there, and which are
// not.
type Progress struct {
	Done, All int
	Left      []string
}

// ProgressOf reads how far a sign-up is off its lists, nil when it has not begun or
// is at an end.
func ProgressOf(su *clerkflow.SignUp) *Progress {
	if su == nil || su.Status != clerkflow.StatusMissingRequirements {
		return nil
	}
	p := &Progress{}
	for _, f := range order {
		unverified := su.Unverified(f)
		if !unverified && !slices.Contains(su.RequiredFields, f) {
			continue
		}
		p.All++
		switch {
		case unverified:
			p.Left = append(p.Left, Field(f)+" to verify")
		case su.Missing(f):
			p.Left = append(p.Left, Field(f))
		default:
			p.Done++
		}
	}
	return p
}

// String returns it in a sentence or two.
func (p *Progress) String() string {
	text := fmt.Sprintf("%d of %d done.", p.Done, p.All)
	if len(p.Left) > 0 {
		text += " Left: " + strings.Join(p.Left, ", ") + "."
	}
	return text
}
