import { isOperatorDoc } from './bounds.ts';
import { MongoError, notBuilt } from './errors.ts';
import { encodeValue } from './key-string.ts';
import { compileFilter } from './matcher.ts';
import { shellText } from './shell-text.ts';
import type { Slot } from './update-path.ts';
import { copyTyped, docToPlain, isDoc, toPlain, typeName, type Doc } from './values.ts';

function idOf(doc: Doc): string {
  return `{_id: ${shellText(toPlain(doc['_id']))}}`;
}

/** The values to add: the operand itself, or the array of its only modifier `$each`. */
function eachOf(operand: unknown, operator: string): unknown[] {
  if (!isDoc(operand) || !('$each' in operand)) return [operand];
  const modifier = Object.keys(operand).find((name) => name !== '$each');
  if (modifier !== undefined) throw notBuilt(2, `Unrecognized clause in ${operator}: ${modifier}`);
  if (!Array.isArray(operand['$each'])) {
    throw new MongoError(
      2,
      `The argument to $each in ${operator} must be an array but it was of type ${typeName(operand['$each'])}`,
    );
  }
  return operand['$each'];
}

/** https://www.mongodb.com/docs/manual/reference/operator/update/push/ */
export function push(slot: Slot, operand: unknown): void {
  const current = slot.get() ?? [];
  if (!Array.isArray(current)) {
    throw new MongoError(
      2,
      `The field '${slot.path}' must be an array but is of type ${typeName(current)} in document ${idOf(slot.doc)}`,
    );
  }
  slot.set([...(current as unknown[]), ...eachOf(operand, '$push').map(copyTyped)]);
}

/** https://www.mongodb.com/docs/manual/reference/operator/update/addToSet/ */
export function addToSet(slot: Slot, operand: unknown): void {
  const current = slot.get() ?? [];
  if (!Array.isArray(current)) {
    throw new MongoError(
      2,
      `Cannot apply $addToSet to non-array field. Field named '${slot.path}' has non-array type ${typeName(current)}`,
    );
  }
  const array: unknown[] = [...(current as unknown[])];
  const present = new Set(array.map(encodeValue));
  for (const item of eachOf(operand, '$addToSet')) {
    const encoded = encodeValue(item);
    if (present.has(encoded)) continue;
    present.add(encoded);
    array.push(copyTyped(item));
  }
  slot.set(array);
}

function pullTest(condition: unknown): (element: unknown) => boolean {
  const plain = toPlain(condition);
  if (isDoc(plain) && !isOperatorDoc(plain)) {
    const matches = compileFilter(plain);
    return (element) => isDoc(element) && matches(docToPlain(element));
  }
  if (Array.isArray(plain)) {
    const encoded = encodeValue(plain);
    return (element) => encodeValue(element) === encoded;
  }
  const matches = compileFilter({ value: plain });
  return (element) => matches({ value: toPlain(element) });
}

/** https://www.mongodb.com/docs/manual/reference/operator/update/pull/ */
export function pull(slot: Slot, condition: unknown): void {
  const current = slot.get();
  if (current === undefined) return;
  if (!Array.isArray(current)) throw new MongoError(2, 'Cannot apply $pull to a non-array value');
  const removes = pullTest(condition);
  slot.set(current.filter((element) => !removes(element)));
}
