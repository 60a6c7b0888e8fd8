import assert from 'node:assert/strict';

import { codeOnly, password, phoneAttribute, phoneNumber, testCode } from './settings.js';

/** Sign-ups through the rendered <SignUp/>, by typing and clicking. */

const emailAddress = 'jane@example.com';

/** The form on the page, whichever version drew it. */
export class Form {
  constructor(visitor) {
    this.visitor = visitor;
    this.page = visitor.page;
  }

  static async open(visitor, path = '/sign-up') {
    await visitor.open(path);
    return new Form(visitor);
  }

  async fill(values) {
    for (const [name, value] of Object.entries(values)) {
      await this.page.locator(name === 'phoneNumber' ? 'input[type=tel]' : `input[name=${name}]`).fill(value);
    }
  }

  /** The names of the fields that the form asks for. */
  async fields() {
    await this.#button.waitFor();
    return this.page.locator('form input[name]:not([name=""])').evaluateAll((inputs) => inputs.map((i) => i.name).sort());
  }

  get #button() {
    return this.page.getByRole('button', { name: /^(continue|sign up)$/i });
  }

  async submit() {
    await this.#button.click();
  }

  async provider(name) {
    await this.page.locator(`[class*="__${name.toLowerCase()}"], button:has-text("${name}")`).first().click();
  }

  /** Types a code for an identifier as soon as it is asked for; the form submits by itself. */
  async code(path, code) {
    await this.page.waitForURL((url) => url.hash.split('?')[0].endsWith(`/${path}`));
    await this.page.locator('input[autocomplete=one-time-code]').first().click();
    await this.page.keyboard.type(code, { delay: 20 });
  }

  async sentCode(path, address) {
    const { code } = await this.visitor.mock.message(address);
    await this.code(path, code);
  }

  /** Types a code that is not the one, and waits until another can be typed. */
  async wrongCode(path) {
    await this.code(path, '123456');
    await this.page.getByText(/incorrect/i).first().waitFor();
    await this.page.waitForFunction(() => [...document.querySelectorAll('input[autocomplete=one-time-code]')].every((i) => !i.value && !i.disabled));
  }

  /** Waits for the page for the finished. */
  async finished() {
    await this.page.waitForURL((url) => url.pathname === '/done');
    await this.visitor.loaded();
  }

  /** Waits for that page, and sees who is signed in. */
  async done() {
    await this.finished();
    return this.visitor.signedIn();
  }
}

