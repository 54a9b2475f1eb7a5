// The export of a customer's data as a folder: everything as JSON, the same as text for people, and the letters themselves.
// Readable by its owner only.
import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { writePrivate } from '../platform/files'
import type { AccountData, PersonalData } from './privacy-export'

export interface ExportFolder {
  path: string
  /** Letters and files that were there to be copied. */
  documents: number
}

/** Writes the folder; `roots`: where the bank's documents lie. */
export async function writeExport(
  data: PersonalData,
  path: string,
  roots: readonly string[],
): Promise<ExportFolder> {
  await writePrivate(join(path, 'data.json'), `${JSON.stringify(data, plain, 2)}\n`)
  await writePrivate(join(path, 'overview.txt'), overview(data))
  await writePrivate(join(path, 'access.txt'), accessText(data))
  for (const account of data.accounts)
    await writePrivate(join(path, `timeline-${fileName(account.account.id)}.txt`), timelineText(account))
  const files = data.accounts.flatMap(({ documents }) =>
    documents.flatMap((document) =>
      roots.map((root) => join(root, document.path)).filter((file) => existsSync(file)),
    ),
  )
  for (const file of files) await copyPrivate(file, join(path, 'documents', basename(file)))
  return { path, documents: files.length }
}

/** JSON has no bigint: amounts are cents and safe as numbers. */
function plain(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}

async function copyPrivate(from: string, to: string): Promise<void> {
  await mkdir(join(to, '..'), { recursive: true, mode: 0o700 })
  await copyFile(from, to)
  await chmod(to, 0o600)
}

function overview({ madeAt, accounts, contacts, access }: PersonalData): string {
  return lines([
    'What the bank holds about you in its collections system',
    `made at ${madeAt}; data.json has everything, this file says where to find it`,
    '',
    'customer and contactPoints   who you are and how you can be reached',
    'related                      who acts for you or in your place',
    'contacts                     every message, call and visit',
    'access                       who saw your data and to whom it was given: access.txt',
    ...accounts.map(({ account, timeline, documents, decisions }) =>
      [
        `account ${account.id}`.padEnd(29),
        `${account.product}, ${account.status}: ${timeline.length} entries in timeline-${fileName(account.id)}.txt, `,
        `${decisions.length} decisions with their reasons, ${documents.length} documents`,
      ].join(''),
    ),
    '',
    `${contacts.length} contacts, ${access.length} entries of access`,
  ])
}

function timelineText({ timeline, notes }: AccountData): string {
  return lines([
    ...timeline.map(({ at, actor, text }) => `${at}  ${actor.padEnd(20)} ${text}`),
    ...(notes.length === 0 ? [] : ['', 'Remarks of our people:']),
    ...notes.map(({ key, text }) => `${key}: ${text}`),
  ])
}

function accessText({ access }: PersonalData): string {
  return lines(
    access.map(({ at, actor, kind, purpose, receiver, fields, reference }) => {
      const to = receiver === null ? '' : ` to ${receiver}`
      return `${at}  ${actor} ${kind}${to} for ${purpose}: ${fields.join(', ')} (${reference})`
    }),
  )
}

function lines(texts: readonly string[]): string {
  return `${texts.join('\n')}\n`
}

function fileName(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9_-]/g, '_')
}
