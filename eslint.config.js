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
const folders = [
  'schema',
  'platform',
  'subgraphs',
  'router',
  'dev',
  'tests',
  'bench',
  'client',
  'web',
  'deploy',
];

function importRules() {
  return Object.entries(mayImport).map(([folder, allowed]) => {
    const others = folders.filter((other) => other !== folder.split('/')[0] && !allowed.includes(other));
    const patterns = [
      {
        regex: `^(\\.\\./)+(${others.join('|')})/`,
        message: `${folder}/ may import only: ${allowed.join(', ') || 'nothing of ours'}.`,
      },
    ];
    if (folder.startsWith('subgraphs/')) {
      const siblings = Object.keys(mayImport)
        .filter((other) => other.startsWith('subgraphs/') && other !== folder)
        .map((other) => other.slice('subgraphs/'.length));
      patterns.push({
        regex: `^(\\.\\./)+(${siblings.join('|')})/`,
        message: 'No subgraph imports another.',
      });
    }
    return { folder, patterns };
  });
}

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
  ...importRules().map(({ folder, patterns }) => ({
    files: [`${folder}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  })),
  ...importRules()
    .filter(({ folder }) => folder.startsWith('subgraphs/'))
    .map(({ folder, patterns }) => ({
      files: [`${folder}/domain/**/*.ts`],
      rules: { 'no-restricted-imports': ['error', { patterns: [...patterns, pureDomain, impurePlatform] }] },
    })),
  { files: ['*.config.ts', 'codegen.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: [
      '**/main.ts',
      'dev/**/*.ts',
      'tests/**/*.ts',
      'bench/**/*.ts',
      'platform/config.ts',
      '**/worker.ts',
    ],
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
