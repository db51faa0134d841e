import { Agent, request } from 'node:http';

/** Keeps its connections, as a service's clients do. */
const agent = new Agent({ keepAlive: true, maxSockets: 512 });

export interface Sent {
  readonly status: number;
  readonly body: string;
}

export interface Sending {
  readonly method?: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request; resolves when the last byte of the answer is there. */
export function send(url: string, { method = 'GET', headers, body }: Sending): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const call = request(url, { method, agent, headers: { ...headers, ...length } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end(body);
  });
}
