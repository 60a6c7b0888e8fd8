import assert from 'node:assert/strict';

import { captcha, codeOnly, password, phoneAttribute, phoneNumber, testCode } from './settings.js';

/**
 * Sign-ups through the JavaScript API: what an app with forms of its own does. Those
 * marked with cookies run in cookie mode, too.
 */

const verified = ['complete', '', ''];

async function verifyEmail(v, emailAddress) {
  await v.signUp('prepareEmailAddressVerification', { strategy: 'email_code' });
  const { code } = await v.mock.message(emailAddress);
  return v.signUp('attemptEmailAddressVerification', { code });
}

async function verifyPhone(v) {
  await v.signUp('preparePhoneNumberVerification', { strategy: 'phone_code' });
  return v.signUp('attemptPhoneNumberVerification', { code: testCode });
}

/** Goes through a provider and back. The call that leaves the page need not return. */
async function throughProvider(v, account) {
  await v.open('/start');
  v.page.evaluate(() => Clerk.client.signUp.authenticateWithRedirect({
    strategy: 'oauth_google', redirectUrl: `${location.origin}/sso-callback`, redirectUrlComplete: `${location.origin}/done`,
  })).catch(() => {});
  await v.authorize(account);
  return new URL(v.page.url()).pathname;
}

export const api = [
  {
    name: 'e-mail, password, code',
    cookies: true,
    settings: { preset: 'email-password', patch: codeOnly },
    async run(v) {
      const emailAddress = 'jane@example.com';
      await v.open('/');
      assert.deepEqual(await v.signUp('create', { emailAddress, password }), ['missing_requirements', '', 'email_address']);
      assert.deepEqual(await verifyEmail(v, emailAddress), verified);
      assert.equal((await v.activate()).emailAddress, emailAddress);
    },
  },
  {
    name: 'e-mail, password and phone',
    cookies: true,
    settings: { preset: 'email-password', patch: { user_settings: { attributes: { phone_number: phoneAttribute } } } },
    async run(v) {
      const emailAddress = 'jane@example.com';
      await v.open('/');
      assert.deepEqual(await v.signUp('create', { emailAddress, password }), ['missing_requirements', 'phone_number', 'email_address']);
      assert.deepEqual(await verifyEmail(v, emailAddress), ['missing_requirements', 'phone_number', '']);
      assert.deepEqual(await v.signUp('update', { phoneNumber }), ['missing_requirements', '', 'phone_number']);
      assert.deepEqual(await verifyPhone(v), verified);
      assert.equal((await v.activate()).phoneNumber, phoneNumber);
    },
  },
  {
    name: 'OAuth that gives neither last name nor phone',
    cookies: true,
    settings: { preset: 'oauth' },
    async run(v) {
      assert.equal(await throughProvider(v, 'no-last-name'), '/sso-callback');
      assert.deepEqual(await v.state(), ['missing_requirements', 'last_name,phone_number', '']);
      assert.deepEqual(await v.signUp('update', { lastName: 'Doe', phoneNumber }), ['missing_requirements', '', 'phone_number']);
      assert.deepEqual(await verifyPhone(v), verified);
      const user = await v.activate();
      assert.deepEqual([user.firstName, user.lastName, user.externalAccounts], ['Mono', 'Doe', ['google']]);
    },
  },
  {
    name: 'OAuth with an unverified e-mail address',
    settings: { preset: 'legal-consent', patch: { user_settings: { sign_up: { legal_consent_enabled: false } } } },
    async run(v) {
      assert.equal(await throughProvider(v, 'unverified'), '/sso-callback');
      assert.deepEqual(await v.state(), ['missing_requirements', '', 'email_address']);
      assert.deepEqual(await verifyEmail(v, 'unverified@google.test'), verified);
      assert.equal((await v.activate()).emailAddress, 'unverified@google.test');
    },
  },
  {
    name: 'wallet, then e-mail',
    settings: { preset: 'web3-email' },
    async run(v) {
      const address = await v.wallet();
      await v.open('/');
      assert.deepEqual(await v.signUp('authenticateWithMetamask'), ['missing_requirements', 'email_address', '']);
      const emailAddress = 'jane@example.com';
      assert.deepEqual(await v.signUp('update', { emailAddress }), ['missing_requirements', '', 'email_address']);
      assert.deepEqual(await verifyEmail(v, emailAddress), verified);
      assert.deepEqual((await v.activate()).wallets.map((w) => w.toLowerCase()), [address.toLowerCase()]);
    },
  },
  {
    name: 'e-mail link, opened in another tab',
    settings: { preset: 'email-link' },
    async run(v) {
      const emailAddress = 'jane@example.com';
      await v.open('/');
      await v.signUp('create', { emailAddress });
      const seen = v.page.evaluate(async () => {
        const { signUp } = Clerk.client;
        const [create, start] = signUp.createEmailLinkFlow
          ? ['createEmailLinkFlow', 'startEmailLinkFlow']
          : ['createMagicLinkFlow', 'startMagicLinkFlow'];
        const after = await signUp[create]()[start]({ redirectUrl: `${location.origin}/verify` });
        return [after.status, after.verifications.emailAddress.status];
      });
      seen.catch(() => {}); // until it is looked at
      const other = await v.openLink(emailAddress);
      assert.equal(new URL(other.page.url()).searchParams.get('__clerk_status'), 'verified');
      assert.deepEqual(await seen, ['complete', 'verified'], 'the first tab');
      await other.activate();
    },
  },
  {
    name: 'username and password',
    settings: { preset: 'username-password' },
    async run(v) {
      await v.open('/');
      assert.deepEqual(await v.signUp('create', { username: 'jane_doe' }), ['missing_requirements', 'password', '']);
      assert.deepEqual(await v.signUp('update', { password }), verified);
      assert.equal((await v.activate()).username, 'jane_doe');
    },
  },
  {
    name: 'a wrong code, then the right one',
    settings: { preset: 'email-code' },
    async run(v) {
      const emailAddress = 'jane@example.com';
      await v.open('/');
      await v.signUp('create', { emailAddress });
      await v.signUp('prepareEmailAddressVerification', { strategy: 'email_code' });
      const { code } = await v.mock.message(emailAddress);
      const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
      assert.deepEqual(await v.refused('attemptEmailAddressVerification', { code: wrong }), ['form_code_incorrect code']);
      assert.deepEqual(await v.signUp('attemptEmailAddressVerification', { code }), verified);
      await v.activate();
    },
  },
  {
    name: 'OAuth that somebody refuses',
    settings: { preset: 'oauth' },
    async run(v) {
      assert.equal(await throughProvider(v, null), '/sso-callback');
      assert.equal(await v.page.evaluate(() => Clerk.client.signUp.verifications.externalAccount.error.code), 'oauth_access_denied');
    },
  },
  {
    name: 'bot protection that cannot load',
    majors: [4, 5, 6], // 3.x has none
    settings: { preset: 'username-password', patch: captcha },
    async run(v) {
      await v.open('/');
      assert.deepEqual(await v.refused('create', { username: 'jane_doe', password }), ['captcha_invalid']);
      const { requests } = await v.mock.control('GET', 'requests?route=POST%20/v1/client/sign_ups');
      assert.ok(requests[0].form.captcha_error, 'the client does not tell that the script is missing');
    },
  },
  {
    name: 'the new sign-up methods',
    majors: [5, 6],
    settings: { preset: 'email-password', patch: codeOnly },
    async run(v) {
      const emailAddress = 'jane@example.com';
      await v.open('/');
      const sent = await v.page.evaluate(async (params) => {
        const { __internal_future: signUp } = Clerk.client.signUp;
        return [await signUp.password(params), await signUp.verifications.sendEmailCode()].map((r) => r.error);
      }, { emailAddress, password });
      assert.deepEqual(sent, [null, null]);
      const { code } = await v.mock.message(emailAddress);
      const done = await v.page.evaluate(async (params) => {
        const { __internal_future: signUp } = Clerk.client.signUp;
        return [await signUp.verifications.verifyEmailCode(params), await signUp.finalize()].map((r) => r.error);
      }, { code });
      assert.deepEqual(done, [null, null]);
      assert.equal((await v.signedIn()).emailAddress, emailAddress);
    },
  },
  {
    name: 'signing out, and up again',
    settings: { preset: 'username-password' },
    async run(v) {
      for (const username of ['jane_doe', 'june_doe']) {
        await v.open('/');
        assert.deepEqual(await v.signUp('create', { username, password }), verified);
        assert.equal((await v.activate()).username, username);
        await v.page.evaluate(() => Clerk.signOut(() => {}));
        await v.open('/');
        assert.equal(await v.page.evaluate(() => Clerk.user ?? null), null);
      }
    },
  },
  {
    name: 'signing in again, and a change of the user',
    settings: { preset: 'email-password', patch: codeOnly },
    async run(v) {
      const emailAddress = 'jane@example.com';
      await v.open('/');
      await v.signUp('create', { emailAddress, password });
      assert.deepEqual(await verifyEmail(v, emailAddress), verified);
      const { id } = await v.activate();
      await v.page.evaluate(() => Clerk.signOut(() => {}));
      await v.open('/');
      await v.page.evaluate(async (params) => {
        const { status, createdSessionId } = await Clerk.client.signIn.create(params);
        if (status !== 'complete') throw new Error(`the sign-in is ${status}`);
        await Clerk.setActive({ session: createdSessionId });
        await Clerk.user.update({ firstName: 'Jane', lastName: 'Doe' });
      }, { identifier: emailAddress, password });
      const user = await v.signedIn();
      assert.deepEqual([user.id, user.firstName, user.lastName], [id, 'Jane', 'Doe']);
    },
  },
  {
    name: 'OAuth before Progressive Sign Up',
    settings: { preset: 'legacy-oauth' },
    async run(v) {
      assert.equal(await throughProvider(v, 'no-last-name'), '/done');
      assert.deepEqual((await v.signedIn()).externalAccounts, ['google']);
    },
  },
];
