// Package sessiontoken verifies the session tokens with which a signed-in person
// reaches an application's own server. It needs no secret: the service publishes
// the keys.
//
// A [Verifier] is made once and lives as long as the server:
//
//	verifier, err := sessiontoken.New(ctx, publishableKey, opts...)
//
// It then answers, without a request, for every token that comes along:
//
//	claims, err := verifier.Verify(r.Context(), strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
//	switch {
//	case errors.Is(err, sessiontoken.ErrExpired):
//		http.Error(w, "ask for a fresh token", http.StatusUnauthorized)
//	case err != nil:
//		http.Error(w, "sign in first", http.StatusUnauthorized)
//	default:
//		fmt.Fprintln(w, "hello", claims.UserID)
//	}
//
// [WithAuthorizedParties] takes only the tokens of pages at certain origins; those
// that a native application, and so package clerkflow, gets name none. A test whose
// mock has another time than the machine needs [WithClock].
package sessiontoken
