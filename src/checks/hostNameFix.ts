/**
 * How to mend text that can be no host name: what was probably meant.
 *
 * @param isNumeric it is made of numbers, as an address.
 */
export function hostNameFix(text: string, isNumeric: boolean): string {
  const bracketed = /^\[([\da-f:.%\w]+)\](:\d+)?$/i.exec(text);
  if (bracketed !== null) return `write the address without brackets: ${bracketed[1]!}.`;
  if (/^[\da-f:.]+(%\w+)?\/\d+$/i.test(text)) {
    return `this is a block. addresses('${text}') has its addresses, for sweep or monitor; a probe goes to one of them.`;
  }
  if (/^[\w.-]+:\d+$/.test(text)) return `leave out the port, which ICMP has not: ${text.slice(0, text.indexOf(':'))}.`;
  if (isNumeric && /\d-\d/.test(text)) {
    return 'write both ends of a range in full, as in 192.0.2.1-192.0.2.9, and pass it to sweep() or addresses().';
  }
  if (isNumeric) return 'write an address in full, as in 192.0.2.1.';
  return 'give the host alone, as in example.com.';
}
