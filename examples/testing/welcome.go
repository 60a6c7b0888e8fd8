package signup

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Welcome tells the application's mail service to greet a new user.
func Welcome(ctx context.Context, client *http.Client, userID string) error {
	form := url.Values{"user_id": {userID}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://mail.example.com/welcome", strings.NewReader(form.Encode()))
	if err != nil {
		return fmt.Errorf("signup: %w", err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("signup: the mail service does not answer: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusAccepted {
		return fmt.Errorf("signup: the mail service answers %s", answer.Status)
	}
	return nil
}
