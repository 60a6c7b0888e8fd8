package mockfapitest_test

import (
	"fmt"
	"net/http"

	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/mockfapitest"
)

func ExampleNewT() {
	t := &recorder{} // the *testing.T of a test
	instance := mockfapitest.NewT(t, mockfapi.WithPreset("email-password"))
	response, err := instance.HTTPClient().Get(instance.URL() + "/v1/environment")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer response.Body.Close()
	fmt.Println(response.StatusCode == http.StatusOK, t.end())
	// Output: true
}
