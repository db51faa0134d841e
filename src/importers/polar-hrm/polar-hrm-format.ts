import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import type { ImportJob } from '../import-job.ts';
import { LineParser } from '../line-parser.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { ReadingWriter } from '../reading-writer.ts';
import { textFormat } from '../text-format.ts';
import { type HrmRecording, hrmRecording } from './hrm-parameters.ts';

const PARAMETERS = '[params]';
const DATA = '[hrdata]';
/** A file has some twenty. */
const MAX_PARAMETERS = 1000;

/**
 * A recording of Polar's older watches (`.hrm`): `[Params]` with when it began, by the watch's clocks, and the seconds between two
 * readings; `[HRData]` with the heart rate in the first column. https://www.polar.com/files/Polar_HRM_file%20format.pdf
 */
export const polarHrmFormat: ReadingFormat = textFormat({
  name: 'polar-hrm',
  beginning: 'a line [Params]',
  detect: (firstLine) => firstLine.trim().toLowerCase() === PARAMETERS,
  parser: (firstLine, lineNumber, job, name) => {
    if (!polarHrmFormat.begins(Buffer.from(firstLine))) return undefined;
    const file = new HrmFile(name, job);
    return new LineParser(
      lineNumber,
      (block, line, text) => file.line(block, line, text),
      () => file.warnings(),
    );
  },
});

class HrmFile {
  readonly #name: string;
  readonly #job: ImportJob;
  readonly #parameters = new Map<string, string>();
  #section = '';
  #recording: HrmRecording | undefined;
  #begin = 0;
  /** Rows of the data. */
  #rows = 0;

  constructor(name: string, job: ImportJob) {
    this.#name = name;
    this.#job = job;
  }

  line(block: ReadingBlock, line: number, text: string): void {
    if (text.startsWith('[')) {
      this.#section = text.trim().toLowerCase();
      if (this.#section === DATA) this.#open();
    } else if (this.#section === PARAMETERS) {
      const [key = '', ...value] = text.split('=');
      if (this.#parameters.size < MAX_PARAMETERS) {
        this.#parameters.set(key.trim().toLowerCase(), value.join('=').trim());
      }
    } else if (this.#section === DATA) this.#row(block, line, text);
  }

  warnings(): readonly string[] {
    switch (this.#recording?.kind) {
      case undefined:
        return ['the file has no [HRData], and so no readings'];
      case 'beats':
        return ['the file holds intervals between beats (Interval=238), and no readings'];
      case 'laps':
        return ['the file holds times of laps (Interval=204), and no readings'];
      default:
        return [];
    }
  }

  #open(): void {
    const recording = hrmRecording(this.#parameters);
    if (typeof recording === 'string') throw new PulsebaseError('INVALID_FILE', `${this.#name}: ${recording}`);
    this.#recording = recording;
    if (recording.kind === 'readings') this.#begin = this.#job.zone.toInstant(recording.begin);
  }

  #row(block: ReadingBlock, line: number, text: string): void {
    const { kind, interval, device } = this.#recording!;
    const instant = this.#begin + this.#rows * interval * 1000;
    this.#rows += 1;
    if (kind === 'laps') return;
    const heartRate = text.split(/\s/, 1)[0];
    if (kind === 'beats') this.#job.leaveOut('interval');
    else if (heartRate === '0') this.#job.leaveOut('no_contact');
    else new ReadingWriter(this.#job, () => block).add({ row: line, instant, heartRate, device, text });
  }
}
