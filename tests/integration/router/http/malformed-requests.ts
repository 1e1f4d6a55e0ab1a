/** Requests that /graphql and /graphql/stream treat alike. */
const query = { query: '{ __typename }' };

/** JSON bodies that are no GraphQL request, by their fault. */
export const malformedBodies: [string, unknown][] = [
  ['a string for variables', { ...query, variables: '{}' }],
  ['a list for variables', { ...query, variables: [] }],
  ['false for variables', { ...query, variables: false }],
  ['a number for operationName', { ...query, operationName: 1 }],
  ['an object for operationName', { ...query, operationName: {} }],
  ['a string for extensions', { ...query, extensions: '{}' }],
  ['a list for extensions', { ...query, extensions: [] }],
  ['a number for query', { query: 1 }],
  ['a list for query', { query: ['{ __typename }'] }],
  ['null for query', { query: null }],
  ['no query', { variables: {} }],
  ['an empty object', {}],
  ['null as the body', null],
  ['a string as the body', 'x'],
  ['a list as the body', [query]],
];

/** Unusual bodies that are valid. */
export const acceptedBodies: [string, unknown][] = [
  ['null for optional parameters', { ...query, variables: null, operationName: null, extensions: null }],
  ['unknown parameters', { ...query, id: 7, constructor: 1 }],
];

/** Values of Content-Type with the status of their response. */
export const contentTypes: [string, number][] = [
  ['application/json;charset=UTF-8', 200],
  ['application/json; charset="utf-8"', 200],
  ['APPLICATION/JSON', 200],
  ['application/json; charset=utf-16', 415],
  ['application/graphql', 415],
  ['application/x-www-form-urlencoded', 415],
  ['application/x-bson', 415],
  ['multipart/form-data; boundary=x', 415],
  ['text/plain', 415],
  ['text/plain; a=application/json', 415],
  ['text/plain;application/json', 415],
  ['application/jsonp', 415],
  ['nothing', 415],
];

/** Query strings of a GET that are no GraphQL request, by their fault. */
export const malformedSearches: [string, string][] = [
  ['query given twice', 'query={__typename}&query={__typename}'],
  ['operationName given twice', 'query={__typename}&operationName=&operationName=A'],
  ['variables of invalid JSON', 'query={__typename}&variables={'],
  ['a list for variables', 'query={__typename}&variables=[]'],
  ['a number for extensions', 'query={__typename}&extensions=1'],
  ['no query', ''],
  ['an incomplete percent escape', 'query={__typename}%'],
  ['invalid UTF-8', 'query={person(id:"%FF"){id}}'],
];
