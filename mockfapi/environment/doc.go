// Package environment holds the settings of an instance: the document that
// GET /v1/environment serves.
//
// A [Document] read from a saved answer keeps every key of it, also those this
// module does not act on, so that what the mock serves is what was saved:
//
//	saved, err := os.ReadFile("testdata/environment.json")
//	settings, err := environment.Parse(saved)
//
// Built-in settings are a start for one's own; [Blank] has everything off:
//
//	settings, err := environment.Preset("email-password")
//	attributes := &settings.UserSettings.Attributes
//	attributes.FirstName = environment.Plain(environment.Required)
//	attributes.PhoneNumber = environment.Phone(environment.Optional)
//	settings.UserSettings.Social["oauth_google"] = environment.Provider("oauth_google")
//	err = settings.Validate()
package environment
