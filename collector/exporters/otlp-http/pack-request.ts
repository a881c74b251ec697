/** Chooses which of a request's two forms goes on: the bytes of the wire where they will do, else the decoded body. */
import type { Encoding, ExportRequest } from '../../otlp/export-request.ts';
import type { Parcel } from '../queue.ts';
import type { OtlpHttpConfig } from './config.ts';

export interface HttpParcel extends Parcel {
  readonly url: URL;
  readonly encoding: Encoding;
  /** How `bytes` are encoded. */
  readonly contentEncoding: string;
  /** Set where the sender has yet to compress; done when it is sent, so that a full queue costs no work. */
  readonly compressTo: 'gzip' | 'zstd' | undefined;
}

type Packed = Omit<HttpParcel, 'url' | 'items'>;

export function packRequest(request: ExportRequest, compression: OtlpHttpConfig['compression']): Packed {
  const { signal, encoding, wire, body } = request;
  const wanted = compression === 'none' ? 'identity' : compression;
  const received = wire.contentEncoding === 'x-gzip' ? 'gzip' : wire.contentEncoding;
  if (wanted === 'as_received' || wanted === received) {
    return { signal, encoding, bytes: wire.bytes, contentEncoding: wire.contentEncoding, compressTo: undefined };
  }
  const compressTo = wanted === 'identity' ? undefined : wanted;
  return { signal, encoding, bytes: body, contentEncoding: 'identity', compressTo };
}
