package engine

import (
	"slices"
	"strings"
	"time"

	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/policy"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/store"
)

// userChange is one change of one user by the application: everything happens on
// a copy, which takes its place when nothing was wrong. The engine's lock is held
// throughout.
type userChange struct {
	*Engine
	at   int64
	user model.User
	errs []*apierror.Error
}

// changeUser changes the user with that id, or nothing and returns all that was
// wrong.
func (e *Engine) changeUser(id string, change func(*userChange)) (*model.User, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	u, err := e.user(id)
	if err != nil {
		return nil, err
	}
	c := &userChange{Engine: e, at: e.now(), user: *u}
	change(c)
	c.user.UpdatedAt = c.at
	return c.commit()
}

func (c *userChange) commit() (*model.User, error) {
	if err := apierror.Join(c.errs...); err != nil {
		return nil, err
	}
	c.store.PutUser(&c.user)
	return &c.user, nil
}

func (c *userChange) fail(errs ...*apierror.Error) {
	for _, err := range errs {
		if err != nil {
			c.errs = append(c.errs, err)
		}
	}
}

// identifications returns where a user keeps those of one kind, and which is the
// primary one.
func identifications(u *model.User, kind string) (list *[]model.Identification, primary *string) {
	switch kind {
	case field.PhoneNumber:
		return &u.PhoneNumbers, &u.PrimaryPhoneNumberID
	case field.Web3Wallet:
		return &u.Web3Wallets, &u.PrimaryWeb3WalletID
	}
	return &u.EmailAddresses, &u.PrimaryEmailAddressID
}

// byAdmin is the proof that the application's word is.
func byAdmin() *model.Verification {
	return &model.Verification{Status: model.Verified, Strategy: "admin"}
}

// add adds identifications of one kind: verified, unless statuses, one for each,
// say that they are reserved.
func (c *userChange) add(kind string, values, statuses []string) {
	if n := len(statuses); n > 0 && n != len(values) {
		c.fail(apierror.FormParamValueInvalid(kind + "_identification_status"))
		return
	}
	for i, value := range values {
		verification := byAdmin()
		if len(statuses) > 0 && statuses[i] == "reserved" {
			verification = nil
		} else if len(statuses) > 0 && statuses[i] != model.Verified {
			c.fail(apierror.FormParamValueInvalid(kind + "_identification_status"))
		}
		c.addOne(kind, value, verification)
	}
}

// addOne adds an identification and returns its id. The first of its kind is the
// primary one.
func (c *userChange) addOne(kind, given string, verification *model.Verification) string {
	value, err := c.identifier(kind, given)
	if err != nil {
		c.fail(err)
		return ""
	}
	list, primary := identifications(&c.user, kind)
	id := c.ids.ID("idn")
	*list = append(slices.Clip(*list), model.Identification{ID: id, Value: value, Verification: verification, CreatedAt: c.at, UpdatedAt: c.at})
	if *primary == "" {
		*primary = id
	}
	return id
}

// identifier returns the value as it is stored, provided that nobody has it.
func (c *userChange) identifier(kind, given string) (string, *apierror.Error) {
	if err := c.enabled(kind); err != nil {
		return "", err
	}
	value, err := c.shape(kind, given)
	if err != nil {
		return "", err
	}
	list, _ := identifications(&c.user, kind)
	if c.owned(kind, value) || slices.ContainsFunc(*list, func(i model.Identification) bool { return store.Of(kind, i.Value) == store.Of(kind, value) }) {
		return "", apierror.FormIdentifierExists(kind)
	}
	return value, nil
}

