/**
 * Which mistakes must never reach a review? Promises that nobody awaits, types that say nothing, input from a place
 * that a folder must not reach. How a line looks is prettier's business; which folder may import which is proven, for
 * every file, by tests/architecture.test.ts.
 */
const { builtinModules } = require('node:module')
const { defineConfig, globalIgnores } = require('eslint/config')
const tseslint = require('typescript-eslint')

const nodeBuiltins = builtinModules.flatMap((name) => [name, `node:${name}`])
const adapters = [
  '@alicloud/*',
  '@prisma/*',
  '**/prisma/generated/**',
  'pg',
  'pg-*',
  'twilio',
  'nodemailer',
  'smtp-server',
]
const temporal = ['@temporalio/*']

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: the name is then the same everywhere.',
}
const noOwnDatabaseClient = {
  selector: 'NewExpression[callee.name="PrismaClient"]',
  message: 'Use openDatabase() of platform/database.ts: one pool, with its time-outs.',
}
const noClock = {
  selector:
    'NewExpression[callee.name="Date"][arguments.length=0], MemberExpression[object.name=/^(Date|DateTime|performance)$/][property.name="now"], MemberExpression[object.name="Math"][property.name="random"]',
  message: 'Time and chance come in as arguments: `asOf`, `businessDate`, a seed.',
}
const environmentOnlyInConfig = [
  'error',
  {
    object: 'process',
    property: 'env',
    message: 'Settings are read once and validated: platform/config.ts.',
  },
]

/** Bans imports in `files` of Node's own modules and of a `group` of patterns, with the reason shown to whoever tries. */
function banImports(files, group, message) {
  const paths = nodeBuiltins.map((name) => ({ name, message }))
  return { files, rules: { 'no-restricted-imports': ['error', { paths, patterns: [{ group, message }] }] } }
}

module.exports = defineConfig(
  globalIgnores(['prisma/generated/', 'coverage/', '.arrears/']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    rules: {
      eqeqeq: 'error',
      'no-useless-catch': 'error',
      'no-unsafe-finally': 'error',
      'no-self-compare': 'error',
      'no-restricted-properties': environmentOnlyInConfig,
      'no-restricted-syntax': ['error', noDefaultExport, noOwnDatabaseClient],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      // A union that grows must break every place that decides over it.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { varsIgnorePattern: '^_', argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // Interfaces are written with methods, and what factories return is taken apart: none of them uses `this`.
      '@typescript-eslint/unbound-method': 'off',
      // A function may be async because what it stands for is, before it awaits anything.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['tests/**', 'bench/**'],
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
    },
  },
  banImports(
    ['workflows/**/*.ts'],
    [...adapters, 'zod', 'luxon', 'yaml', 'pino', '@temporalio/client', '@temporalio/worker'],
    'Workflow code is replayed: no I/O, and nothing that keeps state or time-zone data in the bundle.',
  ),
  banImports(
    ['domain/**/*.ts'],
    [...adapters, ...temporal, 'pino', 'commander'],
    'domain/ is pure: facts and time come in as arguments.',
  ),
  {
    files: ['domain/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', noDefaultExport, noOwnDatabaseClient, noClock] },
  },
  {
    files: ['platform/database.ts'],
    rules: { 'no-restricted-syntax': ['error', noDefaultExport] },
  },
  {
    files: ['platform/config.ts', 'scripts/**/*.ts', 'tests/**/*.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // What a test reads back (JSON, rows, a provider's answer) is judged by its expectations.
    files: ['tests/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // Jest wants these two as default exports.
    files: ['tests/support/global-setup.ts', 'tests/support/global-teardown.ts'],
    rules: { 'no-restricted-syntax': ['error', noOwnDatabaseClient] },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: { process: 'readonly' } },
    rules: { eqeqeq: 'error', 'no-undef': 'error', 'no-unused-vars': 'error' },
  },
  {
    files: ['**/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { require: 'readonly', module: 'writable', __dirname: 'readonly' },
    },
  },
)
