/** What a refusal says, in lower case. */
export function statusInWords(status: string, statusCode: number): string {
  return status === 'unknown'
    ? `refused with IP_STATUS ${statusCode}`
    : status.replaceAll('-', ' ').replace(/^ttl/, 'TTL');
}
