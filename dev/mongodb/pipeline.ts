import { Aggregator } from 'mingo/aggregator';
import { ProcessingMode } from 'mingo/core';
import type { Collection } from './collection.ts';
import type { Disorder } from './disorder.ts';
import { MongoError, notBuilt } from './errors.ts';
import { compileFilter, mingoOptions, mingoStages, withMingo } from './matcher.ts';
import type { Plan } from './planner.ts';
import { find, parseSort, sortDocuments, type FindRequest, type Usage } from './query.ts';
import type { StoredDocument } from './stored-document.ts';
import { asNumber, encodeDocument, isDoc, type Doc, type Raw } from './values.ts';

export interface PipelineContext {
  collection: (name: string) => Collection | undefined;
  usage: Usage;
  disorder: Disorder | undefined;
}

interface Stage {
  name: string;
  argument: unknown;
}

/** https://www.mongodb.com/docs/manual/reference/operator/aggregation/unionWith/, "the order is unspecified" */
const unorderedStages = new Set(['$unionWith', '$group']);
const ownStages = new Set(['$match', '$sort', '$limit', '$skip', '$count', '$unionWith']);

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
    if (!ownStages.has(name) && !Object.hasOwn(mingoStages, name)) {
      throw notBuilt(40324, `Unrecognized pipeline stage name: '${name}'`);
    }
    return { name, argument };
  });
}

function countOf(name: '$limit' | '$skip', argument: unknown): number {
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
 * Turns the leading stages into a find on the collection: matches, then a sort, then skips and a limit.
 * https://www.mongodb.com/docs/manual/core/aggregation-pipeline-optimization/
 */
function leadingFind(stages: readonly Stage[]): { request: FindRequest; used: number } {
  const filters: Doc[] = [];
  const request: FindRequest = { filter: {} };
  let used = 0;
  for (const { name, argument } of stages) {
    if (name === '$match' && request.skip === undefined && request.limit === undefined && isDoc(argument))
      filters.push(argument);
    else if (name === '$sort' && !request.sort && request.skip === undefined && request.limit === undefined)
      request.sort = parseSort(argument);
    else if (name === '$skip' && request.limit === undefined)
      request.skip = (request.skip ?? 0) + countOf(name, argument);
    else if (name === '$limit') request.limit = Math.min(request.limit ?? Infinity, countOf(name, argument));
    else break;
    used++;
  }
  const [only] = filters;
  request.filter = filters.length > 1 ? { $and: filters } : (only ?? {});
  return { request, used };
}

export interface PipelineResult {
  plan: Plan;
  /** The stages that ran after the find on the collection. */
  laterStages: readonly string[];
  /** Stored documents when the find served every stage, computed documents otherwise. */
  stored?: StoredDocument[];
  computed?: Doc[];
}

/** https://www.mongodb.com/docs/manual/reference/command/aggregate/ */
export function aggregate(
  source: Collection | undefined,
  pipeline: unknown,
  context: PipelineContext,
): PipelineResult {
  const stages = parseStages(pipeline);
  const { request, used } = leadingFind(stages);
  const { plan, documents } = find(source, request, context.usage);
  const later = stages.slice(used);
  const laterStages = later.map(({ name }) => name);
  if (later.length === 0) return { plan, laterStages, stored: documents };
  const computed =
    countedOnly(later, documents.length) ??
    runStages(
      documents.map(({ plain }) => plain),
      later,
      context,
    );
  return { plan, laterStages, computed };
}

export function rawResults({ stored, computed }: PipelineResult): Raw[] {
  return stored?.map(({ raw }) => raw) ?? computed?.map(encodeDocument) ?? [];
}

/** Answers `countDocuments` of the drivers without decoding a document. */
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
  return stages.reduce((documents, stage) => {
    const output = runStage(documents, stage, context);
    return context.disorder && unorderedStages.has(stage.name) ? context.disorder.shuffle(output) : output;
  }, input);
}

function runStage(documents: Doc[], { name, argument }: Stage, context: PipelineContext): Doc[] {
  const spec = isDoc(argument) ? argument : {};
  switch (name) {
    case '$match':
      return documents.filter(compileFilter(spec));
    case '$sort':
      return sortDocuments(documents, (doc) => doc, parseSort(argument));
    case '$skip':
      return documents.slice(countOf(name, argument));
    case '$limit':
      return documents.slice(0, countOf(name, argument));
    case '$count':
      return documents.length > 0 ? [{ [String(argument)]: documents.length }] : [];
    case '$unionWith': {
      const from = typeof argument === 'string' ? argument : String(spec['coll']);
      const { stored, computed } = aggregate(context.collection(from), spec['pipeline'] ?? [], context);
      return [...documents, ...(computed ?? stored?.map(({ plain }) => plain) ?? [])];
    }
    default: {
      const options = { ...mingoOptions, processingMode: ProcessingMode.CLONE_INPUT };
      return withMingo(() => new Aggregator([{ [name]: argument }], options).run<Doc>(documents));
    }
  }
}
