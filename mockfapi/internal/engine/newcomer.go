package engine

import (
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/apierror"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/field"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/model"
	"github.com/clerkflow/clerkflow-go/mockfapi/internal/store"
)

// welcome lets a person whose identifier nobody has go on as if somebody had: so
// nobody learns, without proving that it is theirs, whether there is a user.
func (t *signIn) welcome(id store.Identifier) *apierror.Error {
	switch mode := t.settings.UserSettings.SignUp.Mode; {
	case mode != "" && mode != "public":
		return apierror.SignUpIfMissingNotAllowed("nobody may sign up on their own.")
	case id.Kind == field.Username:
		return apierror.SignUpIfMissingNotAllowed("a username cannot be verified.")
	}
	t.si.Identifier = id.Value
	t.si.Newcomer = &model.Factor{Kind: id.Kind, ID: t.ids.ID("idn"), Value: id.Value, SafeIdentifier: id.Value, Primary: true}
	return nil
}

// recognizeNewcomer decides, once the identifier is proved, what becomes of a
// person without an account: a sign-up, unless they got an account meanwhile.
func (t *signIn) recognizeNewcomer() {
	si := &t.si
	if si.Newcomer == nil || !si.FirstFactor.Verified() {
		return
	}
	if owner := t.store.Owner(store.Of(si.Newcomer.Kind, si.Newcomer.Value)); owner != nil && t.barred(owner) == nil {
		si.UserID, si.Newcomer = owner.ID, nil
		return
	}
	v := *si.FirstFactor
	v.Status, v.Error = model.Transferable, apierror.SignUpIfMissingTransfer()
	si.FirstFactor = &v
}
