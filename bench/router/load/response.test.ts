import { expect, it } from 'vitest';
import { createResponseReader } from './response.ts';

const sized = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{"ä":1}'.replace(
  'Length: 7',
  'Length: 8',
);
const chunked =
  'HTTP/1.1 500 Internal Server Error\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n12\r\n":"0\\r\\n\\r\\n then"\r\n1\r\n}\r\n0\r\n\r\n';

/** Reads a response in two pieces, cut at `at`. */
function readCutAt(response: string, at: number) {
  const bytes = Buffer.from(response);
  const reader = createResponseReader();
  return [bytes.subarray(0, at), bytes.subarray(at)]
    .filter((piece) => piece.length > 0)
    .map((piece) => reader.read(piece))
    .map((answer) => (answer === null ? null : { ...answer, body: answer.body.toString() }));
}

it.each([
  ['a length', sized, { status: 200, body: '{"ä":1}' }],
  ['chunks', chunked, { status: 500, body: '{"a":"0\\r\\n\\r\\n then"}' }],
])('reads a response with %s in two pieces, cut at every position', (_, response, expected) => {
  const length = Buffer.byteLength(response);
  expect(readCutAt(response, length)).toEqual([expected]);
  for (let at = 1; at < length; at += 1) expect(readCutAt(response, at)).toEqual([null, expected]);
});

it('reads one response after another', () => {
  const reader = createResponseReader();
  const statuses = [sized, chunked, sized].map((response) => reader.read(Buffer.from(response))?.status);
  expect(statuses).toEqual([200, 500, 200]);
});

it('does not end at a last-chunk sequence inside the data', () => {
  const head = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
  const reader = createResponseReader();
  expect(reader.read(Buffer.from(`${head}b\r\ndata 0\r\n\r\n`))).toBeNull();
  expect(reader.read(Buffer.from('+\r\n0\r\n\r\n'))?.body.toString()).toBe('data 0\r\n\r\n+');
});

it('refuses a response without content-length and chunks', () => {
  const reader = createResponseReader();
  expect(() => reader.read(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'))).toThrow('expected a content-length');
});
