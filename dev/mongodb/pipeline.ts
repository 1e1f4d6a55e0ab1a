import { Aggregator } from 'mingo/aggregator';
import { ProcessingMode } from 'mingo/core';
import type { Collection } from './collection.ts';
import { MongoError } from './errors.ts';
import { sameValue } from './key-string.ts';
import { compileFilter, mingoOptions, viaMingo } from './matcher.ts';
import type { Plan } from './planner.ts';
import { find, parseSort, sortDocuments, type Effort, type Find } from './query.ts';
import type { StoredDocument } from './stored-document.ts';
import { asNumber, encodeDocument, isDoc, type Doc, type Raw } from './values.ts';
import { somePathValue } from './paths.ts';

export interface PipelineContext {
  collection: (name: string) => Collection | undefined;
  effort: Effort;
  variables: Doc | undefined;
}

interface Stage {
  name: string;
  argument: unknown;
}

const ours = new Set([
  '$match',
  '$sort',
  '$limit',
  '$skip',
  '$count',
  '$lookup',
  '$unionWith',
  '$facet',
  '$geoNear',
]);
const mingos = new Set([
  ...[
    '$addFields',
    '$set',
    '$unset',
    '$project',
    '$replaceRoot',
    '$replaceWith',
    '$unwind',
    '$group',
    '$bucket',
  ],
  ...[
    '$bucketAuto',
    '$sortByCount',
    '$sample',
    '$redact',
    '$setWindowFields',
    '$densify',
    '$fill',
    '$graphLookup',
  ],
]);

function parseStages(pipeline: unknown): Stage[] {
  if (!Array.isArray(pipeline)) throw new MongoError(14, "'pipeline' option must be specified as an array");
  return pipeline.map((stage) => {
    const entries = isDoc(stage) ? Object.entries(stage) : [];
    const [name, argument] = entries[0] ?? [];
    if (entries.length !== 1 || name === undefined) {
      throw new MongoError(40323, 'A pipeline stage specification object must contain exactly one field.');
    }
    if (name === '$changeStream') {
      throw new MongoError(40573, 'The $changeStream stage is only supported on replica sets');
    }
    if ((!ours.has(name) && !mingos.has(name)) || name === '$geoNear' || name === '$graphLookup') {
      throw new MongoError(40324, `Unrecognized pipeline stage name: '${name}'`);
    }
    return { name, argument };
  });
}

function count(name: string, argument: unknown): number {
  const number = asNumber(argument);
  if (number === undefined || number < (name === '$limit' ? 1 : 0) || !Number.isInteger(number)) {
    throw new MongoError(
      name === '$limit' ? 15958 : 15956,
      `invalid argument to ${name} stage: ${String(argument)}`,
    );
  }
  return number;
}

/**
 * What the leading stages ask of the collection itself: matches, then one sort, then skips and one limit.
 * https://www.mongodb.com/docs/manual/core/aggregation-pipeline-optimization/
 */
function leadingFind(stages: readonly Stage[]): { request: Find; used: number } {
  const filters: Doc[] = [];
  const request: Find = { filter: {} };
  let used = 0;
  for (const { name, argument } of stages) {
    if (name === '$match' && request.skip === undefined && request.limit === undefined && isDoc(argument))
      filters.push(argument);
    else if (name === '$sort' && !request.sort && request.skip === undefined && request.limit === undefined)
      request.sort = parseSort(argument);
    else if (name === '$skip' && request.limit === undefined)
      request.skip = (request.skip ?? 0) + count(name, argument);
    else if (name === '$limit') request.limit = Math.min(request.limit ?? Infinity, count(name, argument));
    else break;
    used++;
  }
  const [only] = filters;
  request.filter = filters.length > 1 ? { $and: filters } : (only ?? {});
  return { request, used };
}

export interface PipelineResult {
  plan: Plan;
  /** Stages that ran behind the collection's own part. */
  rest: readonly string[];
  /** Stored documents when every stage was served by the collection, computed ones otherwise. */
  stored?: StoredDocument[];
  computed?: Doc[];
}

/** https://www.mongodb.com/docs/manual/reference/command/aggregate/ */
export function aggregate(
  source: Collection | undefined,
  pipeline: unknown,
  context: PipelineContext,
  hint?: unknown,
): PipelineResult {
  const stages = parseStages(pipeline);
  const { request, used } = leadingFind(stages);
  const { plan, documents } = find(
    source,
    { ...request, hint, variables: context.variables },
    context.effort,
  );
  const rest = stages.slice(used);
  const names = rest.map(({ name }) => name);
  if (rest.length === 0) return { plan, rest: names, stored: documents };
  return {
    plan,
    rest: names,
    computed:
      countedOnly(rest, documents.length) ??
      runStages(
        documents.map(({ plain }) => plain),
        rest,
        context,
      ),
  };
}

