import assert from 'node:assert/strict';

import { Mock } from '../support/mock.js';
import { Form } from './rendered.js';
import { password, phoneNumber, testCode } from './settings.js';

/** Sign-ups against a mock that was started with a saved environment document. */

/** Starts a mock with a preset and saves what GET /v1/environment answers. */
async function saved(preset) {
  const mock = await Mock.start({ preset });
  try {
    const { json } = await mock.request('GET', `${mock.fapi_url}/v1/environment`);
    return json;
  } finally {
    await mock.stop();
  }
}

const emailAddress = 'jane@example.com';

export const environment = [
  {
    name: '-environment FILE: e-mail and password',
    settings: async () => ({ environment: await saved('email-password') }),
    async run(v) {
      const form = await Form.open(v);
      await form.fill({ emailAddress, password });
      await form.submit();
      const other = await v.openLink(emailAddress); // where both are possible, official forms send a link
      await other.page.waitForFunction(() => window.Clerk?.user);
      assert.equal((await other.signedIn()).emailAddress, emailAddress);
    },
  },
  {
    name: '-environment FILE: everything that can be required',
    majors: [5, 6], // older ones know no legal consent
    settings: async () => ({ environment: await saved('all-required') }),
    async run(v) {
      const form = await Form.open(v);
      await form.fill({ firstName: 'Jane', lastName: 'Doe', username: 'jane_doe', emailAddress, phoneNumber: phoneNumber.slice(2), password });
      await v.page.locator('input[name=legalAccepted]').click();
      await form.submit();
      const other = await v.openLink(emailAddress);
      await other.page.waitForURL((url) => url.hash.includes('verify-phone-number') || url.searchParams.has('__clerk_status'));
      await new Form(v).code('verify-phone-number', testCode);
      assert.equal((await form.done()).username, 'jane_doe');
    },
  },
];
