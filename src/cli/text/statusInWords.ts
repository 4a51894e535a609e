/** What a refusal says, in lower case. */
export function statusInWords(status: string, statusCode: number | null): string {
  return status === 'unknown'
    ? `refused with IP_STATUS ${String(statusCode)}`
    : status.replaceAll('-', ' ').replace(/^ttl/, 'TTL');
}
