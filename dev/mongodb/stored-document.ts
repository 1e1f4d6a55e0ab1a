import { decodePlain, type Doc, type Raw } from './values.ts';

/** The most raw bytes of documents cached in decoded form. Above it the whole cache is emptied. */
const decodedBudgetBytes = 8 * 1024 * 1024;

let decoded: StoredDocument[] = [];
let decodedBytes = 0;

/** A document of a collection. `id` is its position in natural order, like MongoDB's RecordId. */
export class StoredDocument {
  readonly id: number;
  readonly raw: Raw;
  private cached: Doc | undefined;

  constructor(id: number, raw: Raw) {
    this.id = id;
    this.raw = raw;
  }

  /** The plain form. It is shared: do not change it. */
  get plain(): Doc {
    if (this.cached) return this.cached;
    this.cached = decodePlain(this.raw);
    decodedBytes += this.raw.length;
    if (decodedBytes > decodedBudgetBytes) {
      for (const document of decoded) document.cached = undefined;
      decoded = [];
      decodedBytes = this.raw.length;
    }
    decoded.push(this);
    return this.cached;
  }
}
