package clerkflow

import (
	"cmp"
	"net/url"
	"slices"
)

// Order says what comes first while some fields are missing and others are not
// verified. The service takes either.
type Order uint8

const (
	// CollectFirst asks for everything before the first code is sent, so that a
	// code is not old when the person gets to it.
	CollectFirst Order = iota
	// VerifyFirst proves an address before asking for more.
	VerifyFirst
)

// Policy decides what the service leaves open.
type Policy struct {
	Order Order
	// Optional fields are offered whenever required ones are asked for.
	Optional []Field
	// Prefer names the strategies to choose where the settings allow several, best
	// first: "email_link" rather than "email_code", one wallet rather than another.
	Prefer []Strategy
}

// Plan returns the next step of a sign-up: what it needs is read off its status and
// its field lists. A nil sign-up has not begun, and the settings say what to ask
// first. The settings may be nil otherwise; they only help to choose strategies.
//
// Plan asks nobody and is total: what it does not know, a status or a field of the
// future, becomes an [UnsupportedStep]. Its steps only describe; those of
// [Flow.Next] also act.
func Plan(su *SignUp, env *Environment, p Policy) Step {
	if su == nil {
		return planFirst(env, p)
	}
	switch su.Status {
	case StatusComplete:
		return &DoneStep{UserID: su.CreatedUserID, SessionID: su.CreatedSessionID}
	case StatusMissingRequirements:
	default:
		return planNothing(su)
	}
	if check := su.ProtectCheck; check != nil && check.Status == "pending" && !su.Transferable() {
		return &ProtectStep{Check: *check}
	}
	if step := planRedirect(su); step != nil {
		return step
	}
	if wallet := su.Verifications.Web3Wallet; su.Unverified(FieldWeb3Wallet) && wallet.pending() && wallet.Message != "" {
		return planVerify(su, FieldWeb3Wallet, env, p)
	}
	verify, collect := planVerification(su, env, p), planCollection(su, env, p)
	if p.Order == VerifyFirst {
		return cmp.Or[Step](verify, collect, planNothing(su))
	}
	return cmp.Or[Step](collect, verify, planNothing(su))
}

// identifiers are the fields that are verified, in the order of asking.
var identifiers = []Field{FieldEmailAddress, FieldPhoneNumber, FieldWeb3Wallet}

// collectable are the fields that a form can ask for, in the order of asking.
var collectable = []Field{
	FieldEmailAddress, FieldPhoneNumber, FieldEmailAddressOrPhoneNumber, FieldUsername, FieldWeb3Wallet,
	FieldPassword, FieldFirstName, FieldLastName, FieldLegalAccepted,
}

// planFirst asks, before anything is sent, for what the settings require.
func planFirst(env *Environment, p Policy) Step {
	if env == nil {
		return &UnsupportedStep{}
	}
	required := env.required()
	fields := among(collectable, required)
	alternatives := env.alternatives(required)
	if p.Order == VerifyFirst {
		proofs := slices.DeleteFunc(among(fields, []Field{FieldEmailAddress, FieldPhoneNumber}), func(f Field) bool {
			return !env.UserSettings.Attributes[f].VerifyAtSignUp
		})
		if len(proofs) > 0 || len(alternatives) > 0 {
			fields = proofs
		}
	}
	return planForm(fields, alternatives, env, optional(p, func(f Field) bool { return env.UserSettings.Attributes[f].Enabled }))
}

// planCollection asks for what is missing, nil when a form can do nothing.
func planCollection(su *SignUp, env *Environment, p Policy) Step {
	fields := among(collectable, among(su.MissingFields, su.RequiredFields))
	var alternatives []Field
	for _, f := range slices.Compact(slices.Sorted(slices.Values(su.MissingFields))) {
		_, social := f.strategy()
		if !slices.Contains(su.RequiredFields, f) && (social || slices.Contains(collectable, f)) {
			alternatives = append(alternatives, f)
		}
	}
	if len(fields) == 0 && len(alternatives) == 0 {
		return nil
	}
	return planForm(fields, alternatives, env, optional(p, func(f Field) bool {
		return slices.Contains(su.OptionalFields, f) && su.Value(f) == "" && (f != FieldPassword || !su.PasswordEnabled)
	}))
}

// planForm asks for fields and, where one of several has to identify the person,
// for a choice among them.
func planForm(fields, alternatives []Field, env *Environment, optional []Field) Step {
	if len(alternatives) == 1 {
		if _, social := alternatives[0].strategy(); !social {
			fields, optional = besides(alternatives[0], fields, env), besides(alternatives[0], optional, env)
			fields, alternatives = among(collectable, append(fields, alternatives[0])), nil
		}
	} else if slices.Contains(fields, FieldWeb3Wallet) {
		fields = besides(FieldWeb3Wallet, fields, env)
	}
	optional = slices.DeleteFunc(optional, func(f Field) bool {
		return slices.Contains(fields, f) || slices.Contains(alternatives, f)
	})
	form := Form{Fields: specs(fields, true), Optional: specs(optional, false)}
	if len(alternatives) == 0 {
		return &CollectStep{Form: form}
	}
	slices.SortFunc(alternatives, func(a, b Field) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
	})
	return &ChooseStep{Form: form, Options: specs(alternatives, true)}
}

