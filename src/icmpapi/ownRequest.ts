import type { EchoRequest } from './icmpapi.ts';

/**
 * A request that this package made. Its fields are plain, and nobody changes them: what was checked stays as it is, so no
 * driver has to copy it.
 */
export class OwnRequest implements EchoRequest {
  readonly destination: string;
  readonly source: string | null;
  readonly networkInterface: string | number | null;
  readonly timeout: number;
  readonly lateWindow: number;
  readonly notBefore: number | null;
  readonly anyOrder: boolean;
  readonly data: number | Uint8Array;
  readonly ttl: number | null;
  readonly tos: number | null;
  readonly flags: number;
  readonly optionsData: Uint8Array | null;
  readonly replySize: number | null;
  readonly completion: 'event' | 'apc' | 'both';
  readonly deliverWithin: number;
  readonly constantFlow: boolean;
  readonly wantData: boolean;
  readonly reportSent: boolean;
  readonly keepAlive: boolean;
  readonly #isOwn = true;

  /** Not by the class: a Proxy has that too, and an object that inherits from a request. Their fields may change. */
  static is(request: EchoRequest): boolean {
    return #isOwn in request;
  }

  /** @param like what the request is like, except for what the other arguments say. */
  constructor(
    like: Omit<EchoRequest, 'destination'>,
    destination: string,
    notBefore = like.notBefore,
    anyOrder = like.anyOrder,
    deliverWithin = like.deliverWithin,
    keepAlive = like.keepAlive,
  ) {
    this.destination = destination;
    this.source = like.source;
    this.networkInterface = like.networkInterface;
    this.timeout = like.timeout;
    this.lateWindow = like.lateWindow;
    this.notBefore = notBefore;
    this.anyOrder = anyOrder;
    this.data = like.data;
    this.ttl = like.ttl;
    this.tos = like.tos;
    this.flags = like.flags;
    this.optionsData = like.optionsData;
    this.replySize = like.replySize;
    this.completion = like.completion;
    this.deliverWithin = deliverWithin;
    this.constantFlow = like.constantFlow;
    this.wantData = like.wantData;
    this.reportSent = like.reportSent;
    this.keepAlive = keepAlive;
  }
}
