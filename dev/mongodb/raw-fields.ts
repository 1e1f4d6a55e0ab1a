import { decodePlain, type Doc, type Raw } from './values.ts';

/** Bytes of a BSON value of a type at a place, https://bsonspec.org/spec.html; undefined for what is rare. */
function valueBytes(raw: Buffer, type: number, at: number): number | undefined {
  switch (type) {
    case 0x06:
    case 0x0a:
      return 0;
    case 0x08:
      return 1;
    case 0x10:
      return 4;
    case 0x01:
    case 0x09:
    case 0x11:
    case 0x12:
      return 8;
    case 0x07:
      return 12;
    case 0x13:
      return 16;
    case 0x02:
      return 4 + raw.readInt32LE(at);
    case 0x05:
      return 5 + raw.readInt32LE(at);
    case 0x03:
    case 0x04:
      return raw.readInt32LE(at);
    default:
      return undefined;
  }
}

/** Decodes only some fields of a document, which is most of what loading a large log costs. */
export function decodeFields(document: Raw, wanted: ReadonlySet<string>): Doc {
  const raw = Buffer.from(document.buffer, document.byteOffset, document.byteLength);
  const parts: Buffer[] = [];
  let bytes = 5;
  for (let at = 4; at < raw.length - 1;) {
    const nameEnd = raw.indexOf(0, at + 1);
    const size = valueBytes(raw, raw[at] ?? 0, nameEnd + 1);
    if (size === undefined) return decodePlain(document);
    const end = nameEnd + 1 + size;
    if (wanted.has(raw.toString('utf8', at + 1, nameEnd))) {
      parts.push(raw.subarray(at, end));
      bytes += end - at;
    }
    at = end;
  }
  const length = Buffer.allocUnsafe(4);
  length.writeInt32LE(bytes);
  return decodePlain(Buffer.concat([length, ...parts, Buffer.from([0])]));
}
