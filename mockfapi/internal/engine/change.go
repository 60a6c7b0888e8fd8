package engine

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/requirements"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/store"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/wallet"
)

// Change is what a create or update gives. nil is not sent, blank is sent empty.
type Change struct {
	EmailAddress, PhoneNumber, EmailAddressOrPhoneNumber *string
	Username, Web3Wallet, Password, FirstName, LastName  *string
	UnsafeMetadata, Locale                               *string
	LegalAccepted                                        *bool
	// Captcha counts only for a new sign-up.
	Captcha Captcha
	// Ticket counts only with the strategy that names it.
	Ticket *string
	// Token is a provider's ID token.
	Token *string

	Strategy string
	Preparation
}

// change applies everything that the caller gave, or nothing and all the errors.
func (t *transition) change(ch Change) error {
	if err := t.ticket(ch); err != nil {
		return err
	}
	ch = t.leaveOut(t.sortOut(ch))
	errs := []*apierror.Error{
		t.walletAlone(ch),
		t.identifier(field.EmailAddress, ch.EmailAddress),
		t.identifier(field.PhoneNumber, ch.PhoneNumber),
		t.identifier(field.Web3Wallet, ch.Web3Wallet),
	}
	errs = append(errs, t.username(ch.Username, &t.su.Username)...)
	errs = append(errs, t.password(ch.Password)...)
	errs = append(errs,
		t.name(field.FirstName, ch.FirstName, &t.su.FirstName),
		t.name(field.LastName, ch.LastName, &t.su.LastName),
		unsafeMetadata(ch.UnsafeMetadata, &t.su.UnsafeMetadata), t.legal(ch.LegalAccepted), locale(ch.Locale, &t.su.Locale))
	if err := t.modeAdmits(ch.Strategy); err != nil {
		return err // whatever else is wrong
	}
	if err := apierror.Join(errs...); err != nil {
		return err
	}
	if err := t.permitted(); err != nil {
		return err
	}
	switch {
	case ch.Strategy == "":
		return nil
	case tokenProvider(ch.Strategy) != "":
		return t.redeemIDToken(ch.Strategy, ch.Token)
	}
	return t.prepareWithChange(ch.Strategy, ch.Preparation)
}

// sortOut decides what email_address_or_phone_number holds.
func (t *transition) sortOut(ch Change) Change {
	if either := ch.EmailAddressOrPhoneNumber; either != nil {
		if _, isPhone := policy.Phone(*either); isPhone {
			ch.PhoneNumber = either
		} else {
			ch.EmailAddress = either
		}
	}
	return ch
}

// leaveOut drops identifiers that were sent empty and that the sign-up can do
// without: official forms send fields that somebody left empty, too.
func (t *transition) leaveOut(ch Change) Change {
	sent := map[string]**string{
		field.EmailAddress: &ch.EmailAddress, field.PhoneNumber: &ch.PhoneNumber,
		field.Username: &ch.Username, field.Web3Wallet: &ch.Web3Wallet,
	}
	empty := func(name string) bool { return *sent[name] != nil && strings.TrimSpace(**sent[name]) == "" }
	will := t.attempt(&t.su)
	for name, value := range sent {
		if *value != nil && !empty(name) {
			will.Supplied = append(will.Supplied, name)
		}
	}
	lists := requirements.Of(&t.settings.UserSettings, will)
	for name, value := range sent {
		spare := slices.Contains(lists.Optional, name) && !slices.Contains(lists.Missing, name)
		if spare && empty(name) && !slices.Contains(will.Supplied, name) {
			*value = nil
		}
	}
	return ch
}

// walletAlone refuses, in the legacy algorithm, a wallet together with anything
// that needs proof or protects an account otherwise.
func (t *transition) walletAlone(ch Change) *apierror.Error {
	if t.settings.UserSettings.SignUp.Progressive || ch.Web3Wallet == nil && t.su.Web3Wallet == "" {
		return nil
	}
	for _, other := range []struct {
		name  string
		given *string
		held  string
	}{
		{field.EmailAddress, ch.EmailAddress, t.su.EmailAddress},
		{field.PhoneNumber, ch.PhoneNumber, t.su.PhoneNumber},
		{field.Password, ch.Password, t.su.PasswordDigest},
		{field.FirstName, ch.FirstName, t.su.FirstName},
		{field.LastName, ch.LastName, t.su.LastName},
	} {
		if other.given != nil || other.held != "" {
			return apierror.FormConditionalParamDisallowed(other.name, field.Web3Wallet+" is present")
		}
	}
	return nil
}

// enabled refuses attributes that the instance does not have.
func (e *Engine) enabled(name string) *apierror.Error {
	if !e.settings.UserSettings.Attributes.Get(name).Enabled {
		return apierror.FormParamUnknown(name)
	}
	return nil
}

