/** Bytes of payload, as many as every driver can send: `ping -l` takes no more either. */
export const MAX_DATA = 65_500;
