import { Form } from './rendered.js';
import { codeOnly, password, phoneAttribute, phoneNumber, testCode } from './settings.js';

/**
 * The sign-ups of docs/requests.md through the rendered <SignUp/>. What it sends for
 * each is in counts.json, by name, together with the settings: the Go test that counts
 * the driver's requests uses the same.
 */

const emailAddress = 'jane@example.com';

const attributes = (changes) => ({ user_settings: { attributes: changes } });
const required = { enabled: true, required: true };
const off = { enabled: false, required: false };
const names = { first_name: required, last_name: required };
const byCode = codeOnly.user_settings.attributes;
const metamask = { enabled: true, first_factors: ['web3_metamask_signature'] };
const noPhone = attributes({ phone_number: off });

/** Fills the form in, and gives the codes that it asks for. */
function byForm(values, { email = true, phone = false, consent = false } = {}) {
  return async (v) => {
    const form = await Form.open(v);
    await form.fill(values);
    if (consent) await v.page.locator('input[name=legalAccepted]').click();
    await form.submit();
    if (email) await form.sentCode('verify-email-address', values.emailAddress);
    if (phone) await form.code('verify-phone-number', testCode);
    await form.finished();
  };
}

/** Goes to the provider and back, then does the rest. */
function byProvider(account, rest = () => {}) {
  return async (v) => {
    const form = await Form.open(v);
    await form.provider('Google');
    await v.authorize(account);
    await rest(form, v);
    await form.finished();
  };
}

/** Has the wallet sign, then does the rest. */
function byWallet(rest = () => {}) {
  return async (v) => {
    await v.wallet();
    const form = await Form.open(v);
    await form.provider('Metamask');
    await rest(form);
    await form.finished();
  };
}

/** Follows an invitation, then does the rest. */
function byTicket(rest = () => {}) {
  return async (v) => {
    const { json } = await v.mock.backend('POST', '/v1/invitations', { email_address: emailAddress, notify: false });
    const ticket = new URL(json.url).searchParams.get('ticket');
    await v.open(`/sign-up?__clerk_ticket=${ticket}`);
    const form = new Form(v);
    await rest(form);
    await form.finished();
  };
}

/** Asks for what is missing and gives it. */
const continued = (values) => async (form, v) => {
  await v?.page.waitForURL((url) => url.hash.startsWith('#/continue'));
  await form.fill(values);
  await form.submit();
};

const thenEmail = async (form) => {
  await form.fill({ emailAddress });
  await form.submit();
  await form.sentCode('verify-email-address', emailAddress);
};

export const counts = [
  { name: 'e-mail code', settings: { preset: 'email-code' }, run: byForm({ emailAddress }) },
  { name: 'e-mail and password', settings: { preset: 'email-password', patch: codeOnly }, run: byForm({ emailAddress, password }) },
  {
    name: 'e-mail, password and names',
    settings: { preset: 'email-password', patch: attributes({ ...byCode, ...names }) },
    run: byForm({ firstName: 'Jane', lastName: 'Doe', emailAddress, password }),
  },
  {
    name: 'e-mail, password, names and phone',
    settings: { preset: 'email-password', patch: attributes({ ...byCode, ...names, phone_number: phoneAttribute }) },
    run: byForm({ firstName: 'Jane', lastName: 'Doe', emailAddress, phoneNumber: phoneNumber.slice(2), password }, { phone: true }),
  },
  {
    name: 'username and password',
    settings: { preset: 'username-password' },
    run: byForm({ username: 'jane_doe', password }, { email: false }),
  },
  {
    name: 'e-mail link',
    settings: { preset: 'email-link' },
    async run(v) {
      const form = await Form.open(v);
      await form.fill({ emailAddress });
      await form.submit();
      await fetch((await v.mock.message(emailAddress)).link, { redirect: 'manual' }); // somewhere else than in this browser
      await form.finished();
    },
  },
  { name: 'OAuth that gives everything', settings: { preset: 'oauth', patch: noPhone }, run: byProvider('full') },
  { name: 'OAuth that gives no last name', settings: { preset: 'oauth', patch: noPhone }, run: byProvider('no-last-name', continued({ lastName: 'Doe' })) },
  {
    name: 'OAuth that gives neither last name nor phone',
    settings: { preset: 'oauth' },
    run: byProvider('no-last-name', async (form, v) => {
      await continued({ lastName: 'Doe', phoneNumber: phoneNumber.slice(2) })(form, v);
      await form.code('verify-phone-number', testCode);
    }),
  },
  {
    name: 'OAuth with an unverified e-mail address',
    settings: { preset: 'oauth', patch: noPhone },
    run: byProvider('unverified', (form) => form.sentCode('verify-email-address', 'unverified@google.test')),
  },
  {
    name: 'OAuth, then legal consent',
    settings: { preset: 'legal-consent' },
    run: byProvider('full', async (form, v) => {
      await v.page.locator('input[name=legalAccepted]').click();
      await form.submit();
    }),
  },
  { name: 'wallet', settings: { preset: 'web3', patch: attributes({ web3_wallet: metamask }) }, run: byWallet() },
  {
    name: 'wallet and e-mail',
    settings: { preset: 'web3-email', patch: attributes({ web3_wallet: metamask, password: off }) },
    run: byWallet(thenEmail),
  },
  {
    name: 'wallet and e-mail, where others need a password',
    settings: { preset: 'web3-email', patch: attributes({ web3_wallet: metamask }) },
    run: byWallet(thenEmail),
  },
  { name: 'ticket', settings: { preset: 'email-code' }, run: byTicket() },
  { name: 'ticket and password', settings: { preset: 'email-password', patch: codeOnly }, run: byTicket(continued({ password })) },
  {
    name: 'e-mail code and legal consent',
    settings: { preset: 'legal-consent' },
    run: byForm({ emailAddress }, { consent: true }),
  },
  { name: 'either e-mail or phone: e-mail', settings: { preset: 'email-or-phone' }, run: byForm({ emailAddress }) },
  {
    name: 'e-mail and password, before Progressive Sign Up',
    settings: { preset: 'legacy-email-password', patch: codeOnly },
    run: byForm({ emailAddress, password }),
  },
  {
    name: 'username and password, before Progressive Sign Up',
    settings: { preset: 'legacy-username-password', patch: attributes({ email_address: off }) },
    run: byForm({ username: 'jane_doe', password }, { email: false }),
  },
  { name: 'OAuth, before Progressive Sign Up', settings: { preset: 'legacy-oauth' }, run: byProvider('no-last-name') },
  {
    name: 'e-mail code, wrong once',
    settings: { preset: 'email-code' },
    async run(v) {
      const form = await Form.open(v);
      await form.fill({ emailAddress });
      await form.submit();
      await form.wrongCode('verify-email-address');
      await form.sentCode('verify-email-address', emailAddress);
      await form.finished();
    },
  },
  {
    name: 'e-mail code, sent again once',
    settings: { preset: 'email-code' },
    async run(v) {
      const form = await Form.open(v);
      await form.fill({ emailAddress });
      await form.submit();
      const first = await v.mock.message(emailAddress);
      await v.page.locator('button, a').getByText(/resend$/i).click({ timeout: 45_000 }); // it counts half a minute down
      while ((await v.mock.message(emailAddress)).id === first.id) await v.page.waitForTimeout(50);
      await form.sentCode('verify-email-address', emailAddress);
      await form.finished();
    },
  },
];
