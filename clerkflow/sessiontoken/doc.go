// Package sessiontoken verifies the session tokens with which a signed-in person
// reaches an application's own server. It needs no secret: the service publishes
// the keys.
//
// A [Verifier] is made once and lives as long as the server:
//
//	verifier, err := sessiontoken.New(ctx, publishableKey,
//		sessiontoken.WithAuthorizedParties("https://app.example.com"),
//		sessiontoken.WithHTTPClient(httpClient))
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
package sessiontoken
