/** What several cases use: values to type, and changes of the mock's presets. */

export const password = 'correct horse battery';

/** A test number: its code is always testCode, and nothing is sent. */
export const phoneNumber = '+15555550123';
export const testCode = '424242';

/** E-mail addresses are verified by code only. */
export const codeOnly = { user_settings: { attributes: { email_address: { verifications: ['email_code'] } } } };

/** A required phone number. */
export const phoneAttribute = {
  enabled: true, required: true, used_for_first_factor: true, first_factors: ['phone_code'],
  verifications: ['phone_code'], verify_at_sign_up: true,
};

/** Bot protection whose script no test can load. */
export const captcha = {
  user_settings: { sign_up: { captcha_enabled: true } },
  display_config: {
    captcha_public_key: '1x00000000000000000000AA', captcha_public_key_invisible: '1x00000000000000000000BB', captcha_provider: 'turnstile', captcha_widget_type: 'smart',
  },
};