// identifier sets an e-mail address, phone number or wallet. A new value is
// unverified, the same one stays as it was.
func (t *transition) identifier(name string, given *string) *apierror.Error {
	if given == nil {
		return nil
	}
	if err := t.enabled(name); err != nil {
		return err
	}
	if strings.TrimSpace(*given) == "" {
		return apierror.FormParamNil(name)
	}
	value, err := t.shape(name, *given)
	if err != nil {
		return err
	}
	if t.taken(name, value) && !t.hidden(name) {
		return apierror.FormIdentifierExists(name)
	}
	held, verification := t.slot(name)
	if store.Of(name, *held) != store.Of(name, value) { // a wallet in another case is the same one
		*held, *verification = value, nil
		if name == field.EmailAddress {
			t.forgetInvitation()
		}
	}
	return nil
}

// hidden says that nobody is told whether a user has the identifier: enumeration
// protection lets a sign-up with it go on to a verification that cannot be done.
func (t *work) hidden(name string) bool {
	return t.settings.UserSettings.AttackProtection.EnumerationProtection.Enabled &&
		(name == field.EmailAddress || name == field.PhoneNumber) && t.settings.UserSettings.Attributes.Get(name).VerifyAtSignUp
}

// shape returns the value as it is stored.
func (e *Engine) shape(name, given string) (string, *apierror.Error) {
	switch name {
	case field.EmailAddress:
		if value, ok := policy.Email(given); ok {
			return value, nil
		}
		return "", apierror.FormParamFormatInvalid(name, "a valid email address")
	case field.PhoneNumber:
		value, ok := policy.Phone(given)
		if !ok || e.phoneAllowed != nil && e.phoneAllowed(value) != nil {
			return "", apierror.FormParamFormatInvalid(name, "a valid phone number according to E.164")
		}
		return value, nil
	}
	if value := strings.TrimSpace(given); wallet.IsEthereum(value) || wallet.IsSolana(value) {
		return value, nil
	}
	return "", apierror.FormParamFormatInvalid(name, "a valid web3 wallet address")
}

// username sets a username.
func (t *work) username(given, held *string) []*apierror.Error {
	if given == nil {
		return nil
	}
	if err := t.enabled(field.Username); err != nil {
		return []*apierror.Error{err}
	}
	if strings.TrimSpace(*given) == "" {
		return []*apierror.Error{apierror.FormParamNil(field.Username)}
	}
	value, broken := policy.Username(t.settings.UserSettings.UsernameSettings, *given)
	if len(broken) == 0 && t.taken(field.Username, value) {
		broken = append(broken, apierror.FormIdentifierExists(field.Username))
	}
	if len(broken) == 0 {
		*held = value
	}
	return broken
}

func (t *transition) password(given *string) []*apierror.Error {
	if given == nil {
		return nil
	}
	if err := t.enabled(field.Password); err != nil {
		return []*apierror.Error{err}
	}
	if *given == "" {
		return []*apierror.Error{apierror.FormParamNil(field.Password)}
	}
	rules, identifiers := t.settings.UserSettings.PasswordSettings, []string{t.su.EmailAddress, t.su.PhoneNumber, t.su.Username}
	broken := policy.Password(rules, *given, identifiers...)
	if len(broken) == 0 {
		broken = policy.Strength(rules, t.passwordMeter, *given, identifiers...)
	}
	if len(broken) == 0 {
		t.su.PasswordDigest = digest(t.su.ID, *given)
	}
	return broken
}

// name sets a first or last name; blank clears it.
func (e *Engine) name(name string, given, held *string) *apierror.Error {
	if given == nil {
		return nil
	}
	if err := e.enabled(name); err != nil {
		return err
	}
	value := strings.TrimSpace(*given)
	if utf8.RuneCountInString(value) > policy.NameLimit {
		return apierror.FormParamMaxLengthExceeded(name, policy.NameLimit)
	}
	*held = value
	return nil
}

// unsafeMetadata sets the document that the person's own device may change.
func unsafeMetadata(given *string, held *json.RawMessage) *apierror.Error {
	if given == nil || *given == "" {
		return nil
	}
	err := metadata("unsafe_metadata", *given)
	if err == nil {
		*held = json.RawMessage(*given)
	}
	return err
}

// metadata refuses what is no JSON object or too large.
func metadata(name, text string) *apierror.Error {
	if len(text) > policy.MetadataLimit {
		return apierror.FormParamExceedsAllowedSize(name, policy.MetadataLimit)
	}
	var object map[string]any
	if err := json.Unmarshal([]byte(text), &object); err != nil || object == nil {
		return apierror.FormParamValueInvalid(name)
	}
	return nil
}

func (t *transition) legal(given *bool) *apierror.Error {
	switch {
	case given == nil:
	case *given && t.su.LegalAcceptedAt == 0:
		t.su.LegalAcceptedAt = t.at
	case !*given && t.settings.UserSettings.SignUp.LegalConsentEnabled:
		return apierror.LegalNotAccepted()
	}
	return nil
}

// locale sets a language tag.
func locale(given, held *string) *apierror.Error {
	if given == nil || *given == "" {
		return nil
	}
	if !policy.Locale(*given) {
		return apierror.FormParamFormatInvalid("locale", "a valid BCP-47 language tag")
	}
	*held = *given
	return nil
}
