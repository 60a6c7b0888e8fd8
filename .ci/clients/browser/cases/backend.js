import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';

import { createClerkClient, verifyToken } from '@clerk/backend';
import { clerkSetup, setupClerkTestingToken } from '@clerk/testing/playwright';

import { captcha, codeOnly, password } from './settings.js';

/** What an application's server does with @clerk/backend, and end-to-end tests with @clerk/testing. */

const emailAddress = 'jane@example.com';

/** The official client of the mock's Backend API. */
function clientOf(mock) {
  return createClerkClient({
    apiUrl: mock.bapi_url, secretKey: mock.secret_key, publishableKey: mock.publishable_key, telemetry: { disabled: true },
  });
}

async function signUp(v) {
  await v.open('/');
  await v.signUp('create', { emailAddress, password });
  await v.signUp('prepareEmailAddressVerification', { strategy: 'email_code' });
  await v.signUp('attemptEmailAddressVerification', { code: (await v.mock.message(emailAddress)).code });
  return v.activate();
}

/** A page that a server renders: who is at the browser, before any script has run. */
function rendersFor(v, client) {
  v.app.server = async (request) => {
    const state = await client.authenticateRequest(request, { proxyUrl: v.mock.proxy_url });
    v.reasons.push(state.reason ?? state.status);
    if (state.headers.has('location')) return new Response(null, { status: 307, headers: state.headers });
    return Response.json({ status: state.status, userId: state.toAuth()?.userId ?? null }, { headers: state.headers });
  };
}

const settings = { preset: 'email-password', patch: codeOnly };

export const backend = [
  {
    name: 'verifyToken, with the published keys and with their PEM',
    settings,
    async run(v) {
      const user = await signUp(v);
      const token = await v.page.evaluate(() => Clerk.session.getToken());
      const options = { secretKey: v.mock.secret_key, apiUrl: v.mock.bapi_url };
      const claims = await verifyToken(token, { ...options, authorizedParties: [v.app.url] });
      assert.equal(claims.sub, user.id);
      await assert.rejects(verifyToken(token, { ...options, authorizedParties: ['https://other.test'] }), { reason: 'token-invalid-authorized-parties' });
      const { json: { keys: [key] } } = await v.mock.request('GET', v.mock.jwks_url);
      const jwtKey = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
      assert.equal((await verifyToken(token, { jwtKey })).sub, user.id, 'without asking for keys');
      const [header, payload] = token.split('.');
      await assert.rejects(verifyToken(`${header}.${payload}.AAAA`, options), { reason: 'token-invalid-signature' });
    },
  },
  {
    name: 'authenticateRequest, with the token in the header',
    settings,
    async run(v) {
      const user = await signUp(v);
      const token = await v.page.evaluate(() => Clerk.session.getToken());
      const client = clientOf(v.mock);
      const ask = (headers) => client.authenticateRequest(new Request(`${v.app.url}/api`, { headers }));
      assert.equal((await ask({ authorization: `Bearer ${token}` })).toAuth().userId, user.id);
      assert.equal((await ask({ authorization: 'Bearer e30.e30.AAAA' })).isAuthenticated, false);
    },
  },
  {
    name: 'authenticateRequest, with the browser\'s cookies and the handshake',
    settings,
    async run(v) {
      rendersFor(v, clientOf(v.mock));
      v.reasons = [];
      const visit = async () => {
        v.reasons.length = 0;
        await v.page.goto(`${v.app.url}/server`);
        return JSON.parse(await v.page.locator('body').innerText());
      };
      assert.deepEqual(await visit(), { status: 'signed-out', userId: null });
      assert.equal(v.reasons[0], 'dev-browser-missing');

      const user = await signUp(v);
      const signedIn = { status: 'signed-in', userId: user.id };
      assert.deepEqual(await visit(), signedIn);
      assert.deepEqual(v.reasons, ['signed-in'], 'no handshake');

      for (const { name } of await v.context.cookies(v.app.url)) {
        if (name.startsWith('__session')) await v.context.clearCookies({ name });
      }
      assert.deepEqual(await visit(), signedIn);
      assert.equal(v.reasons[0], 'client-uat-but-no-session-token');
      assert.deepEqual(await visit(), signedIn);
      assert.deepEqual(v.reasons, ['signed-in'], 'the handshake\'s cookies last');
    },
  },
  {
    name: 'users',
    settings,
    async run(v) {
      const user = await signUp(v);
      const { users } = clientOf(v.mock);
      const { data, totalCount } = await users.getUserList({ emailAddress: [emailAddress] });
      assert.deepEqual([totalCount, data[0].id], [1, user.id]);
      assert.equal((await users.getUser(user.id)).primaryEmailAddress.emailAddress, emailAddress);
      await assert.rejects(users.getUser('user_unknown'), { status: 404 });
    },
  },
  {
    name: 'a new Backend API setting is the browser\'s at once',
    settings: { preset: 'oauth' },
    async run(v) {
      const { status } = await v.mock.backend('PATCH', '/v1/beta_features/instance_settings', { progressive_sign_up: false });
      assert.equal(status, 200);
      await v.open('/');
      const environment = await v.page.evaluate(() => (Clerk.__unstable__environment ?? Clerk.__internal_environment).userSettings.signUp);
      assert.equal(environment.progressive, false);
    },
  },
  {
    name: '@clerk/testing: a testing token in every request, which passes the bot protection',
    // The helper knows https only, and no name that the browser alone resolves.
    settings: { ...settings, patch: { user_settings: { ...codeOnly.user_settings, ...captcha.user_settings }, display_config: captcha.display_config }, tls: true },
    async run(v) {
      const { json } = await v.mock.backend('POST', '/v1/testing_tokens');
      process.env.CLERK_TESTING_TOKEN = json.token;
      await clerkSetup({ publishableKey: v.mock.publishable_key, frontendApiUrl: v.mock.host, dotenv: false });
      await setupClerkTestingToken({ context: v.context, options: { frontendApiUrl: v.mock.host } });
      await signUp(v);
      const { requests } = await v.mock.control('GET', 'requests');
      const fapi = requests.filter((r) => r.path.startsWith('/v1/') && !r.path.startsWith('/v1/testing_tokens'));
      assert.ok(fapi.length > 5);
      assert.deepEqual(fapi.filter((r) => !r.query?.__clerk_testing_token).map((r) => r.path), []);
      assert.equal(await v.page.evaluate(() => Clerk.client.captchaBypass), true);
    },
  },
];
