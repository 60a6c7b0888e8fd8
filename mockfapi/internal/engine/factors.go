package engine

import (
	"slices"
	"strings"

	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/store"
)

// holding is what a user has of one attribute.
type holding struct {
	kind      string
	attribute *environment.Attribute
	list      []model.Identification
	primary   string
	reset     string // the strategy that resets a password
}

// holdings are in the order in which the service lists factors.
func holdings(s *environment.UserSettings, u *model.User) []holding {
	a := &s.Attributes
	return []holding{
		phones(s, u),
		{field.EmailAddress, &a.EmailAddress, u.EmailAddresses, u.PrimaryEmailAddressID, resetByEmail},
		{field.Web3Wallet, &a.Web3Wallet, u.Web3Wallets, u.PrimaryWeb3WalletID, ""},
	}
}

func phones(s *environment.UserSettings, u *model.User) holding {
	return holding{field.PhoneNumber, &s.Attributes.PhoneNumber, u.PhoneNumbers, u.PrimaryPhoneNumberID, resetByPhone}
}

// firstFactors returns every way in which the user may prove who they are, having
// typed that identifier.
func firstFactors(s *environment.UserSettings, u *model.User, typed string) []model.Factor {
	factors, byReset := []model.Factor{}, []model.Factor{}
	hasPassword := s.Attributes.Password.Enabled && u.PasswordDigest != ""
	if hasPassword {
		factors = append(factors, model.Factor{Strategy: field.Password})
	}
	for _, h := range holdings(s, u) {
		if !h.attribute.Enabled || !h.attribute.UsedForFirstFactor {
			continue
		}
		own := slices.DeleteFunc(slices.Clone(h.list), func(i model.Identification) bool { return i.Pending || i.ReservedForSecondFactor })
		for _, strategy := range h.attribute.FirstFactors {
			for _, i := range own {
				factors = append(factors, h.factor(strategy, i, typed))
			}
		}
		for _, i := range own {
			if hasPassword && h.reset != "" {
				byReset = append(byReset, h.factor(h.reset, i, typed))
			}
		}
	}
	// A password is reset by way of what was typed, or else of any address.
	if slices.ContainsFunc(byReset, wasTyped) {
		byReset = slices.DeleteFunc(byReset, func(f model.Factor) bool { return !wasTyped(f) })
	}
	factors = append(factors, byReset...)
	for _, x := range u.ExternalAccounts {
		if social := s.Social[x.Strategy]; social.Enabled && social.Authenticatable {
			factors = append(factors, model.Factor{Strategy: x.Strategy})
		}
	}
	return factors
}

// newcomerFactors returns every way to prove what a person without an account typed.
func newcomerFactors(s *environment.UserSettings, typed model.Factor) []model.Factor {
	factors := []model.Factor{}
	for _, strategy := range s.Attributes.Get(typed.Kind).FirstFactors {
		typed.Strategy = strategy
		factors = append(factors, typed)
	}
	return factors
}

// secondFactors returns what the user has to prove beside the first factor, one
// of them being enough; none where the settings or the user have none.
func secondFactors(s *environment.UserSettings, u *model.User) []model.Factor {
	phone := phones(s, u)
	if !phone.attribute.Enabled || !phone.attribute.UsedForSecondFactor || !slices.Contains(phone.attribute.SecondFactors, phoneCode) {
		return nil
	}
	var factors []model.Factor
	for _, i := range u.PhoneNumbers {
		if i.ReservedForSecondFactor && !i.Pending {
			f := phone.factor(phoneCode, i, "")
			f.Default = i.DefaultSecondFactor
			factors = append(factors, f)
		}
	}
	return factors
}

func (h holding) factor(strategy string, i model.Identification, typed string) model.Factor {
	f := model.Factor{Strategy: strategy, Kind: h.kind, ID: i.ID, Value: i.Value, SafeIdentifier: i.Value, Primary: i.ID == h.primary}
	if store.Of(h.kind, i.Value) != store.Of(h.kind, typed) {
		f.SafeIdentifier = masked(h.kind, i.Value)
	}
	return f
}

// wasTyped says that the factor is about what the person typed: it is not masked.
func wasTyped(f model.Factor) bool { return f.Value != "" && f.SafeIdentifier == f.Value }

// masked hides what the person did not type themselves: "j***@example.com",
// "+*********00".
func masked(kind, value string) string {
	switch kind {
	case field.EmailAddress:
		local, domain, _ := strings.Cut(value, "@")
		return string([]rune(local)[:1]) + "***@" + domain
	case field.PhoneNumber:
		return "+" + strings.Repeat("*", len(value)-3) + value[len(value)-2:]
	}
	return value[:4] + "***" + value[len(value)-4:]
}

// pick returns the factor of that strategy: the one with the id, or without an id
// what was typed, the preferred or the first one. ok is false when there is none.
func pick(factors []model.Factor, strategy, id string) (picked model.Factor, ok bool) {
	rank := func(f model.Factor) int {
		switch {
		case f.Strategy != strategy || id != "" && f.ID != id:
			return 0
		case wasTyped(f):
			return 3
		case f.Primary || f.Default:
			return 2
		}
		return 1
	}
	best := 0
	for _, f := range factors {
		if r := rank(f); r > best {
			picked, best = f, r
		}
	}
	return picked, best > 0
}

// kindOf returns the attribute that a strategy of a sign-in proves, empty for the
// strategies that prove none.
func kindOf(strategy string) string {
	switch strategy {
	case resetByEmail:
		return field.EmailAddress
	case resetByPhone:
		return field.PhoneNumber
	}
	return attributeOf(strategy)
}

func resets(strategy string) bool { return strategy == resetByEmail || strategy == resetByPhone }