export function rawResults({ stored, computed }: PipelineResult): Raw[] {
  return stored?.map(({ raw }) => raw) ?? computed?.map(encodeDocument) ?? [];
}

/** `countDocuments` of the drivers: nothing needs decoding. */
function countedOnly(stages: readonly Stage[], total: number): Doc[] | undefined {
  const [only, more] = stages;
  if (!only || more) return undefined;
  if (only.name === '$count') return total > 0 ? [{ [String(only.argument)]: total }] : [];
  const group = isDoc(only.argument) ? only.argument : {};
  const sum = group['n'];
  const counts =
    only.name === '$group' &&
    Object.keys(group).length === 2 &&
    group['_id'] === 1 &&
    isDoc(sum) &&
    sum['$sum'] === 1;
  return counts ? (total > 0 ? [{ _id: 1, n: total }] : []) : undefined;
}

function runStages(input: Doc[], stages: readonly Stage[], context: PipelineContext): Doc[] {
  let documents = input;
  for (let at = 0; at < stages.length; at++) {
    const stage = stages[at];
    if (!stage) break;
    if (ours.has(stage.name)) {
      documents = runOwn(documents, stage, context);
      continue;
    }
    const run: Doc[] = [];
    for (let next = stages[at]; next && mingos.has(next.name); next = stages[++at])
      run.push({ [next.name]: next.argument });
    at--;
    const options = {
      ...mingoOptions,
      processingMode: ProcessingMode.CLONE_INPUT,
      ...(context.variables ? { variables: context.variables } : {}),
    };
    documents = viaMingo(() => new Aggregator(run, options).run<Doc>(documents));
  }
  return documents;
}

function runOwn(documents: Doc[], { name, argument }: Stage, context: PipelineContext): Doc[] {
  const spec = isDoc(argument) ? argument : {};
  switch (name) {
    case '$match': {
      const matches = compileFilter(spec, context.variables);
      return documents.filter(matches);
    }
    case '$sort':
      return sortDocuments(documents, (doc) => doc, parseSort(argument));
    case '$skip':
      return documents.slice(count(name, argument));
    case '$limit':
      return documents.slice(0, count(name, argument));
    case '$count':
      return documents.length > 0 ? [{ [String(argument)]: documents.length }] : [];
    case '$facet':
      return [
        Object.fromEntries(
          Object.entries(spec).map(([key, inner]) => [
            key,
            runStages(documents, parseStages(inner), context),
          ]),
        ),
      ];
    case '$unionWith': {
      const coll = typeof argument === 'string' ? argument : String(spec['coll']);
      return [
        ...documents,
        ...plainResults(aggregate(context.collection(coll), spec['pipeline'] ?? [], context)),
      ];
    }
    default:
      return documents.map((doc) => lookup(doc, spec, context));
  }
}

function plainResults({ stored, computed }: PipelineResult): Doc[] {
  return computed ?? stored?.map(({ plain }) => plain) ?? [];
}

/** https://www.mongodb.com/docs/manual/reference/operator/aggregation/lookup/ */
function lookup(doc: Doc, spec: Doc, context: PipelineContext): Doc {
  const { from, localField, foreignField, as, pipeline = [] } = spec;
  if (typeof from !== 'string' || typeof as !== 'string')
    throw new MongoError(9, '$lookup needs from and as');
  const variables = { ...context.variables, ...letVariables(doc, spec['let']) };
  const join: Doc[] =
    typeof localField === 'string' && typeof foreignField === 'string'
      ? [{ $match: { [foreignField]: { $in: localValues(doc, localField) } } }]
      : [];
  const stages: unknown[] = Array.isArray(pipeline) ? pipeline : [];
  const found = aggregate(context.collection(from), [...join, ...stages], { ...context, variables });
  const joined = { ...doc };
  const parts = as.split('.');
  let target: Doc = joined;
  for (const part of parts.slice(0, -1)) {
    const inner = target[part];
    target = target[part] = isDoc(inner) ? { ...inner } : {};
  }
  target[parts.at(-1) ?? as] = plainResults(found);
  return joined;
}

function letVariables(doc: Doc, expressions: unknown): Doc {
  if (!isDoc(expressions)) return {};
  const [values] = viaMingo(() =>
    new Aggregator([{ $replaceRoot: { newRoot: expressions } }], mingoOptions).run<Doc>([doc]),
  );
  return values ?? {};
}

function localValues(doc: Doc, path: string): unknown[] {
  const values: unknown[] = [];
  const parts = path.split('.');
  somePathValue(
    doc,
    parts,
    (value) => {
      for (const one of Array.isArray(value) ? (value as unknown[]) : [value ?? null]) {
        if (!values.some((known) => sameValue(known, one))) values.push(one);
      }
      return false;
    },
    false,
  );
  return values;
}
