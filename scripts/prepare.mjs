/**
 * Is this checkout ready to run? Installs packages and generates the database client where they are missing or
 * belong to another lockfile or schema, and is quick and silent where all is in place. No dependencies, plain
 * JavaScript: it runs before anything is installed. Says what it does on standard error; results own standard output.
 */
import { spawnSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const ROOT = resolve(fileURLToPath(import.meta.url), '../..')
const LOWEST_NODE = [20, 19]

/** Runs what is missing. Throws an Error with the cure when something cannot be done. */
export async function prepare(root = ROOT, say = (line) => process.stderr.write(`${line}\n`)) {
  const problem = nodeProblem(process.versions.node)
  if (problem) throw new Error(problem)
  if (stepsFor(stateOf(root)).length === 0) return
  await withLock(lockPath(root), say, () => {
    for (const step of stepsFor(stateOf(root))) {
      // looked at again: another process may have done it meanwhile
      if (step === 'install') install(root, say)
      else generate(root, say)
    }
  })
}

/** Pure: what to do, in order. A new install may bring another generator, so the client follows it. */
export function stepsFor({ packagesMatchLockfile, clientMatchesSchema }) {
  if (!packagesMatchLockfile) return ['install', 'generate']
  return clientMatchesSchema ? [] : ['generate']
}

/** Pure: null, or what is wrong with a version of Node and the cure. */
export function nodeProblem(version) {
  const [major, minor] = version.split('.').map(Number)
  const isEnough = major > LOWEST_NODE[0] || (major === LOWEST_NODE[0] && minor >= LOWEST_NODE[1])
  return isEnough
    ? null
    : `Arrears needs Node ${LOWEST_NODE.join('.')} or later, this is ${version}: install a newer one`
}

/**
 * Pure: does npm's record of what is installed (node_modules/.package-lock.json) say what the lockfile says?
 * Optional packages may be missing: they are those of other platforms.
 */
export function isInstalled(lockfile, installed) {
  return Object.entries(lockfile.packages).every(([path, wanted]) => {
    const found = installed.packages[path]
    return path === '' || (found ? found.version === wanted.version : wanted.optional === true)
  })
}

function stateOf(root) {
  const packagesMatchLockfile = installedHash(root) === hashOf(join(root, 'package-lock.json'))
  return { packagesMatchLockfile, clientMatchesSchema: readIfThere(clientStamp(root)) === schemaHash(root) }
}

/** The hash of the lockfile that node_modules was installed from; remembered there, so that it vanishes with it. */
function installedHash(root) {
  const stamp = join(root, 'node_modules', '.arrears-lockfile')
  const remembered = readIfThere(stamp)
  const record = readIfThere(join(root, 'node_modules', '.package-lock.json'))
  if (remembered !== null || record === null) return remembered
  const lockfile = readFileSync(join(root, 'package-lock.json'), 'utf8')
  if (!isInstalled(JSON.parse(lockfile), JSON.parse(record))) return null
  writeFileSync(stamp, hash(lockfile)) // installed by hand
  return hash(lockfile)
}

function install(root, say) {
  say('Installing packages (npm ci; about a minute)')
  const script = process.env['npm_execpath'] ?? ''
  const npm = script.endsWith('npm-cli.js') ? [process.execPath, script] : ['npm']
  run(
    root,
    [...npm, 'ci', '--no-audit', '--no-fund'],
    {},
    'see the messages above; is the npm registry reachable?',
  )
  writeFileSync(join(root, 'node_modules', '.arrears-lockfile'), hashOf(join(root, 'package-lock.json')))
}

function generate(root, say) {
  say('Generating the database client (prisma generate)')
  const prisma = join(root, 'node_modules', 'prisma', 'build', 'index.js')
  // Generating needs no schema engine, but the command would download one unless it is told of a program.
  const env = { PRISMA_SCHEMA_ENGINE_BINARY: process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ?? process.execPath }
  run(
    root,
    [process.execPath, prisma, 'generate'],
    env,
    'see the messages above; is prisma/schema.prisma valid?',
  )
  writeFileSync(clientStamp(root), schemaHash(root))
}

function run(root, [command, ...args], env, cure) {
  const options = { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 2, 2] }
  const { status, error } = spawnSync(command, args, options)
  if (status !== 0)
    throw new Error(`${args.slice(-2).join(' ')} failed (${error?.message ?? `exit ${status}`}): ${cure}`)
}

function clientStamp(root) {
  return join(root, 'prisma', 'generated', '.schema')
}

function schemaHash(root) {
  const generator = readIfThere(join(root, 'node_modules', 'prisma', 'package.json'))
  const version = generator === null ? 'none' : JSON.parse(generator).version
  return `${version} ${hashOf(join(root, 'prisma', 'schema.prisma'))}`
}

function hashOf(path) {
  return hash(readFileSync(path))
}

function hash(content) {
  return createHash('sha256').update(content).digest('hex')
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

function lockPath(root) {
  return join(tmpdir(), `arrears-prepare-${hash(root).slice(0, 16)}.lock`)
}

/** One process prepares, others wait; the lock of a process that is gone is taken over. */
async function withLock(path, say, work) {
  const own = `${path}.${randomUUID()}`
  writeFileSync(own, String(process.pid))
  try {
    for (let told = false; !tryLink(own, path); told = true) {
      if (!told) say('Waiting: another command is preparing this checkout')
      const owner = Number(readIfThere(path))
      if (owner && !isAlive(owner)) rmSync(path, { force: true })
      await delay(200)
    }
    try {
      return work()
    } finally {
      rmSync(path, { force: true })
    }
  } finally {
    rmSync(own, { force: true })
  }
}

function tryLink(from, to) {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  prepare().catch((error) => {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  })
}