// besides returns those of the fields that go along with the one that identifies
// the person. A wallet makes a password needless, once it is verified, and before
// 2022 it came alone; should the service see it otherwise, it says so afterwards.
func besides(way Field, fields []Field, env *Environment) []Field {
	switch {
	case way != FieldWeb3Wallet:
		return fields
	case env != nil && !env.UserSettings.SignUp.Progressive:
		return nil
	}
	return slices.DeleteFunc(slices.Clone(fields), func(f Field) bool { return f == FieldPassword })
}

func rank(f Field) int {
	if at := slices.Index(collectable, f); at >= 0 {
		return at
	}
	return len(collectable)
}

// planVerification proves what is supplied and not verified, nil when nothing is.
func planVerification(su *SignUp, env *Environment, p Policy) Step {
	for _, f := range identifiers {
		if su.Unverified(f) {
			return planVerify(su, f, env, p)
		}
	}
	return nil
}

func planVerify(su *SignUp, f Field, env *Environment, p Policy) Step {
	v := su.Verifications.Of(f)
	strategy, sent := p.strategy(f, v, env), false
	if v.pending() && v.Strategy.field() == f {
		strategy, sent = v.Strategy, true
	}
	if strategy == "" {
		step := planNothing(su)
		step.Strategies = allowed(f, v, env)
		return step
	}
	to := Proof{Field: f, Strategy: strategy, Sent: sent}
	if sent {
		to.ExpiresAt = v.ExpireAt.Time()
	}
	switch {
	case f == FieldWeb3Wallet:
		step := &SignMessageStep{Proof: to, Address: su.Web3Wallet}
		if sent {
			step.Message = v.Message
		}
		return step
	case strategy == StrategyEmailLink:
		return &VerifyLinkStep{Proof: to, Destination: su.Value(f)}
	default:
		step := &VerifyCodeStep{Proof: to, Destination: su.Value(f)}
		if sent {
			step.Channel = v.Channel
		}
		return step
	}
}

// planRedirect deals with external accounts: an account that exists already, a
// round trip under way, or one that is required.
func planRedirect(su *SignUp) Step {
	if v := su.Verifications.ExternalAccount; v != nil {
		switch {
		case v.Status == VerificationTransferable:
			return &AccountExistsStep{Strategy: v.Strategy, Problem: v.Error}
		case v.Status == VerificationUnverified && v.Error == nil:
			if page, err := url.Parse(v.ExternalVerificationRedirectURL); err == nil && page.IsAbs() {
				return &RedirectStep{Strategy: v.Strategy, URL: page, ExpiresAt: v.ExpireAt.Time()}
			}
		}
	}
	for _, f := range slices.Sorted(slices.Values(su.MissingFields)) {
		if strategy, social := f.strategy(); social && slices.Contains(su.RequiredFields, f) {
			return &RedirectStep{Strategy: strategy}
		}
		if f == FieldEnterpriseSSO || f == FieldSAML {
			return &RedirectStep{Strategy: Strategy(f)}
		}
	}
	return nil
}

// planNothing is what is left when nothing known is: never a spin.
func planNothing(su *SignUp) *UnsupportedStep {
	return &UnsupportedStep{Status: su.Status, Missing: slices.Clone(su.MissingFields), Unverified: slices.Clone(su.UnverifiedFields)}
}

// allowed returns the strategies that may verify a field, none where nothing says.
func allowed(f Field, v *Verification, env *Environment) []Strategy {
	var strategies []Strategy
	if env != nil {
		strategies = env.UserSettings.Attributes[f].Verifications
	}
	if len(strategies) == 0 && v != nil {
		strategies = v.SupportedStrategies
	}
	return slices.Clone(strategies)
}

// strategy chooses how to verify a field: what the policy prefers of what is
// allowed, codes before links; empty when it knows nothing of that.
func (p Policy) strategy(f Field, v *Verification, env *Environment) Strategy {
	allowed := allowed(f, v, env)
	for _, preferred := range p.Prefer {
		if preferred.field() == f && (len(allowed) == 0 || slices.Contains(allowed, preferred)) {
			return preferred
		}
	}
	usual := map[Field]Strategy{FieldEmailAddress: StrategyEmailCode, FieldPhoneNumber: StrategyPhoneCode, FieldWeb3Wallet: StrategyMetamask}[f]
	if len(allowed) == 0 || slices.Contains(allowed, usual) {
		return usual
	}
	if known := slices.IndexFunc(allowed, func(s Strategy) bool { return s.field() == f }); known >= 0 {
		return allowed[known]
	}
	return ""
}

func optional(p Policy, offered func(Field) bool) []Field {
	return among(collectable, slices.DeleteFunc(slices.Clone(p.Optional), func(f Field) bool { return !offered(f) }))
}

// among returns those of all that are also in some, in the order of all.
func among(all, some []Field) []Field {
	return slices.DeleteFunc(slices.Clone(all), func(f Field) bool { return !slices.Contains(some, f) })
}

func specs(fields []Field, required bool) []FieldSpec {
	all := make([]FieldSpec, len(fields))
	for i, f := range fields {
		all[i] = FieldSpec{Field: f, Required: required}
	}
	return all
}
