/** How to mend text that can be no host name: what was probably meant. */
export function hostNameFix(text: string): string {
  const bracketed = /^\[([\da-f:.%\w]+)\](:\d+)?$/i.exec(text);
  if (bracketed !== null) return `write the address without brackets: ${bracketed[1]!}.`;
  if (/^[\da-f:.]+(%\w+)?\/\d+$/i.test(text)) {
    return `this is a block. addresses('${text}') has its addresses, for sweep or monitor; a probe goes to one of them.`;
  }
  if (/^[\w.-]+:\d+$/.test(text)) return `leave out the port, which ICMP has not: ${text.slice(0, text.indexOf(':'))}.`;
  return 'give the host alone, as in example.com.';
}
