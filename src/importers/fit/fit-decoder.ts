import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { fitChecksum } from './fit-checksum.ts';
import { fitHeader, isFitHeader, isHeaderWhole, MIN_HEADER_BYTES } from './fit-header.ts';
import type { FitSink } from './fit-sink.ts';
import { HeartRateMessages } from './heart-rate-messages.ts';
import { definitionBytes, messageLayout } from './message-layout.ts';

/** Bits of a message's header. */
const HAS_LOW_TIME = 0x80;
const IS_DEFINITION = 0x40;
const HAS_ADDED_FIELDS = 0x20;

const CHECKSUM_BYTES = 2;

interface Layout {
  /** Bytes of a data message behind its header. */
  readonly size: number;
  readonly read: ReturnType<HeartRateMessages['reader']>;
}

/** One of the files in a file: several may follow one another, each with definitions and a clock of its own. */
interface Part {
  readonly messages: HeartRateMessages;
  /** By their local types. */
  readonly layouts: Map<number, Layout>;
  /** Where it begins. */
  readonly begin: number;
  /** Where its messages end; infinite where the header does not say. */
  readonly end: number;
  /** Of its bytes so far. */
  checksum: number;
}

/**
 * Decodes the heart rates of FIT from bytes that come cut anywhere, of which it keeps one message at most. Written after the public
 * pages of the protocol: https://developer.garmin.com/fit/protocol/
 */
export class FitDecoder {
  readonly #name: string;
  readonly #sink: FitSink;
  /** Bytes of a message that has not come whole. */
  #held: Buffer = Buffer.alloc(0);
  /** Where they begin. */
  #position = 0;
  /** Data messages read. */
  #rows = 0;
  /** The file that is being read. */
  #part: Part | undefined;
  /** What read the messages of the one before it. */
  #before: HeartRateMessages | undefined;
  #damaged = 0;

  /** @param name How messages call the file. */
  constructor(name: string, sink: FitSink) {
    this.#name = name;
    this.#sink = sink;
  }

  /** Checksums that are wrong or missing, which tells that a file is not as it was written. */
  get damaged(): number {
    return this.#damaged;
  }

  /** @throws PulsebaseError `INVALID_FILE` where the bytes are not FIT; what stood before was given. */
  write(chunk: Buffer): void {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    let at = 0;
    for (;;) {
      const length = this.#part === undefined ? this.#header(bytes, at) : this.#next(this.#part, bytes, at);
      if (length === undefined) break;
      at += length;
      this.#position += length;
    }
    this.#held = bytes.subarray(at);
  }

  /** Nothing follows. @throws PulsebaseError `INVALID_FILE` where something should have. */
  end(): void {
    const { length } = this.#held;
    const part = this.#part;
    if (part === undefined) {
      if (length > 0 || this.#position === 0) throw this.#alien();
    } else if (part.end === Number.POSITIVE_INFINITY) {
      if (this.#position > part.begin || length > CHECKSUM_BYTES) throw this.#error('was never finished: it ends');
    } else if (this.#position < part.end) throw this.#error('breaks off');
    else this.#damaged += 1;
  }

  /** Begins a file; gives the bytes of its header, `undefined` when more have to come. */
  #header(bytes: Buffer, at: number): number | undefined {
    if (bytes.length - at < MIN_HEADER_BYTES) return undefined;
    if (!isFitHeader(bytes, at)) throw this.#alien();
    const { size, dataSize, protocol, isKnownProtocol } = fitHeader(bytes, at);
    if (!isKnownProtocol) throw this.#error(`is of version ${protocol} of the protocol, which is not known,`);
    if (bytes.length - at < size) return undefined;
    if (!isHeaderWhole(bytes, at)) this.#damaged += 1;
    const begin = this.#position + size;
    this.#part = {
      messages: new HeartRateMessages(this.#sink, this.#before),
      layouts: new Map(),
      begin,
      end: dataSize === 0 ? Number.POSITIVE_INFINITY : begin + dataSize,
      checksum: fitChecksum(bytes, at, at + size),
    };
    return size;
  }

  /** Reads a message, or the checksum behind the last one; gives its bytes, `undefined` when more have to come. */
  #next(part: Part, bytes: Buffer, at: number): number | undefined {
    if (this.#position === part.end) return this.#checksum(part, bytes, at);
    const come = bytes.length - at;
    // A file of no messages may end with its checksum alone.
    if (come === 0 || (part.end === Number.POSITIVE_INFINITY && come <= CHECKSUM_BYTES)) return undefined;
    const header = bytes[at]!;
    const isDefinition = (header & (HAS_LOW_TIME | IS_DEFINITION)) === IS_DEFINITION;
    const length = isDefinition
      ? 1 + definitionBytes(bytes, at + 1, (header & HAS_ADDED_FIELDS) !== 0)
      : 1 + this.#layoutOf(part, header).size;
    if (this.#position + length > part.end) throw this.#error('has a message that goes past its end');
    if (come < length) return undefined;
    if (isDefinition) this.#define(part, bytes, at, header);
    else {
      const low = (header & HAS_LOW_TIME) === 0 ? undefined : header & 0x1f;
      this.#rows += 1;
      this.#layoutOf(part, header).read(bytes, at + 1, this.#rows, low);
    }
    part.checksum = fitChecksum(bytes, at, at + length, part.checksum);
    return length;
  }

  #layoutOf({ layouts }: Part, header: number): Layout {
    const local = header & HAS_LOW_TIME ? (header >> 5) & 3 : header & 0xf;
    const layout = layouts.get(local);
    if (layout === undefined) throw this.#error('has a message that was never defined');
    return layout;
  }

  #define({ messages, layouts }: Part, bytes: Buffer, at: number, header: number): void {
    const layout = messageLayout(bytes, at + 1, (header & HAS_ADDED_FIELDS) !== 0);
    if (layout === undefined) throw this.#error('has a message of no known byte order');
    layouts.set(header & 0xf, { size: layout.size, read: messages.reader(layout) });
  }

  #checksum(part: Part, bytes: Buffer, at: number): number | undefined {
    if (bytes.length - at < CHECKSUM_BYTES) return undefined;
    if (bytes.readUInt16LE(at) !== part.checksum) this.#damaged += 1;
    this.#part = undefined;
    this.#before = part.messages;
    return CHECKSUM_BYTES;
  }

  #alien(): PulsebaseError {
    return this.#error(
      this.#position === 0 ? 'is not a FIT file: it has no header' : 'goes on with something that is not FIT',
    );
  }

  #error(what: string): PulsebaseError {
    return new PulsebaseError(
      'INVALID_FILE',
      `${this.#name} ${what} after record ${this.#rows} (byte ${this.#position})`,
    );
  }
}
