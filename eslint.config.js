import { readdirSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import js from '@eslint/js';
import graphql from '@graphql-eslint/eslint-plugin';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const subgraphFolders = readdirSync(new URL('subgraphs', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `subgraphs/${name}`);

/** The folders that a folder may import besides itself: the table in docs/architecture.md, enforced. */
const mayImport = {
  schema: [],
  platform: [],
  ...Object.fromEntries(subgraphFolders.map((folder) => [folder, ['platform', 'schema']])),
  router: ['platform'],
};

/**
 * The router's rooms from top to bottom (router/README.md). A room imports itself and the rooms below it. Files directly
 * in router/ are `app` (they compose the process) or `shared` (all rooms use them).
 */
const routerRooms = [
  'app',
  'workers',
  'http',
  'subscriptions',
  'guard',
  'execution',
  'planning',
  'subgraphs',
  'supergraph',
  'shared',
];
const routerAppFiles = [
  'app.ts',
  'main.ts',
  'config.ts',
  'dependencies.ts',
  'disabled-features.ts',
  'disabled-features.ts',
  'client-limit-settings.ts',
];

/** Apollo's gateway and planner stay behind the door of planning/. */
const plannerPackages = /^@apollo\/(gateway|query-planner|query-graphs|federation-internals)($|\/)/;
const planningRoom = 'router/planning/';

function roomOf(file) {
  const [folder, room, ...rest] = file.split('/');
  if (folder !== 'router') return undefined;
  if (rest.length > 0) return room;
  return routerAppFiles.includes(room) ? 'app' : 'shared';
}

function checkFolder(from, to) {
  const folder = Object.keys(mayImport).find((name) => from.startsWith(`${name}/`));
  if (folder === undefined) return null;
  if ([folder, ...mayImport[folder]].some((name) => to.startsWith(`${name}/`))) return null;
  const allowed = mayImport[folder].join(', ') || 'no other folder';
  return `${folder}/ may import only: ${allowed}. Found: ${to}`;
}

function checkRoom(from, to) {
  const [room, imported] = [roomOf(from), roomOf(to)];
  if (room === undefined || imported === undefined) return null;
  if (routerRooms.indexOf(imported) >= routerRooms.indexOf(room)) return null;
  return `router/${room} may import only the rooms below it (router/README.md). Found: ${to} in ${imported}`;
}

function checkPackage(from, name) {
  if (!from.startsWith('router/') || from.startsWith(planningRoom) || !plannerPackages.test(name))
    return null;
  return `Only ${planningRoom} may import ${name}.`;
}

/** Machines' clocks differ: instants come from an injected clock, which follows the store's time. */
const injectedClock = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const message = "Take a `clock` (the store's time) for instants, `performance.now()` for intervals.";
    return {
      'NewExpression[callee.name="Date"][arguments.length=0]': (node) => context.report({ node, message }),
      'MemberExpression[object.name="Date"][property.name="now"]': (node) =>
        context.report({ node, message }),
    };
  },
};

/** Resolves each import, dynamic and type imports included, and refuses those that the tables above do not allow. */
const folderBoundaries = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const fileOf = (absolute) => relative(import.meta.dirname, absolute);
    const from = fileOf(context.filename);
    const check = ({ source }) => {
      if (typeof source?.value !== 'string') return;
      const name = source.value;
      const to = fileOf(resolve(dirname(context.filename), name));
      const message = name.startsWith('.')
        ? (checkFolder(from, to) ?? checkRoom(from, to))
        : checkPackage(from, name);
      if (message !== null) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      TSImportType: check,
    };
  },
};

const pureDomain = {
  regex: '^(graphql|@apollo/.*|mongoose|ioredis|bullmq|fastify)($|/)',
  message: 'Domain code must not import GraphQL, stores or transports.',
};
/** The files of platform/ that import them. */
const impurePlatform = {
  regex:
    '^(\\.\\./)+platform/(errors|input|id-input|page-connections|scalars|subgraph-server|stores/.*|http/.*)\\.ts$',
  message: pureDomain.message,
};

export default defineConfig(
  { ignores: ['node_modules', 'dist', '.data', '**/generated/**', 'schema/supergraph.graphql'] },
  {
    files: ['**/*.ts'],
    extends: [
      js.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Mongoose types the plain objects that a schema is declared with as instances of its classes.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'max-lines': ['error', { max: 300 }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Use a named export.' },
        { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that defines it.' },
        {
          selector: 'MemberExpression[object.name="process"][property.name="env"]',
          message: 'Configuration is parsed once, in platform/config.ts, and passed down.',
        },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    plugins: {
      wayfare: { rules: { 'folder-boundaries': folderBoundaries, 'injected-clock': injectedClock } },
    },
    rules: { 'wayfare/folder-boundaries': 'error' },
  },
  {
    files: ['subgraphs/*/domain/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [pureDomain, impurePlatform] }] },
  },
  {
    files: ['{platform,router,subgraphs}/**/*.ts'],
    ignores: ['**/*.test.ts', 'platform/clock.ts'],
    rules: { 'wayfare/injected-clock': 'error' },
  },
  { files: ['*.config.ts', 'codegen.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['**/main.ts', 'dev/**/*.ts', 'tests/**/*.ts', 'bench/**/*.ts', 'platform/config.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Use a named export.' },
        { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that defines it.' },
      ],
    },
  },
  {
    files: ['schema/*.graphql'],
    languageOptions: { parser: graphql.parser },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          DirectiveDefinition: true,
          EnumValueDefinition: true,
        },
      ],
    },
  },
);
