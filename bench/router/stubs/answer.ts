import { Kind, parse } from 'graphql';
import type { FieldNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';
import { entities, hotels } from '../graph/data.ts';

interface SubgraphBody {
  query: string;
  variables?: Record<string, unknown>;
}

interface Representation {
  __typename: string;
  id: string;
}

interface Execution {
  variables: Readonly<Record<string, unknown>>;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/**
 * Answers a request to a stub subgraph: resolves fields, aliases, fragments and representations from constant data. It
 * supports only the GraphQL that the plans of the benchmark's queries need.
 */
export function answerOf(body: string): string {
  const { query, variables = {} } = JSON.parse(body) as SubgraphBody;
  const { definitions } = parse(query, { noLocation: true });
  const fragments = new Map(
    definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error(`expected an operation, received ${query}`);
  return JSON.stringify({ data: select(operation.selectionSet, null, { variables, fragments }) });
}

function select(
  { selections }: SelectionSetNode,
  from: object | null,
  execution: Execution,
): Record<string, unknown> {
  const selected: Record<string, unknown> = {};
  for (const node of selections) {
    if (node.kind === Kind.FIELD) {
      const key = node.alias?.value ?? node.name.value;
      selected[key] = complete(valueOf(node, from, execution), node, execution);
      continue;
    }
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : execution.fragments.get(node.name.value);
    if (fragment === undefined) throw new Error('expected a defined fragment');
    const condition = fragment.typeCondition?.name.value;
    const type = from === null ? 'Query' : (from as { __typename?: string }).__typename;
    if (condition === undefined || condition === type) {
      Object.assign(selected, select(fragment.selectionSet, from, execution));
    }
  }
  return selected;
}

function valueOf(node: FieldNode, from: object | null, execution: Execution): unknown {
  const name = node.name.value;
  if (from !== null) {
    if (!(name in from)) throw new Error(`expected a known field, received ${name}`);
    return (from as Record<string, unknown>)[name];
  }
  switch (name) {
    case '__typename':
      return 'Query';
    case 'hotels':
      return hotels.slice(0, Number(argumentOf(node, 'first', execution)));
    case '_entities': {
      const representations = argumentOf(node, 'representations', execution) as Representation[];
      return representations.map(({ __typename: type, id }) => entities.get(`${type}:${id}`) ?? null);
    }
    default:
      throw new Error(`expected hotels or _entities, received ${name}`);
  }
}

function argumentOf(node: FieldNode, name: string, { variables }: Execution): unknown {
  const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
  if (value?.kind === Kind.VARIABLE) return variables[value.name.value];
  if (value?.kind === Kind.INT) return Number(value.value);
  throw new Error(`expected ${name} as a variable or a number`);
}

function complete(value: unknown, node: FieldNode, execution: Execution): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => complete(one, node, execution));
  if (node.selectionSet === undefined || typeof value !== 'object' || value === null) return value;
  return select(node.selectionSet, value, execution);
}
