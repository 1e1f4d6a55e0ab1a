import type { TextCorrection } from './correct-module.ts';

/** The name of the error for a field that no subgraph resolves. Expanding abstract types does not mend it. */
export const unresolvableField = 'UnresolvableField';

/**
 * Finds no plan for a field of an interface without object types. The planner leaves the field out of the plan: `sold` is
 * null where nothing was fetched.
 *
 *     # shop                                      # gifts
 *     type Query { sold: Voucher }                type Voucher @key(fields: "code", resolvable: false)
 *     interface Voucher @key(fields: "code") {      @interfaceObject { code: ID! message: String }
 *       code: ID!
 *     }
 *
 *     { sold { message } }
 */
export const interfacesWithoutTypes: TextCorrection = {
  wrong: 'debug.groupEnd(() => `Terminating branch with no possible results`);',
  right: `if (this.isTopLevel && operation.kind === 'Field' && allLackTypes(options)) {
                    throw unresolvable(operation, 'an interface without object types');
                }
                debug.groupEnd(() => \`Terminating branch with no possible results\`);`,
  helper: `
function allLackTypes(options) {
  const types = options.flatMap(({ paths }) => paths.map(({ tail }) => tail.type));
  return types.every((type) => type.kind === 'InterfaceType' && type.possibleRuntimeTypes().length === 0);
}
function unresolvable(field, found) {
  const error = new Error('Expected a subgraph that resolves ' + field.definition.coordinate + ', found ' + found + '.');
  error.name = '${unresolvableField}';
  return error;
}`,
};

/**
 * Names the error for a field that no single subgraph resolves for all types of an interface, so that the operation is
 * refused (docs/decisions/2026-11-27-public-audit.md). On the graph of `tests/conformance/external/node-ids.graph.ts`:
 *
 *     { node(id: "c1") { id } }
 */
export const splitFields: TextCorrection = {
  wrong:
    "throw new Error(`Was not able to find any options for ${selection}: This shouldn't have happened.`);",
  right: `throw operation.kind === 'Field'
                    ? unresolvable(operation, 'none that does so for all types')
                    : new Error(\`Was not able to find any options for \${selection}: This shouldn't have happened.\`);`,
};
