#!/usr/bin/env node
/**
 * The command `arrears`: makes the checkout ready where it is not, then hands over to cli/main.ts.
 * Plain JavaScript without dependencies, so that it also runs right after a clone.
 */
async function main() {
  const { prepare } = await import('../scripts/prepare.mjs')
  await prepare()
  require('tsx/cjs') // from here on Node loads TypeScript
  require('../cli/main.ts')
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
})
