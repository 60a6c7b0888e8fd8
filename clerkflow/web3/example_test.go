package web3_test

import (
	"context"
	"fmt"

	"github.com/clerkflow/clerkflow-go/clerkflow"
	"github.com/clerkflow/clerkflow-go/clerkflow/web3"
	"github.com/clerkflow/clerkflow-go/mockfapi"
	"github.com/clerkflow/clerkflow-go/mockfapi/environment"
)

func ExamplePrivateKey() {
	ctx := context.Background()
	// A mock in the place of the service, that offers wallets and nothing else.
	instance, err := mockfapi.New(mockfapi.WithSettings(func(d *environment.Document) {
		*d = *environment.Blank()
		d.UserSettings.Attributes.Web3Wallet = environment.Wallet(environment.Required)
	}))
	if err != nil {
		fmt.Println(err)
		return
	}
	client, err := clerkflow.New(instance.PublishableKey(), clerkflow.WithHTTPClient(instance.HTTPClient()))
	if err != nil {
		fmt.Println(err)
		return
	}
	key := clerkflow.NewSecret("fad9c8855b740a0b7ed4c221dbad0f33a83a49cad6b3fe8d5817ac83d38b6a19")

	wallet, err := web3.NewPrivateKey(key)
	if err != nil {
		fmt.Println(err)
		return
	}
	flow := clerkflow.NewSignUp(client, clerkflow.WithValues(clerkflow.Values{
		Web3Wallet: wallet.Address(),
	}))
	done, err := flow.Run(ctx, clerkflow.Callbacks{Sign: wallet.Sign})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(wallet, done.SessionID != "")
	// Output: 0x96216849c49358B10257cb55b28eA603c874b05E true
}
