import { expect, test } from 'vitest';
import { IpStatus4, IpStatus6, ipStatusName, statusFromIcmp } from '../../../src/wire/status.ts';

test.each([
  [0, 'IP_SUCCESS', 'IP_SUCCESS'],
  [11001, 'IP_BUF_TOO_SMALL', 'IP_BUF_TOO_SMALL'],
  [11002, 'IP_DEST_NET_UNREACHABLE', 'IP_DEST_NO_ROUTE'],
  [11003, 'IP_DEST_HOST_UNREACHABLE', 'IP_DEST_ADDR_UNREACHABLE'],
  [11004, 'IP_DEST_PROT_UNREACHABLE', 'IP_DEST_PROHIBITED'],
  [11005, 'IP_DEST_PORT_UNREACHABLE', 'IP_DEST_PORT_UNREACHABLE'],
  [11006, 'IP_NO_RESOURCES', 'IP_NO_RESOURCES'],
  [11007, 'IP_BAD_OPTION', 'IP_BAD_OPTION'],
  [11008, 'IP_HW_ERROR', 'IP_HW_ERROR'],
  [11009, 'IP_PACKET_TOO_BIG', 'IP_PACKET_TOO_BIG'],
  [11010, 'IP_REQ_TIMED_OUT', 'IP_REQ_TIMED_OUT'],
  [11011, 'IP_BAD_REQ', 'IP_BAD_REQ'],
  [11012, 'IP_BAD_ROUTE', 'IP_BAD_ROUTE'],
  [11013, 'IP_TTL_EXPIRED_TRANSIT', 'IP_HOP_LIMIT_EXCEEDED'],
  [11014, 'IP_TTL_EXPIRED_REASSEM', 'IP_REASSEMBLY_TIME_EXCEEDED'],
  [11015, 'IP_PARAM_PROBLEM', 'IP_PARAMETER_PROBLEM'],
  [11016, 'IP_SOURCE_QUENCH', 'IP_SOURCE_QUENCH'],
  [11017, 'IP_OPTION_TOO_BIG', 'IP_OPTION_TOO_BIG'],
  [11018, 'IP_BAD_DESTINATION', 'IP_BAD_DESTINATION'],
  [11019, 'IP_ADDR_DELETED', 'IP_ADDR_DELETED'],
  [11022, 'IP_UNLOAD', 'IP_UNLOAD'],
  [11027, 'IP_UNBIND_ADAPTER', 'IP_UNBIND_ADAPTER'],
  [11031, 'IP_RECONFIG_SECFLTR', 'IP_RECONFIG_SECFLTR'],
  [11032, 'IP_NEGOTIATING_IPSEC', 'IP_NEGOTIATING_IPSEC'],
  [11034, 'IP_DUPLICATE_IPADD', 'IP_DUPLICATE_IPADD'],
  [11040, 'IP_DEST_UNREACHABLE', 'IP_DEST_UNREACHABLE'],
  [11041, 'IP_TIME_EXCEEDED', 'IP_TIME_EXCEEDED'],
  [11042, 'IP_BAD_HEADER', 'IP_BAD_HEADER'],
  [11043, 'IP_UNRECOGNIZED_NEXT_HEADER', 'IP_UNRECOGNIZED_NEXT_HEADER'],
  [11044, 'IP_ICMP_ERROR', 'IP_ICMP_ERROR'],
  [11045, 'IP_DEST_SCOPE_MISMATCH', 'IP_DEST_SCOPE_MISMATCH'],
  [11050, 'IP_GENERAL_FAILURE', 'IP_GENERAL_FAILURE'],
  [11255, 'IP_PENDING', 'IP_PENDING'],
])('%i is %s in IPv4 and %s in IPv6', (code, name4, name6) => {
  expect(ipStatusName(code, 4)).toBe(name4);
  expect(ipStatusName(code, 6)).toBe(name6);
  expect(IpStatus4).toHaveProperty(name4, code);
  expect(IpStatus6).toHaveProperty(name6, code);
});

test.each([1, 87, 10999, 11000, 11035, 11039, 11046, 11051, 11256, -1, Number.NaN])('%d has no name', (code) => {
  expect(ipStatusName(code, 4)).toBeNull();
  expect(ipStatusName(code, 6)).toBeNull();
});

test('a name that means something else in the other family is not there', () => {
  expect(IpStatus4).not.toHaveProperty('IP_DEST_PROHIBITED');
  expect(IpStatus6).not.toHaveProperty('IP_DEST_PROT_UNREACHABLE');
});

test('every number has one name in each family', () => {
  for (const table of [IpStatus4, IpStatus6]) {
    expect(Object.isFrozen(table)).toBe(true);
    expect(new Set(Object.values(table)).size).toBe(Object.keys(table).length);
  }
  expect(new Set<number>(Object.values(IpStatus4))).toEqual(new Set<number>(Object.values(IpStatus6)));
});

test.each([
  [0, 0, 0],
  [3, 0, 11002],
  [3, 1, 11003],
  [3, 2, 11004],
  [3, 3, 11005],
  [3, 4, 11009],
  [3, 5, 11012],
  [3, 6, 11002],
  [3, 7, 11003],
  [3, 8, 11003],
  [3, 9, 11002],
  [3, 10, 11003],
  [3, 11, 11002],
  [3, 12, 11003],
  [3, 13, 11003],
  [3, 14, 11003],
  [3, 15, 11003],
  [3, 16, 11003],
  [3, 255, 11003],
  [4, 0, 11016],
  [11, 0, 11013],
  [11, 1, 11014],
  [11, 2, 11013],
  [12, 0, 11015],
  [12, 1, 11015],
  [5, 0, 11050],
  [8, 0, 11050],
  [129, 0, 11050],
])('ICMPv4 type %i code %i is %i', (type, code, status) => {
  expect(statusFromIcmp(4, type, code)).toBe(status);
});

test.each([
  [129, 0, 0],
  [1, 0, 11002],
  [1, 1, 11004],
  [1, 2, 11045],
  [1, 3, 11003],
  [1, 4, 11005],
  [1, 5, 11044],
  [1, 6, 11040],
  [1, 7, 11042],
  [1, 8, 11003],
  [1, 255, 11003],
  [2, 0, 11009],
  [3, 0, 11013],
  [3, 1, 11014],
  [3, 2, 11041],
  [4, 0, 11042],
  [4, 1, 11043],
  [4, 2, 11007],
  [4, 3, 11015],
  [0, 0, 11050],
  [11, 0, 11050],
  [128, 0, 11050],
])('ICMPv6 type %i code %i is %i', (type, code, status) => {
  expect(statusFromIcmp(6, type, code)).toBe(status);
});
