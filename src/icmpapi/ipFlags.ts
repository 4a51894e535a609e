/** Bits of `EchoRequest.flags` and `EchoCompletion.flags`, as in `IP_OPTION_INFORMATION.Flags`. */

/** Source routes are reversed in the reply. */
export const IP_FLAG_REVERSE = 0x1;
/** Don't fragment. */
export const IP_FLAG_DF = 0x2;
