/** Cases of the conformance suite in which Wine does not do what Windows does, and why they are not run on it. */
export const wineDiffers: Readonly<Record<string, string>> = {
  'IP options are sent, and those of the reply delivered': 'Wine sends no IP options',
  'what the system refuses to send is one final completion with its name and number':
    'Wine takes a request before it refuses it',
  '70,000 requests are outstanding at once': 'Wine has room for 256',
};

/** The same over koffi, which leaves it to the API to say which addresses are here. */
export const wineDiffersByKoffi: Readonly<Record<string, string>> = {
  ...wineDiffers,
  'source: not an address of this machine': 'Wine ignores the source',
};
