import { Double, Int32, Long, Timestamp } from 'bson';
import { MongoError } from './errors.ts';
import { compareValues } from './key-string.ts';
import { shellText } from './shell-text.ts';
import { addToSet, pop, pull, pullAll, push } from './update-arrays.ts';
import { Slot, slots, type Positions } from './update-path.ts';
import { bsonType, copyTyped, isDoc, toPlain, typeName, type Doc } from './values.ts';

export interface UpdateContext extends Positions {
  inserting: boolean;
  now: Date;
}

type Operator = (slot: Slot, operand: unknown, context: UpdateContext) => void;
type Numeric = Int32 | Double | Long;

function numeric(value: unknown): Numeric | undefined {
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? new Int32(value) : new Double(value);
  return value instanceof Int32 || value instanceof Double || value instanceof Long ? value : undefined;
}

function toLong(value: Int32 | Long): bigint {
  return value instanceof Long ? value.toBigInt() : BigInt(value.value);
}

/** Int32 widens to Long when it must, and anything with a Double is one: https://www.mongodb.com/docs/manual/reference/operator/update/inc/ */
function arithmetic(operator: '$inc' | '$mul', left: Numeric, right: Numeric): Numeric {
  if (left instanceof Double || right instanceof Double) {
    const [a, b] = [left, right].map((one) => (one instanceof Long ? one.toNumber() : one.value));
    return new Double(operator === '$inc' ? (a ?? 0) + (b ?? 0) : (a ?? 0) * (b ?? 0));
  }
  const result = operator === '$inc' ? toLong(left) + toLong(right) : toLong(left) * toLong(right);
  if (BigInt.asIntN(64, result) !== result) {
    throw new MongoError(
      2,
      `Failed to apply ${operator} operations to current value (${left.toString()}) with a result beyond 64 bits`,
    );
  }
  const fits = left instanceof Int32 && right instanceof Int32 && BigInt.asIntN(32, result) === result;
  return fits ? new Int32(Number(result)) : Long.fromBigInt(result);
}

function arithmeticOperator(operator: '$inc' | '$mul'): Operator {
  return (slot, operand) => {
    const by = numeric(operand);
    if (!by) {
      const [verb, article] = operator === '$inc' ? ['increment', 'with'] : ['multiply', 'with'];
      if (bsonType(operand) === 'Decimal128')
        throw new MongoError(2, `${operator} with Decimal128 is not supported by this server`);
      throw new MongoError(
        14,
        `Cannot ${verb} ${article} non-numeric argument: {${slot.path}: ${shellText(toPlain(operand))}}`,
      );
    }
    const current = slot.get();
    if (current === undefined) {
      slot.set(operator === '$inc' ? by : arithmetic('$mul', by, new Int32(0)));
      return;
    }
    const value = numeric(current);
    if (!value) {
      throw new MongoError(
        14,
        `Cannot apply ${operator} to a value of non-numeric type. {_id: ${shellText(toPlain(slot.doc['_id']))}} has the field '${slot.path}' of non-numeric type ${typeName(current)}`,
      );
    }
    slot.set(arithmetic(operator, value, by));
  };
}

function currentDate(slot: Slot, operand: unknown, { now }: UpdateContext): void {
  const type = isDoc(operand) ? operand['$type'] : operand;
  if (type === 'timestamp') slot.set(new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 }));
  else if (type === 'date' || type === true || type === false) slot.set(now);
  else
    throw new MongoError(
      2,
      `${typeName(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
    );
}

function rename(slot: Slot, operand: unknown): void {
  const value = slot.get();
  if (value === undefined) return;
  slot.unset();
  new Slot(slot.doc, String(operand).split('.')).set(value);
}

const operators: Record<string, Operator> = {
  $set: (slot, operand) => {
    slot.set(copyTyped(operand));
  },
  $setOnInsert: (slot, operand, { inserting }) => {
    if (inserting) slot.set(copyTyped(operand));
  },
  $unset: (slot) => {
    slot.unset();
  },
  $inc: arithmeticOperator('$inc'),
  $mul: arithmeticOperator('$mul'),
  $min: (slot, operand) => {
    if (slot.get() === undefined || compareValues(operand, slot.get()) < 0) slot.set(operand);
  },
  $max: (slot, operand) => {
    if (slot.get() === undefined || compareValues(operand, slot.get()) > 0) slot.set(operand);
  },
  $currentDate: currentDate,
  $rename: rename,
  $push: push,
  $addToSet: addToSet,
  $pull: pull,
  $pullAll: pullAll,
  $pop: pop,
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
  if (!operators[name]) {
    throw new MongoError(
      9,
      `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
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
export function applyOperators(doc: Doc, update: Doc, context: UpdateContext): void {
  const changes = Object.entries(update).flatMap(([name, fields]) =>
    fieldsOf(name, fields).map(([path, operand]) => ({ name, path, operand })),
  );
  assertNoConflicts(
    changes.flatMap(({ name, path, operand }) => (name === '$rename' ? [path, String(operand)] : [path])),
  );
  const used = new Set(
    changes.flatMap(({ path }) => [...path.matchAll(/\$\[(\w+)\]/g)].map(([, identifier]) => identifier)),
  );
  for (const identifier of context.filters.keys()) {
    if (!used.has(identifier)) {
      throw new MongoError(
        9,
        `The array filter for identifier '${identifier}' was not used in the update ${shellText(toPlain(update))}`,
      );
    }
  }
  for (const { name, path, operand } of changes) {
    for (const slot of slots(doc, path, context)) operators[name]?.(slot, operand, context);
  }
}
