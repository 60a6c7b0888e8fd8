// Package web3 signs what a wallet is asked to sign at sign-up, on go-ethereum
// (whose library code is under the LGPL 3.0). It is apart from clerkflow so that
// only programs with wallets build it.
//
// A wallet whose key is in memory is enough for tests and for services that own one:
//
//	wallet, err := web3.NewPrivateKey(key)
//
// Its Sign method is the callback that a flow wants when it comes to a wallet. The
// service checks the signature and knows the wallet by its address:
//
//	flow := clerkflow.NewSignUp(client, clerkflow.WithValues(clerkflow.Values{
//		Web3Wallet: wallet.Address(),
//	}))
//	done, err := flow.Run(ctx, clerkflow.Callbacks{Sign: wallet.Sign})
package web3
