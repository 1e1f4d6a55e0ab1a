import { isOperatorDoc } from './bounds.ts';
import { MongoError } from './errors.ts';
import { compareValues, encodeValue } from './key-string.ts';
import { compileFilter } from './matcher.ts';
import { parseSort, sortDocuments } from './query.ts';
import { shellText } from './shell-text.ts';
import type { Slot } from './update-path.ts';
import { asNumber, copyTyped, docToPlain, isDoc, toPlain, typeName, type Doc } from './values.ts';

function idOf(doc: Doc): string {
  return `{_id: ${shellText(toPlain(doc['_id']))}}`;
}

function eachOf(operand: unknown, operator: string): unknown[] {
  if (!isDoc(operand) || !('$each' in operand)) return [operand];
  if (!Array.isArray(operand['$each'])) {
    throw new MongoError(
      2,
      `The argument to $each in ${operator} must be an array but it was of type ${typeName(operand['$each'])}`,
    );
  }
  return operand['$each'];
}

function integer(value: unknown, name: string): number {
  const number = asNumber(value);
  if (number === undefined || !Number.isInteger(number))
    throw new MongoError(
      2,
      `The value for ${name} must be an integer value but was given type: ${typeName(value)}`,
    );
  return number;
}

function sorted(array: unknown[], order: unknown): unknown[] {
  const direction = asNumber(order);
  if (direction !== undefined) return [...array].sort((a, b) => compareValues(a, b) * direction);
  const sort = parseSort(order);
  return sortDocuments(array, (element) => (isDoc(element) ? docToPlain(element) : {}), sort);
}

const pushModifiers = new Set(['$each', '$position', '$slice', '$sort']);

/** https://www.mongodb.com/docs/manual/reference/operator/update/push/ : position, then sort, then slice. */
export function push(slot: Slot, operand: unknown): void {
  const current = slot.get() ?? [];
  if (!Array.isArray(current)) {
    throw new MongoError(
      2,
      `The field '${slot.path}' must be an array but is of type ${typeName(current)} in document ${idOf(slot.doc)}`,
    );
  }
  const items = eachOf(operand, '$push').map(copyTyped);
  const modifiers: Doc = isDoc(operand) && '$each' in operand ? operand : {};
  const unknown = Object.keys(modifiers).find((name) => !pushModifiers.has(name));
  if (unknown !== undefined) throw new MongoError(2, `Unrecognized clause in $push: ${unknown}`);
  const array: unknown[] = [...(current as unknown[])];
  const position = '$position' in modifiers ? integer(modifiers['$position'], '$position') : array.length;
  array.splice(position, 0, ...items);
  const ordered = '$sort' in modifiers ? sorted(array, modifiers['$sort']) : array;
  const slice = '$slice' in modifiers ? integer(modifiers['$slice'], '$slice') : ordered.length;
  slot.set(slice < 0 ? ordered.slice(slice) : ordered.slice(0, slice));
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
  const seen = new Set(array.map(encodeValue));
  for (const item of eachOf(operand, '$addToSet')) {
    const encoded = encodeValue(item);
    if (seen.has(encoded)) continue;
    seen.add(encoded);
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

function removeWhere(slot: Slot, operator: string, test: (element: unknown) => boolean): void {
  const current = slot.get();
  if (current === undefined) return;
  if (!Array.isArray(current)) throw new MongoError(2, `Cannot apply ${operator} to a non-array value`);
  slot.set(current.filter((element) => !test(element)));
}

/** https://www.mongodb.com/docs/manual/reference/operator/update/pull/ */
export function pull(slot: Slot, condition: unknown): void {
  removeWhere(slot, '$pull', pullTest(condition));
}

export function pullAll(slot: Slot, operand: unknown): void {
  if (!Array.isArray(operand))
    throw new MongoError(2, `$pullAll requires an array argument but was given a ${typeName(operand)}`);
  const unwanted = new Set(operand.map(encodeValue));
  removeWhere(slot, '$pullAll', (element) => unwanted.has(encodeValue(element)));
}

export function pop(slot: Slot, operand: unknown): void {
  const current = slot.get();
  const direction = asNumber(operand);
  if (direction !== 1 && direction !== -1)
    throw new MongoError(9, `$pop expects 1 or -1, found: ${shellText(toPlain(operand))}`);
  if (current === undefined) return;
  if (!Array.isArray(current))
    throw new MongoError(
      14,
      `Path '${slot.path}' contains an element of non-array type '${typeName(current)}'`,
    );
  slot.set(direction > 0 ? current.slice(0, -1) : current.slice(1));
}
