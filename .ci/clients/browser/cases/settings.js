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
