// Tests run against the real servers that tests/support/global-setup.ts brings up once per run.
/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  // The generated Prisma client names its TypeScript files by the endings they would have when compiled.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  globalSetup: '<rootDir>/tests/support/global-setup.ts',
  globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
  // Two cores are shared with PostgreSQL and Temporal: two files at a time keep both busy and no test starved.
  maxWorkers: 2,
  // Months of a case in one test, on a machine that may be busy with other things.
  testTimeout: 300_000,
}
