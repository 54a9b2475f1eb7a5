// Is a letter printed once, with all that the law wants in it, and does the print house's return file find its case?
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { takeLetterReturns } from '../../cases/letter-returns'
import { registeredNoOf, sha256Of } from '../../platform/print-house'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Stage, dueOn, morning, setStage, zone } from './stage'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

const letterRung = { step: 'letter' as const, template: 'demand-letter' }

const printed = (stage: Stage) => join(stage.folder, 'print-house', '2026-03-05')
const files = (stage: Stage) => (existsSync(printed(stage)) ? readdirSync(printed(stage)).sort() : [])
const contactKey = (stage: Stage) => `${stage.accountId}/1/${dueOn}/rung/1/letter`

test('a letter lies in the folder of the day, with a manifest that fits it', async () => {
  const stage = await setStage(database.db, letterRung)
  await stage.perform('sendLetter')
  const registeredNo = registeredNoOf(contactKey(stage))
  expect(files(stage)).toEqual([`${registeredNo}.json`, `${registeredNo}.pdf`])
  const manifest: unknown = JSON.parse(readFileSync(join(printed(stage), `${registeredNo}.json`), 'utf8'))
  const pdf = readFileSync(join(printed(stage), `${registeredNo}.pdf`))
  expect(manifest).toEqual({
    registeredNo,
    contactKey: contactKey(stage),
    date: '2026-03-05',
    file: `2026-03-05/${registeredNo}.pdf`,
    bytes: pdf.length,
    sha256: sha256Of(pdf),
  })
  const document = await database.db.prisma.document.findUnique({ where: { id: contactKey(stage) } })
  expect(document).toMatchObject({ kind: 'letter', status: 'spooled', registeredNo, sha256: sha256Of(pdf) })
  expect(await stage.facts('contactMade')).toMatchObject([{ channel: 'letter', outcome: 'sent' }])
})

test('a letter embeds the letters it uses and no more', async () => {
  const stage = await setStage(database.db, letterRung)
  await stage.perform('sendLetter')
  const pdf = readFileSync(join(printed(stage), files(stage)[1] ?? ''))
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  expect(pdf.length).toBeLessThan(200_000)
  expect(glyphsShown(pdf)).toBeGreaterThan(400)
})

test('the same step performed twice is one letter', async () => {
  const stage = await setStage(database.db, letterRung)
  await stage.perform('sendLetter')
  await stage.perform('sendLetter', { asOf: morning + 3_600_000 })
  expect(files(stage)).toHaveLength(2)
  expect(await stage.facts('contactMade')).toHaveLength(1)
  expect(await stage.facts('stepTaken')).toHaveLength(1)
})

test.each([
  ['before the manifest was written', 'none'],
  ['after the manifest was written', 'whole'],
])('a worker that died %s leaves one letter', async (_, written) => {
  const stage = await setStage(database.db, letterRung)
  const { printHouse } = stage.deps
  const dies = {
    ...printHouse,
    async spool(letter: Parameters<typeof printHouse.spool>[0]) {
      if (written === 'whole') await printHouse.spool(letter)
      throw new Error('killed')
    },
  }
  const deps = { ...stage.deps, printHouse: dies }
  await expect(stage.perform('sendLetter', { deps })).rejects.toThrow('killed')
  await stage.perform('sendLetter')
  expect(files(stage)).toHaveLength(2)
  const rows = await database.db.prisma.contact.findMany({ where: { accountId: stage.accountId } })
  expect(rows).toMatchObject([{ status: 'sent', providerId: registeredNoOf(contactKey(stage)) }])
})

test('a customer without an address gets no letter, and the step says so', async () => {
  const stage = await setStage(database.db, letterRung)
  const customerId = stage.accountId.replace('ACC', 'CUS')
  await database.db.prisma.contactPoint.deleteMany({ where: { customerId, channel: 'address' } })
  await stage.perform('sendLetter')
  expect(await stage.facts('stepTaken')).toMatchObject([{ outcome: 'withheld', ruleId: 'NO_CONTACT_POINT' }])
})

describe('the return file', () => {
  const take = (csv: string) =>
    takeLetterReturns(
      { db: database.db, zone, client: null, presentOf: () => Promise.resolve(morning + 86_400_000) },
      csv,
    )

  test('a report reaches the case once', async () => {
    const stage = await setStage(database.db, letterRung)
    await stage.perform('sendLetter')
    const csv = `registered_no,outcome,reported_on\r\n${registeredNoOf(contactKey(stage))},delivered,2026-03-06\r\n`
    expect(await take(csv)).toEqual({ recorded: 1, known: 0, rejected: [] })
    expect(await take(csv)).toEqual({ recorded: 0, known: 1, rejected: [] })
    expect(await stage.facts('deliveryReported')).toEqual([
      { contactKey: contactKey(stage), outcome: 'delivered' },
    ])
    const document = await database.db.prisma.document.findUnique({ where: { id: contactKey(stage) } })
    expect(document?.status).toBe('delivered')
  })

  test('bad rows are named by their line and the rest goes on', async () => {
    const stage = await setStage(database.db, letterRung)
    await stage.perform('sendLetter')
    const good = registeredNoOf(contactKey(stage))
    const csv = [
      'registered_no,outcome,reported_on',
      'XA1,delivered,2026-03-06',
      `${good},lost,2026-03-06`,
      `${good},refused,2026-02-30`,
      `${good},refused,2026-03-06,x`,
      'XA000000000CN,refused,2026-03-06',
      `${good},refused,2026-03-06`,
    ].join('\n')
    const result = await take(csv)
    expect(result.recorded).toBe(1)
    expect(result.rejected).toEqual([
      { line: 2, reason: 'registered_no must be two letters, nine digits, two letters' },
      { line: 3, reason: 'outcome must be one of delivered, returned, refused' },
      { line: 4, reason: 'reported_on must be a date such as 2026-03-05' },
      { line: 5, reason: 'a row has three fields' },
      { line: 6, reason: 'there is no letter XA000000000CN' },
    ])
  })

  test('a file with another header is refused whole', async () => {
    await expect(take('number,outcome\n')).rejects.toMatchObject({ code: 'RETURN_FILE_INVALID' })
  })
})

/** How many glyphs the pages of a PDF show: its text is in hexadecimal strings of compressed streams. */
function glyphsShown(pdf: Buffer): number {
  let glyphs = 0
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 1)) {
    const begin = at + 'stream\n'.length
    let text: string
    try {
      text = inflateSync(pdf.subarray(begin)).toString('latin1')
    } catch {
      continue
    }
    if (!text.includes(' Tf')) continue
    for (const [, hex = ''] of text.matchAll(/<([0-9a-f]+)>/g)) glyphs += hex.length / 4
  }
  return glyphs
}
