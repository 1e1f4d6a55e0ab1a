import { readFileSync } from 'node:fs';
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
} from 'graphql';
import type { GraphQLFieldResolver, GraphQLOutputType, GraphQLResolveInfo } from 'graphql';
import { subgraphs } from '../../schema/subgraphs.ts';
import { startFakeSubgraph } from './fake-subgraph.ts';
import type { FakeSubgraph } from './fake-subgraph.ts';

/**
 * Starts Wayfare's subgraphs from their SDL, without stores: every field has a value of its type.
 * @param reach awaited before each field
 */
export function startMockedSubgraphs(
  reach: (typeAndField: string) => Promise<void> = () => Promise.resolve(),
): Promise<FakeSubgraph[]> {
  const resolve: GraphQLFieldResolver<Record<string, unknown> | undefined, unknown> = async (
    source,
    _args,
    _context,
    info,
  ) => {
    await reach(`${info.parentType.name}.${info.fieldName}`);
    const own = source?.[info.fieldName];
    return own === undefined ? valueOf(info.returnType, info) : own;
  };
  return Promise.all(
    subgraphs.map(({ name, sdlPath }) =>
      startFakeSubgraph({
        ...{ name, typeDefs: readFileSync(sdlPath, 'utf8'), resolvers: {} },
        fieldResolver: resolve as GraphQLFieldResolver<never, never>,
      }),
    ),
  );
}

function valueOf(outputType: GraphQLOutputType, info: GraphQLResolveInfo): unknown {
  const type = getNullableType(outputType);
  if (isListType(type)) return [1, 2].map(() => valueOf(type.ofType, info));
  const named = getNamedType(type);
  if (isCompositeType(named)) {
    const [first] = isAbstractType(named) ? info.schema.getPossibleTypes(named) : [named];
    return { __typename: first?.name };
  }
  if (isEnumType(named)) return named.getValues()[0]?.value;
  return scalars[named.name] ?? 'text';
}

const scalars: Readonly<Record<string, unknown>> = {
  ...{ Int: 1, SafeInt: 1, Float: 1, Boolean: true, ID: 'id_1' },
};
