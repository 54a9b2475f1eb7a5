// Is a letter printed once, with all that the law wants in it, and does the print house's return file find its case?
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { takeLetterReturns } from '../../cases/letter-returns'
import { addressWindow, letterPdf } from '../../platform/letter-pdf'
import { registeredNoOf } from '../../platform/print-house'
import { sha256Of } from '../../platform/sha256'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Stage, dueOn, morning, setStage, rulesOf, zone } from './stage'

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

describe('the address window', () => {
  const letter = { registeredNo: 'XA000000000CN', date: '2026-03-05', text: '# Title\n@part Heading\nText' }
  const { x, y, width, height } = addressWindow
  const inWindow = (at: { x: number; y: number }) =>
    at.x >= x && at.x < x + width && at.y >= y && at.y < y + height

  test.each([
    ['three lines', ['张三', '示例市示例路2号', '100000'], 3],
    ['a long address in smaller type', ['A'.repeat(60), 'B'.repeat(150), 'C'.repeat(150), 'D'.repeat(60)], 4],
  ])('shows %s and nothing else', async (_, addressee, atLeast) => {
    const places = placesOf(await letterPdf({ ...letter, addressee }))
    const shown = places.filter(inWindow)
    expect(shown.length).toBeGreaterThanOrEqual(atLeast)
    // Beside it stand the number and the date, the title, a heading and the text.
    expect(places.length - shown.length).toBe(5)
  })
})

test('an address that fits in no size is an error, not a letter to half of it', async () => {
  const letter = { registeredNo: 'XA000000000CN', date: '2026-03-05', text: 'Text' }
  const addressee = Array.from({ length: 20 }, (_, n) => `line ${n}`)
  await expect(letterPdf({ ...letter, addressee })).rejects.toMatchObject({ code: 'ADDRESS_TOO_LONG' })
})

describe('the return file', () => {
  const take = (csv: string) =>
    takeLetterReturns(
      {
        db: database.db,
        zone,
        rulesOf,
        client: null,
        presentOf: () => Promise.resolve(morning + 86_400_000),
      },
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

  test.each([
    ['', 'bad', 'returned'],
    [',moved', 'bad', 'returned'],
    [',unclaimed', 'usable', 'returned'],
    [',', 'usable', 'refused'],
  ])('a letter that came back (reason "%s") leaves the address %s', async (reason, status, outcome) => {
    const stage = await setStage(database.db, letterRung)
    await stage.perform('sendLetter')
    const header = `registered_no,outcome,reported_on${reason === '' ? '' : ',reason'}`
    const csv = `${header}\n${registeredNoOf(contactKey(stage))},${outcome},2026-03-06${reason}\n`
    expect(await take(csv)).toEqual({ recorded: 1, known: 0, rejected: [] })
    expect(await take(csv)).toEqual({ recorded: 0, known: 1, rejected: [] })
    const where = { customerId: stage.accountId.replace('ACC', 'CUS'), channel: 'address' }
    const points = await database.db.prisma.contactPoint.findMany({ where })
    expect(points).toMatchObject([{ status }])
    const document = await database.db.prisma.document.findUnique({ where: { id: contactKey(stage) } })
    expect(document?.status).toBe(outcome)
  })

  test('after a letter came back, the next one goes to the next address', async () => {
    const rung = { ...letterRung, repeat: { times: 2, everyDays: 1, until: [] } }
    const stage = await setStage(database.db, rung)
    const customerId = stage.accountId.replace('ACC', 'CUS')
    const second = { id: `${customerId}-a2`, channel: 'address', value: '示例市示例路3号; 100000' }
    await database.db.prisma.contactPoint.create({
      data: { ...second, customerId, source: 'contract', reserved: true, rank: 2 },
    })
    await stage.perform('sendLetter')
    await take(
      `registered_no,outcome,reported_on\n${registeredNoOf(contactKey(stage))},returned,2026-03-06\n`,
    )
    await stage.perform('sendLetter', { n: 2, asOf: morning + 3 * 86_400_000 })
    const letters = await database.db.prisma.contact.findMany({
      where: { accountId: stage.accountId, channel: 'letter' },
      orderBy: { claimedAt: 'asc' },
    })
    expect(letters.map(({ contactPointId }) => contactPointId)).toEqual([
      `${customerId}-a1`,
      `${customerId}-a2`,
    ])
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
      { line: 5, reason: 'a row has 3 fields' },
      { line: 6, reason: 'there is no letter XA000000000CN' },
    ])
  })

  test('a file with another header is refused whole', async () => {
    await expect(take('number,outcome\n')).rejects.toMatchObject({ code: 'RETURN_FILE_INVALID' })
  })
})

/** How many glyphs the pages of a PDF show: its text is in hexadecimal strings of compressed streams. */
function glyphsShown(pdf: Buffer): number {
  const hex = pagesOf(pdf).flatMap((text) =>
    [...text.matchAll(/<([0-9a-f]+)>/g)].map(([, glyphs = '']) => glyphs),
  )
  return hex.reduce((sum, glyphs) => sum + glyphs.length / 4, 0)
}

/** Where each line of text begins, in points from the upper left corner of an A4 page. */
function placesOf(pdf: Buffer): { x: number; y: number }[] {
  const pageHeight = 841.89
  return pagesOf(pdf).flatMap((text) =>
    [...text.matchAll(/1 0 0 1 ([\d.]+) ([\d.]+) Tm/g)].map(([, x, y]) => ({
      x: Number(x),
      y: pageHeight - Number(y),
    })),
  )
}

/** The streams of a PDF in which text is set. */
function pagesOf(pdf: Buffer): string[] {
  const pages: string[] = []
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 1)) {
    try {
      const text = inflateSync(pdf.subarray(at + 'stream\n'.length)).toString('latin1')
      if (text.includes(' Tf')) pages.push(text)
    } catch {
      // not a compressed stream
    }
  }
  return pages
}