export const rendered = [
  {
    name: 'e-mail, password, code',
    settings: { preset: 'email-password', patch: codeOnly },
    async run(v) {
      const form = await Form.open(v);
      await form.fill({ emailAddress, password });
      await form.submit();
      await form.sentCode('verify-email-address', emailAddress);
      assert.equal((await form.done()).emailAddress, emailAddress);
    },
  },
  {
    name: 'e-mail, password and phone',
    settings: { preset: 'email-password', patch: { user_settings: { attributes: { ...codeOnly.user_settings.attributes, phone_number: phoneAttribute } } } },
    async run(v) {
      const form = await Form.open(v);
      await form.fill({ emailAddress, phoneNumber: phoneNumber.slice(2), password });
      await form.submit();
      await form.sentCode('verify-email-address', emailAddress);
      await form.code('verify-phone-number', testCode);
      assert.equal((await form.done()).phoneNumber, phoneNumber);
    },
  },
  {
    name: 'OAuth that gives neither last name nor phone',
    settings: { preset: 'oauth' },
    async run(v) {
      const form = await Form.open(v);
      await form.provider('Google');
      await v.authorize('no-last-name');
      await v.page.waitForURL((url) => url.hash.startsWith('#/continue'));
      assert.deepEqual(await form.fields(), ['lastName', 'phoneNumber']);
      await form.fill({ lastName: 'Doe', phoneNumber: phoneNumber.slice(2) });
      await form.submit();
      await form.code('verify-phone-number', testCode);
      const user = await form.done();
      assert.deepEqual([user.firstName, user.lastName, user.phoneNumber, user.externalAccounts], ['Mono', 'Doe', phoneNumber, ['google']]);
    },
  },
  {
    name: 'OAuth that gives everything',
    settings: { preset: 'oauth-only' },
    async run(v) {
      const form = await Form.open(v);
      await form.provider('Google');
      await v.authorize('full');
      assert.deepEqual((await form.done()).externalAccounts, ['google']);
    },
  },
  {
    name: 'OAuth with an unverified e-mail address',
    settings: { preset: 'legal-consent', patch: { user_settings: { sign_up: { legal_consent_enabled: false } } } },
    async run(v) {
      const form = await Form.open(v);
      await form.provider('Google');
      await v.authorize('unverified');
      if (v.major === 3) await form.submit(); // it shows the address once more
      await form.sentCode('verify-email-address', 'unverified@google.test');
      assert.equal((await form.done()).emailAddress, 'unverified@google.test');
    },
  },
  {
    name: 'OAuth that somebody refuses',
    // 3.x and 4.x go on where the dashboard says that the forms are.
    settings: { preset: 'oauth', patch: { display_config: { sign_in_url: '/sign-up', sign_up_url: '/sign-up' } } },
    async run(v) {
      const form = await Form.open(v);
      await form.provider('Google');
      await v.authorize(null);
      await v.page.getByText(/access|denied|refused/i).first().waitFor();
      assert.equal(await v.page.evaluate(() => Clerk.user ?? null), null);
    },
  },
  {
    name: 'OAuth, then legal consent',
    majors: [5, 6], // older ones know none
    settings: { preset: 'legal-consent' },
    async run(v) {
      const form = await Form.open(v);
      await form.provider('Google');
      await v.authorize('full');
      await v.page.locator('input[name=legalAccepted]').click();
      await form.submit();
      assert.equal((await form.done()).emailAddress, 'full@google.test');
    },
  },
  {
    name: 'OAuth of somebody who has signed up before', // it is transferred to a sign-in
    settings: { preset: 'oauth-only' },
    async run(v) {
      const users = [];
      for (const visit of ['first', 'second']) {
        const form = await Form.open(v);
        await form.provider('Google');
        await v.authorize('full');
        users.push((await form.done()).id);
        if (visit === 'first') await v.page.evaluate(() => Clerk.signOut(() => {}));
      }
      assert.equal(users[1], users[0]);
    },
  },
  {
    name: 'a wrong code, then the right one',
    settings: { preset: 'email-code' },
    async run(v) {
      const form = await Form.open(v);
      await form.fill({ emailAddress: 'jane+clerk_test@example.com' });
      await form.submit();
      await form.wrongCode('verify-email-address');
      await form.code('verify-email-address', testCode);
      await form.done();
    },
  },
  {
    name: 'e-mail link, opened in another tab',
    settings: { preset: 'email-link' },
    async run(v) {
      const form = await Form.open(v);
      await form.fill({ emailAddress });
      await form.submit();
      const other = await v.openLink(emailAddress);
      await v.page.waitForFunction(() => window.Clerk?.user || /successfully verified/i.test(document.body.innerText)); // 3.x only says so
      await other.page.waitForFunction(() => window.Clerk?.user);
      assert.equal((await other.signedIn()).emailAddress, emailAddress);
    },
  },
  {
    name: 'wallet, then e-mail',
    // 3.x knows this wallet only, and does not draw the form when it meets another.
    settings: { preset: 'web3-email', patch: { user_settings: { attributes: { web3_wallet: { first_factors: ['web3_metamask_signature'] } } } } },
    async run(v) {
      const address = await v.wallet();
      const form = await Form.open(v);
      await form.provider('Metamask');
      await v.page.waitForURL((url) => url.hash.startsWith('#/continue'));
      assert.deepEqual(await form.fields(), ['emailAddress']);
      await form.fill({ emailAddress });
      await form.submit();
      await form.sentCode('verify-email-address', emailAddress);
      assert.deepEqual((await form.done()).wallets.map((w) => w.toLowerCase()), [address.toLowerCase()]);
    },
  },
  {
    name: 'username and password, and <SignIn/> with them',
    majors: [4, 5, 6], // 3.x draws it only where the password is no first factor, as in its day
    settings: { preset: 'username-password' },
    async run(v) {
      let form = await Form.open(v);
      await form.fill({ username: 'jane_doe', password });
      await form.submit();
      const { id } = await form.done();
      await v.page.evaluate(() => Clerk.signOut(() => {}));
      form = await Form.open(v, '/sign-in');
      await form.fill({ identifier: 'jane_doe' });
      await form.submit();
      await v.page.waitForURL((url) => url.hash.includes('factor-one'));
      await form.fill({ password });
      await form.submit();
      assert.equal((await form.done()).id, id);
    },
  },
  {
    name: 'e-mail, password, code, before Progressive Sign Up',
    settings: { preset: 'legacy-email-password', patch: codeOnly },
    async run(v) {
      const form = await Form.open(v);
      await form.fill({ emailAddress, password });
      await form.submit();
      await form.sentCode('verify-email-address', emailAddress);
      await form.done();
    },
  },
  {
    name: 'OAuth before Progressive Sign Up',
    settings: { preset: 'legacy-oauth' },
    async run(v) {
      const form = await Form.open(v);
      await form.provider('Google');
      await v.authorize('no-last-name'); // it is complete without
      assert.deepEqual((await form.done()).externalAccounts, ['google']);
    },
  },
  {
    name: 'either e-mail or phone',
    settings: { preset: 'email-or-phone' },
    async run(v) {
      const form = await Form.open(v);
      await form.fill({ emailAddress });
      await form.submit();
      await form.sentCode('verify-email-address', emailAddress);
      assert.equal((await form.done()).emailAddress, emailAddress);
    },
  },
  {
    name: 'username and password, the e-mail field left empty',
    settings: { preset: 'username-password' },
    async run(v) {
      const form = await Form.open(v);
      await form.fill({ username: 'jane_doe', password });
      await form.submit();
      assert.equal((await form.done()).username, 'jane_doe');
    },
  },
];
