import { buildSchema, isAbstractType, isObjectType } from 'graphql';
import type { GraphQLFieldResolver, GraphQLSchema, GraphQLTypeResolver } from 'graphql';
import type { Service } from './graph.ts';

/**
 * A schema with resolvers: by type and field, and `__resolveType` for what is abstract (a `__typename` in the value
 * does as well).
 * @throws Error where a resolver is for nothing in the schema
 */
export function executableSchema({ typeDefs, resolvers }: Service): GraphQLSchema {
  const schema = buildSchema(typeDefs);
  for (const [typeName, ofType] of Object.entries(resolvers)) {
    const type = schema.getType(typeName);
    for (const [name, resolve] of Object.entries(ofType as Record<string, unknown>)) {
      if (isAbstractType(type) && name === '__resolveType') {
        type.resolveType = resolve as GraphQLTypeResolver<unknown, unknown>;
        continue;
      }
      const field = isObjectType(type) ? type.getFields()[name] : undefined;
      if (field === undefined) throw new Error(`There is no ${typeName}.${name} to resolve.`);
      field.resolve = resolve as GraphQLFieldResolver<unknown, unknown>;
    }
  }
  return schema;
}
