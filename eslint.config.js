import { dirname, relative, resolve } from 'node:path';
import js from '@eslint/js';
import graphql from '@graphql-eslint/eslint-plugin';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The folders that a folder may import besides itself: the table in docs/architecture.md, enforced. */
const mayImport = {
  schema: [],
  platform: [],
  'subgraphs/users': ['platform', 'schema'],
  'subgraphs/orders': ['platform', 'schema'],
  'subgraphs/reservations': ['platform', 'schema'],
  router: ['platform'],
  deploy: [],
};

/** Resolves each relative import and refuses those that the table does not allow. */
const folderBoundaries = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const fileOf = (absolute) => relative(import.meta.dirname, absolute);
    const folderOf = (file) => Object.keys(mayImport).find((folder) => file.startsWith(`${folder}/`));
    const from = folderOf(fileOf(context.filename));
    const check = ({ source }) => {
      if (from === undefined || typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
      const to = fileOf(resolve(dirname(context.filename), source.value));
      if ([from, ...mayImport[from]].some((folder) => to.startsWith(`${folder}/`))) return;
      const allowed = mayImport[from].join(', ') || 'nothing of ours';
      context.report({ node: source, message: `${from}/ may import only: ${allowed}. Found: ${to}` });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      TSImportType: check,
    };
  },
};

const pureDomain = {
  regex: '^(graphql|@apollo/.*|mongoose|ioredis|bullmq|fastify)($|/)',
  message: 'Domain code imports neither GraphQL nor stores nor transports.',
};
/** Those of the platform that bring them in by another door. */
const impurePlatform = {
  regex:
    '^(\\.\\./)+platform/(errors|input|id-input|connections|scalars|subgraph-server|stores/.*|http/.*)\\.ts$',
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
    plugins: { wayfare: { rules: { 'folder-boundaries': folderBoundaries } } },
    rules: { 'wayfare/folder-boundaries': 'error' },
  },
  {
    files: ['subgraphs/*/domain/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [pureDomain, impurePlatform] }] },
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
