/** What qemu's Linux lacks or does more slowly: how names of cases begin, and why they are not run there. */
export const qemuDiffers: Readonly<Record<string, string>> = {
  'IP options are sent': 'qemu does not pass IP options on',
  "don't fragment is accepted": 'qemu lacks IPV6_DONTFRAG',
  'an interface is accepted': 'qemu lacks IPV6_UNICAST_IF',
  'a request does not run out of time': 'the case gives a reply 60 ms, and an emulator may need more',
  'a late reply comes after the time-out':
    'the case gives the reply 200 ms to come late, and an emulator may need more',
};
