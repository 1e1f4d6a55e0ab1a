import { Double, Int32, Long } from 'bson';
import { MongoError, notBuilt } from './errors.ts';
import { compareValues } from './key-string.ts';
import { shellText } from './shell-text.ts';
import { addToSet, pull, push } from './update-arrays.ts';
import { Slot, updatePath } from './update-path.ts';
import { bsonType, copyTyped, isDoc, toPlain, typeName, type Doc } from './values.ts';

/** @param isInsert true while an upsert creates its document */
type Operator = (slot: Slot, operand: unknown, isInsert: boolean) => void;
type Numeric = Int32 | Double | Long;

function numeric(value: unknown): Numeric | undefined {
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? new Int32(value) : new Double(value);
  return value instanceof Int32 || value instanceof Double || value instanceof Long ? value : undefined;
}

function toBigInt(value: Int32 | Long): bigint {
  return value instanceof Long ? value.toBigInt() : BigInt(value.value);
}

function toNumber(value: Numeric): number {
  return value instanceof Long ? value.toNumber() : value.value;
}

/** Int32 widens to Long on overflow; a Double on either side makes a Double: https://www.mongodb.com/docs/manual/reference/operator/update/inc/ */
function sum(left: Numeric, right: Numeric): Numeric {
  if (left instanceof Double || right instanceof Double) return new Double(toNumber(left) + toNumber(right));
  const result = toBigInt(left) + toBigInt(right);
  if (BigInt.asIntN(64, result) !== result) {
    throw new MongoError(
      2,
      `Failed to apply $inc operations to current value (${left.toString()}) with a result beyond 64 bits`,
    );
  }
  const fits = left instanceof Int32 && right instanceof Int32 && BigInt.asIntN(32, result) === result;
  return fits ? new Int32(Number(result)) : Long.fromBigInt(result);
}

function increment(slot: Slot, operand: unknown): void {
  const by = numeric(operand);
  if (!by) {
    if (bsonType(operand) === 'Decimal128') throw notBuilt(2, 'Cannot increment with a Decimal128');
    throw new MongoError(
      14,
      `Cannot increment with non-numeric argument: {${slot.path}: ${shellText(toPlain(operand))}}`,
    );
  }
  const current = slot.get();
  const value = current === undefined ? new Int32(0) : numeric(current);
  if (!value) {
    throw new MongoError(
      14,
      `Cannot apply $inc to a value of non-numeric type. {_id: ${shellText(toPlain(slot.doc['_id']))}} has the field '${slot.path}' of non-numeric type ${typeName(current)}`,
    );
  }
  slot.set(current === undefined ? by : sum(value, by));
}

const operators: Record<string, Operator> = {
  $set: (slot, operand) => {
    slot.set(copyTyped(operand));
  },
  $setOnInsert: (slot, operand, isInsert) => {
    if (isInsert) slot.set(copyTyped(operand));
  },
  $unset: (slot) => {
    slot.unset();
  },
  $inc: increment,
  $min: (slot, operand) => {
    if (slot.get() === undefined || compareValues(operand, slot.get()) < 0) slot.set(operand);
  },
  $max: (slot, operand) => {
    if (slot.get() === undefined || compareValues(operand, slot.get()) > 0) slot.set(operand);
  },
  $push: push,
  $addToSet: addToSet,
  $pull: pull,
};

/** https://www.mongodb.com/docs/manual/reference/operator/update/#update-operators-behavior */
function assertNoConflicts(paths: readonly string[]): void {
  const sorted = [...paths].sort();
  for (const path of sorted) {
    const at = paths.indexOf(path);
    const other = paths.find(
      (one, position) => position !== at && (one === path || path.startsWith(`${one}.`)),
    );
    if (other !== undefined)
      throw new MongoError(40, `Updating the path '${path}' would create a conflict at '${other}'`);
  }
}

function fieldsOf(name: string, fields: unknown): [path: string, operand: unknown][] {
  if (!Object.hasOwn(operators, name)) {
    throw notBuilt(9, `Unknown modifier: ${name}. Expected a valid update modifier`);
  }
  if (!isDoc(fields)) {
    throw new MongoError(
      9,
      `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${name}: ${shellText(toPlain(fields))}}`,
    );
  }
  return Object.entries(fields);
}

/** Changes a typed document in place: https://www.mongodb.com/docs/manual/reference/operator/update/ */
export function applyOperators(doc: Doc, update: Doc, isInsert: boolean): void {
  const changes = Object.entries(update).flatMap(([name, fields]) =>
    fieldsOf(name, fields).map(([path, operand]) => ({ name, path, operand })),
  );
  assertNoConflicts(changes.map(({ path }) => path));
  for (const { name, path, operand } of changes)
    operators[name]?.(new Slot(doc, updatePath(path)), operand, isInsert);
}
