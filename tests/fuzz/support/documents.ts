import {
  GraphQLBoolean,
  GraphQLNonNull,
  doTypesOverlap,
  getNamedType,
  isCompositeType,
  isLeafType,
  isNonNullType,
  isNullableType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import type { GraphQLArgument, GraphQLCompositeType, GraphQLInputType, GraphQLSchema } from 'graphql';
import { randomOf } from './random.ts';
import type { Random } from './random.ts';
import { valueOf } from './values.ts';
import type { Known } from './values.ts';

/** A GraphQL request. */
export interface Request {
  query: string;
  variables: Record<string, unknown>;
  operationName?: string;
}

interface Fragment {
  name: string;
  on: GraphQLCompositeType;
  text: string;
  variables: ReadonlySet<string>;
}

/** The field behind each response name where selections merge, so that most drafts are valid. */
type Scope = Map<string, { selected: string; within: Scope }>;

/** Aliases, among them names of Object.prototype. */
const aliases = ['a', 'b', 'a', 'b', '__proto__', 'constructor', '_0'] as const;
const maxDepth = 4;
/** Type of `if`. Null is never generated for it: the spec leaves open who refuses null. */
const condition = new GraphQLNonNull(GraphQLBoolean);

/** Generates a valid request for a schema; the same seed gives the same request. */
export function requestOf(schema: GraphQLSchema, known: Known, seed: number): Request {
  const random = randomOf(seed);
  for (;;) {
    const request = draft(schema, known, random);
    if (isValid(schema, request.query)) return request;
  }
}

export function isValid(schema: GraphQLSchema, query: string): boolean {
  return validate(schema, parse(query)).length === 0;
}

function draft(schema: GraphQLSchema, known: Known, random: Random): Request {
  const composites = Object.values(schema.getTypeMap()).filter(
    (type) => isCompositeType(type) && !type.name.startsWith('__'),
  ) as GraphQLCompositeType[];
  const declared = new Map<string, { type: string; text: string }>();
  const variables: Record<string, unknown> = {};
  const fragments: Fragment[] = [];
  let used = new Set<string>();
  let budget = 40;

  /** A new or an already declared variable of that type. */
  function variable(type: GraphQLInputType, name: string, hasDefault: boolean): string {
    const mayBeNullable = isNonNullType(type) && type !== condition && random.chance(hasDefault ? 0.5 : 0.1);
    const isStricter = isNullableType(type) && random.chance(0.3);
    const as = mayBeNullable ? type.ofType : isStricter ? new GraphQLNonNull(type) : type;
    const needsDefault = mayBeNullable && !hasDefault;
    const existing = [...declared].filter(([, one]) => one.type === String(as) && !needsDefault);
    const found = random.chance(0.4) ? random.pick(existing)?.[0] : undefined;
    const chosen = found ?? declare(as, name, needsDefault);
    used.add(chosen);
    return `$${chosen}`;
  }

  function declare(type: GraphQLInputType, name: string, needsDefault: boolean): string {
    const constant = { random, known, variable: () => undefined };
    const inner = needsDefault
      ? new GraphQLNonNull(type as ReturnType<typeof getNamedType> & GraphQLInputType)
      : type;
    const fallback = needsDefault || random.chance(0.25) ? valueOf(constant, inner, name).text : undefined;
    const called = `v${declared.size}`;
    declared.set(called, {
      type: String(type),
      text: `$${called}: ${String(type)}${fallback === undefined ? '' : ` = ${fallback}`}`,
    });
    const isOptional = fallback !== undefined || isNullableType(type);
    if (!isOptional || random.chance(0.7)) variables[called] = valueOf(constant, type, name).json;
    return called;
  }

  function argumentsOf(args: readonly GraphQLArgument[]): string {
    const given = args
      .filter((argument) => isRequiredArgument(argument) || random.chance(0.6))
      .map(({ name, type, defaultValue }) => {
        const value = random.chance(0.35)
          ? variable(type, name, defaultValue !== undefined)
          : valueOf({ random, known, variable }, type, name).text;
        return `${name}: ${value}`;
      });
    return given.length === 0 ? '' : `(${given.join(', ')})`;
  }

  function directives(): string {
    const one = (name: string) => {
      const value = random.chance(0.5) ? variable(condition, '', false) : String(random.chance(0.5));
      return ` @${name}(if: ${value})`;
    };
    return ['skip', 'include'].map((name) => (random.chance(0.08) ? one(name) : '')).join('');
  }

  function selectionSet(type: GraphQLCompositeType, depth: number, scope: Scope): string {
    const selections = Array.from({ length: budget > 0 ? 1 + random.below(5) : 1 }, () =>
      selection(type, depth, scope),
    );
    return `{ ${selections.join(' ')} }`;
  }

  function selection(type: GraphQLCompositeType, depth: number, scope: Scope): string {
    budget -= 1;
    const isRoot = type === schema.getQueryType() || type === schema.getMutationType();
    const likely = isRoot ? 0.08 : isObjectType(type) ? 0.2 : isUnionType(type) ? 0.8 : 0.5;
    const isFragment = depth > 0 && budget > 0 && random.chance(likely);
    if (!isFragment) return field(type, depth, scope);
    const overlapping = composites.filter((other) => doTypesOverlap(schema, type, other));
    const on = random.pick(overlapping) ?? type;
    if (random.chance(0.3)) return `...${fragment(on, overlapping, depth)}${directives()}`;
    const condition = on === type && random.chance(0.3) ? '' : ` on ${on.name}`;
    // Disjoint types may have different fields under the same response name.
    const within = random.chance(0.3) ? (new Map() as Scope) : scope;
    return `...${condition}${directives()} ${selectionSet(on, depth - 1, within)}`;
  }

  function fragment(
    on: GraphQLCompositeType,
    overlapping: readonly GraphQLCompositeType[],
    depth: number,
  ): string {
    const existing = fragments.filter((one) => overlapping.includes(one.on));
    const found = random.chance(0.5) ? random.pick(existing) : undefined;
    const chosen = found ?? newFragment(on, depth);
    for (const name of chosen.variables) used.add(name);
    return chosen.name;
  }

  function newFragment(on: GraphQLCompositeType, depth: number): Fragment {
    const outside = used;
    used = new Set();
    const text = selectionSet(on, depth - 1, new Map());
    const name = `F${fragments.length}`;
    const made = { name, on, text: `fragment ${name} on ${on.name} ${text}`, variables: used };
    fragments.push(made);
    used = outside;
    return made;
  }

  function field(type: GraphQLCompositeType, depth: number, scope: Scope): string {
    const all = isUnionType(type) ? [] : Object.values(type.getFields());
    const isOver = depth === 0 || budget <= 0;
    const fitting = all.filter((one) => !isOver || isLeafType(getNamedType(one.type)));
    const leading = fitting.filter((one) => !isLeafType(getNamedType(one.type)));
    const chosen = random.chance(0.08)
      ? undefined
      : ((random.chance(0.4) ? random.pick(leading) : undefined) ?? random.pick(fitting));
    const name = chosen?.name ?? '__typename';
    const selected = `${name}${argumentsOf(chosen?.args ?? [])}`;
    const alias = random.chance(0.2) ? random.pick([...aliases, ...all.map((one) => one.name)]) : name;
    const taken = scope.get(alias);
    const isFree = taken === undefined || taken.selected === selected || random.chance(0.1);
    const key = isFree ? alias : `x${scope.size}`;
    const within = isFree ? (taken?.within ?? (new Map() as Scope)) : (new Map() as Scope);
    scope.set(key, { selected, within });
    const of = chosen === undefined ? undefined : getNamedType(chosen.type);
    const inner = of !== undefined && isCompositeType(of) ? ` ${selectionSet(of, depth - 1, within)}` : '';
    return `${key === name ? '' : `${key}: `}${selected}${directives()}${inner}`;
  }

  function operation(name: string): string {
    used = new Set();
    const mutation = schema.getMutationType();
    const isMutation = mutation && random.chance(0.6);
    const root = isMutation ? mutation : schema.getQueryType();
    if (!root) throw new Error('The schema has no query type.');
    const body = selectionSet(root, maxDepth, new Map());
    const texts = [...used].map((one) => declared.get(one)?.text);
    return `${isMutation ? 'mutation' : 'query'} ${name}${texts.length === 0 ? '' : `(${texts.join(', ')})`} ${body}`;
  }

  const names = random.chance(0.15) ? ['A', 'B'] : random.chance(0.5) ? ['A'] : [''];
  const operations = names.map(operation);
  const executed = random.pick(names);
  return {
    query: [...operations, ...fragments.map(({ text }) => text)].join('\n'),
    variables,
    ...(names.length === 1 && random.chance(0.5) ? {} : executed ? { operationName: executed } : {}),
  };
}
