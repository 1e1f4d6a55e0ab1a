import { decodePlain, type Doc, type Raw } from './values.ts';

/** How many bytes of raw documents may be held decoded at once; beyond it all are decoded anew when next read. */
const decodedBudgetBytes = 8 * 1024 * 1024;

let decoded: StoredDocument[] = [];
let decodedBytes = 0;

/** One document of a collection; `id` is its place in natural order, as MongoDB's RecordId. */
export class StoredDocument {
  readonly id: number;
  readonly raw: Raw;
  private cached: Doc | undefined;

  constructor(id: number, raw: Raw) {
    this.id = id;
    this.raw = raw;
  }

  /** The decoded form, for looking only: it is shared. */
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
