import { getOperationAST, parse, print } from 'graphql';
import type { ExecutionState } from './execution-state.ts';
import type { FetchOperation } from './fetch-body.ts';
import type { MergedField } from './merged-fetch.ts';

/** Writes the bodies of merged requests: a document with an `_entities` field for each selection. */
export interface MergedBodies {
  write(fields: readonly MergedField[], state: ExecutionState): string;
  /** The response name of a field. */
  fieldName(fields: readonly MergedField[], index: number): string;
}

/** The constant parts of a body. */
interface Document {
  head: string;
  /** The client's variables: JSON labels and the client's names. */
  variables: readonly { label: string; name: string }[];
}

/** Any further document is written anew: which fetches are ready together depends on the order of responses. */
const maxDocuments = 64;

/** @param first a fetch of the group: its operation's name and directives are those of the merged operation */
export function createMergedBodies({ operation, names }: FetchOperation): MergedBodies {
  const definition = getOperationAST(parse(operation, { noLocation: true }));
  const start = `query ${definition?.name?.value ?? ''}`.trim();
  const directives = (definition?.directives ?? []).map((node) => print(node)).join(' ');
  const documents = new Map<string, Document>();
  const fieldName = (fields: readonly MergedField[], index: number) =>
    fields.length === 1 ? '_entities' : `entities${index}`;

  /** @param lists the variable of each field */
  function compile(fields: readonly MergedField[], lists: readonly string[]): Document {
    const definitions = new Map([...new Set(lists)].map((name) => [name, `$${name}:[_Any!]!`]));
    for (const { selection } of fields) {
      for (const [name, text] of selection.variables) definitions.set(name, text);
    }
    const selections = fields.map(({ selection }, index) => {
      const name = fieldName(fields, index);
      const alias = name === '_entities' ? '' : `${name}:`;
      return `${alias}_entities(representations:$${lists[index] ?? ''})${selection.selectionSet}`;
    });
    const query = `${start}(${[...definitions.values()].join()})${directives}{${selections.join(' ')}}`;
    const clientNames = new Set(fields.flatMap(({ selection }) => [...selection.variables.keys()]));
    return {
      head: `{"query":${JSON.stringify(query)},"variables":{`,
      variables: Array.from(clientNames, (sent) => ({
        label: `${JSON.stringify(sent)}:`,
        name: names.clientVariable(sent),
      })),
    };
  }

  function documentOf(fields: readonly MergedField[], lists: readonly string[]): Document {
    const key = fields.map(({ selection }, index) => `${selection.id} ${lists[index] ?? ''}`).join();
    let document = documents.get(key);
    if (document === undefined) {
      document = compile(fields, lists);
      if (documents.size < maxDocuments) documents.set(key, document);
    }
    return document;
  }

  return {
    fieldName,
    write(fields, state) {
      /** Fields with the same representations share a variable. */
      const byList = new Map<string, string>();
      const lists = fields.map(({ entities }) => {
        const list = [...entities.keys()].join();
        const name = byList.get(list) ?? `representations${byList.size || ''}`;
        byList.set(list, name);
        return name;
      });
      const { head, variables } = documentOf(fields, lists);
      const members = Array.from(byList, ([list, name]) => `"${name}":[${list}]`);
      for (const { label, name } of variables) {
        if (!Object.hasOwn(state.variables, name)) continue;
        const value = JSON.stringify(state.variables[name]) as string | undefined;
        if (value !== undefined) members.push(label + value);
      }
      return `${head}${members.join()}}}`;
    },
  };
}
