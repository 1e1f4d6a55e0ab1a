const headEnd = Buffer.from('\r\n\r\n');
const lastChunk = Buffer.from('0\r\n\r\n');

export interface HttpAnswer {
  status: number;
  body: Buffer;
}

interface Head {
  status: number;
  bodyFrom: number;
  /** Null for a chunked body. */
  length: number | null;
}

/**
 * Reads the responses of a connection. It supports only the parts of HTTP that the targets use: the
 * clients share a core with the stubs, so they must be cheap.
 */
export function createResponseReader(): { read(chunk: Buffer): HttpAnswer | null } {
  let chunks: Buffer[] = [];
  let received = 0;
  let head: Head | null = null;

  function finish(answer: HttpAnswer): HttpAnswer {
    chunks = [];
    received = 0;
    head = null;
    return answer;
  }

  function joined(): Buffer {
    const [first] = chunks;
    const all = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, received);
    chunks = [all];
    return all;
  }

  return {
    read(chunk) {
      chunks.push(chunk);
      received += chunk.length;
      head ??= headOf(joined());
      if (head === null) return null;
      const { status, bodyFrom, length } = head;
      if (length !== null) {
        if (received < bodyFrom + length) return null;
        return finish({ status, body: joined().subarray(bodyFrom, bodyFrom + length) });
      }
      if (!endsWithLastChunk(chunk) && !endsWithLastChunk(joined())) return null;
      const body = withoutChunks(joined().subarray(bodyFrom));
      return body === null ? null : finish({ status, body });
    },
  };
}

function headOf(bytes: Buffer): Head | null {
  const end = bytes.indexOf(headEnd);
  if (end === -1) return null;
  const text = bytes.toString('latin1', 0, end);
  const bodyFrom = end + headEnd.length;
  const status = Number(text.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  if (length !== undefined) return { status, bodyFrom, length: Number(length) };
  if (/\r\ntransfer-encoding: *chunked/i.test(text)) return { status, bodyFrom, length: null };
  throw new Error(`expected a content-length or a chunked body, received ${text}`);
}

function endsWithLastChunk(bytes: Buffer): boolean {
  return bytes.length >= lastChunk.length && bytes.subarray(-lastChunk.length).equals(lastChunk);
}

/** The content of a chunked body (RFC 9112, section 7.1); null while it is incomplete. */
function withoutChunks(bytes: Buffer): Buffer | null {
  const parts: Buffer[] = [];
  let from = 0;
  for (;;) {
    const end = bytes.indexOf('\r\n', from);
    if (end === -1) return null;
    const size = Number.parseInt(bytes.toString('latin1', from, end), 16);
    if (size === 0) return Buffer.concat(parts);
    const dataFrom = end + 2;
    parts.push(bytes.subarray(dataFrom, dataFrom + size));
    from = dataFrom + size + 2;
  }
}