// set applies what is common to new and old users.
func (c *userChange) set(p UserParams) {
	c.username(p.Username)
	c.password(p)
	c.externalID(p.ExternalID)
	if p.FirstName.Given {
		c.fail(c.name(field.FirstName, &p.FirstName.Value, &c.user.FirstName))
	}
	if p.LastName.Given {
		c.fail(c.name(field.LastName, &p.LastName.Value, &c.user.LastName))
	}
	if tag := p.Locale; tag.Given && tag.Value != "" && !policy.Locale(tag.Value) {
		c.fail(apierror.FormParamFormatInvalid("locale", "a valid BCP-47 language tag"))
	} else if tag.Given {
		c.user.Locale = tag.Value
	}
	if limit := p.CreateOrganizationsLimit; limit != nil && *limit < 0 {
		c.fail(apierror.FormParamValueInvalid("create_organizations_limit"))
	} else if limit != nil {
		c.user.CreateOrganizationsLimit = limit
	}
	c.time("legal_accepted_at", p.LegalAcceptedAt, &c.user.LegalAcceptedAt)
	c.time("created_at", p.CreatedAt, &c.user.CreatedAt)
	if p.DeleteSelfEnabled != nil {
		c.user.DeleteSelfEnabled = p.DeleteSelfEnabled
	}
	if p.CreateOrganizationEnabled != nil {
		c.user.CreateOrganizationEnabled = p.CreateOrganizationEnabled
	}
	set(&c.user.BypassClientTrust, p.BypassClientTrust)
}

func (c *userChange) username(given Nullable[string]) {
	if !given.Given || strings.TrimSpace(given.Value) == "" {
		if given.Given {
			c.user.Username = ""
		}
		return
	}
	if err := c.enabled(field.Username); err != nil {
		c.fail(err)
		return
	}
	value, broken := policy.Username(c.settings.UserSettings.UsernameSettings, given.Value)
	c.fail(broken...)
	c.fail(c.unlessOwn(field.Username, value))
	c.user.Username = value
}

func (c *userChange) externalID(given Nullable[string]) {
	if given.Given {
		c.fail(c.unlessOwn(store.ExternalID, given.Value))
		c.user.ExternalID = given.Value
	}
}

// unlessOwn refuses what belongs to another user.
func (c *userChange) unlessOwn(kind, value string) *apierror.Error {
	if owner := c.store.Owner(store.Of(kind, value)); owner != nil && owner.ID != c.user.ID {
		return apierror.FormIdentifierExists(kind)
	}
	return nil
}

// time sets a moment from its RFC 3339 form.
func (c *userChange) time(name string, given *string, held *int64) {
	if given == nil {
		return
	}
	moment, err := time.Parse(time.RFC3339, *given)
	if err != nil {
		c.fail(apierror.FormParamInvalidTime(name))
		return
	}
	*held = moment.UnixMilli()
}

// primary makes one of the user's identifications the primary one of its kind.
func (c *userChange) primary(kind string, id *string) {
	list, held := identifications(&c.user, kind)
	c.fail(primary("primary_"+kind+"_id", id, *list, held))
}

// require refuses a new user who lacks what the settings demand.
func (c *userChange) require(p NewUser) {
	u, s := &c.user, &c.settings.UserSettings
	has := map[string]bool{
		field.EmailAddress: len(u.EmailAddresses) > 0, field.PhoneNumber: len(u.PhoneNumbers) > 0,
		field.Username: u.Username != "", field.Web3Wallet: len(u.Web3Wallets) > 0,
		field.Password: u.PasswordDigest != "", field.FirstName: u.FirstName != "", field.LastName: u.LastName != "",
	}
	identifiers := []string{field.EmailAddress, field.PhoneNumber, field.Username, field.Web3Wallet}
	nobody := !slices.ContainsFunc(identifiers, func(name string) bool { return has[name] })
	var missing []string
	for _, name := range field.Attributes() {
		identifies, attribute := slices.Contains(identifiers, name), s.Attributes.Get(name)
		skip := identifies && p.SkipUserRequirement || name == field.Password && p.SkipPasswordRequirement
		if attribute.Enabled && !has[name] && (attribute.Required && !skip || identifies && nobody) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		c.fail(apierror.UserDataMissing(missing))
	}
	if s.SignUp.LegalConsentEnabled && u.LegalAcceptedAt == 0 && !p.SkipLegalChecks {
		c.fail(apierror.FormParamMissing("legal_accepted_at"))
	}
}
