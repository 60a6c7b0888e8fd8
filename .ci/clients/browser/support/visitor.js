import assert from 'node:assert/strict';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';

/** A person at a browser, on the page of an app. */
export class Visitor {
  constructor({ context, page, app, mock, major }) {
    Object.assign(this, { context, page, app, mock, major });
  }

  /** Goes to a path of the app and waits until clerk-js is loaded. */
  async open(path) {
    await this.page.goto(this.app.url + path);
    await this.loaded();
  }

  /** Waits until clerk-js is loaded on the page where the browser is. */
  async loaded() {
    for (let left = 3; ; left--) {
      try {
        await this.page.waitForFunction(() => window.Clerk && window.ready);
        await this.page.evaluate(() => window.ready);
        return;
      } catch (error) {
        // The client may send the browser on while it loads.
        if (!left || !/context was destroyed/.test(error.message)) throw error;
      }
    }
  }

  /** Calls a method of the sign-up and returns what it has become. */
  async signUp(method, ...args) {
    const { error, state } = await this.#call(method, args);
    assert.equal(error, undefined, `signUp.${method} is refused`);
    return state;
  }

  /** Calls a method of the sign-up that has to be refused, and returns the codes. */
  async refused(method, ...args) {
    const { error } = await this.#call(method, args);
    assert.ok(error, `signUp.${method} is not refused`);
    return error;
  }

  #call(method, args) {
    return this.page.evaluate(async ({ method, args }) => {
      try {
        // A client forgets a sign-up that is complete: only the result says so.
        window.signUp = await Clerk.client.signUp[method](...args);
      } catch (e) {
        return { error: e.errors?.map((x) => `${x.code} ${x.meta?.paramName ?? ''}`.trim()) ?? String(e) };
      }
      const { status, missingFields, unverifiedFields } = window.signUp;
      return { state: [status, [...missingFields].sort().join(), [...unverifiedFields].sort().join()] };
    }, { method, args });
  }

  /** What the client knows of its sign-up: status, missing and unverified fields. */
  state() {
    return this.page.evaluate(() => {
      const { status, missingFields, unverifiedFields } = Clerk.client.signUp;
      return [status, [...missingFields].sort().join(), [...unverifiedFields].sort().join()];
    });
  }

  /** Makes the new session the active one and sees that it lasts. */
  async activate() {
    await this.page.evaluate(async () => {
      const session = window.signUp?.createdSessionId ?? Clerk.client.sessions.at(-1).id;
      await Clerk.setActive({ session });
    });
    return this.signedIn();
  }

  /** Sees that the browser is signed in, now and after a reload; returns the user. */
  async signedIn() {
    for (const again of [false, true]) {
      if (again) {
        await this.page.goto(`${this.app.url}/home`);
        await this.loaded();
      }
      const { user, claims } = await this.page.evaluate(async () => {
        const { user } = Clerk;
        if (!user) return {};
        const token = await Clerk.session.getToken();
        const part = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
        return {
          claims: JSON.parse(atob(part)),
          user: {
            id: user.id, firstName: user.firstName, lastName: user.lastName, username: user.username,
            emailAddress: user.primaryEmailAddress?.emailAddress, phoneNumber: user.primaryPhoneNumber?.phoneNumber,
            wallets: user.web3Wallets.map((w) => w.web3Wallet), externalAccounts: user.externalAccounts.map((x) => x.provider),
          },
        };
      });
      assert.ok(user, again ? 'signed out by a reload' : 'nobody is signed in');
      assert.equal(claims.sub, user.id, 'the session token is somebody else\'s');
      this.user = user;
    }
    return this.user;
  }

  /** Chooses an account on the mock's provider page, or refuses, and comes back to the app. */
  async authorize(account) {
    await this.page.waitForURL((url) => url.pathname.includes('/authorize'));
    await this.page.click(account ? `button[name=account][value="${account}"]` : 'button[name=deny]');
    await this.page.waitForURL((url) => url.origin === this.app.url);
    await this.loaded();
  }

  /** Opens the link of an e-mail in another tab; returns the visitor there. */
  async openLink(address) {
    const { link } = await this.mock.message(address);
    const page = await this.context.newPage();
    await page.goto(link);
    const other = new Visitor({ ...this, page });
    await other.loaded();
    return other;
  }

  /** Gives the browser a wallet that really signs; returns its address. */
  async wallet() {
    const account = privateKeyToAccount(generatePrivateKey());
    await this.context.exposeFunction('signWithWallet', (hex) => account.signMessage({ message: { raw: hex } }));
    await this.context.addInitScript((address) => {
      const provider = {
        isMetaMask: true,
        on() {},
        removeListener() {},
        async request({ method, params }) {
          if (method === 'eth_requestAccounts' || method === 'eth_accounts') return [address];
          if (method === 'personal_sign') return window.signWithWallet(params[0]);
          throw new Error(`the wallet does not know ${method}`);
        },
      };
      window.ethereum = provider;
      const detail = Object.freeze({ info: { uuid: '6f0c7f2e-0000-4000-8000-000000000001', name: 'MetaMask', icon: 'data:,', rdns: 'io.metamask' }, provider });
      const announce = () => window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }));
      window.addEventListener('eip6963:requestProvider', announce);
      announce();
    }, account.address);
    return account.address;
  }
}
