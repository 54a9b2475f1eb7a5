// How bytes become lines and fields: every kind of rubbish is named, nothing is lost, and well-formed CSV reads as any
// other reader would read it.
import fc from 'fast-check'
import { type Line, scanLines } from '../../batch/line-scanner'

interface Seen {
  number: number
  fault: string | null
  fields: string[]
}

/** Scans bytes that arrive in pieces of `pieceBytes`. */
async function scan(bytes: Buffer, pieceBytes = 64 * 1024): Promise<Seen[]> {
  const seen: Seen[] = []
  let position = 0
  const read = (target: Buffer, offset: number, length: number) => {
    const piece = bytes.subarray(position, position + Math.min(length, pieceBytes))
    position += piece.copy(target, offset)
    return Promise.resolve(piece.length)
  }
  const onLine = (line: Line) =>
    seen.push({
      number: line.number,
      fault: line.fault,
      fields: Array.from({ length: line.count }, (_, n) =>
        line.bytes.toString('utf8', line.starts[n], line.ends[n]),
      ),
    })
  for await (const _ of scanLines(read, onLine));
  return seen
}

const scanText = (text: string) => scan(Buffer.from(text))

describe('what each line turns into', () => {
  test.each([
    ['fields', 'a,b,c\n', ['a', 'b', 'c'], null],
    ['empty fields', ',b,\n', ['', 'b', ''], null],
    ['an empty line', '\n', [''], null],
    ['a line without its line break', 'a,b', ['a', 'b'], null],
    ['CRLF', 'a,b\r\n', ['a', 'b'], null],
    ['a quoted field', '"a,b",c\n', ['a,b', 'c'], null],
    ['a quoted field before CRLF', 'a,"b"\r\n', ['a', 'b'], null],
    ['doubled quotes', '"say ""yes""",b\n', ['say "yes"', 'b'], null],
    ['an empty quoted field', '"",b\n', ['', 'b'], null],
    ['Chinese', '张示例,b\n', ['张示例', 'b'], null],
    ['Chinese between doubled quotes', '"""张""示",b\n', ['"张"示', 'b'], null],
    ['a quote inside an unquoted field', 'a"b,c\n', expect.anything(), 'strayQuote'],
    ['text after the closing quote', '"a"b,c\n', expect.anything(), 'strayQuote'],
    ['a quote that is never closed', '"a,b\n', expect.anything(), 'unclosedQuote'],
    ['NUL', 'a\0b,c\n', expect.anything(), 'nulByte'],
    ['NUL in quotes', '"a\0b",c\n', expect.anything(), 'nulByte'],
    ['a tab', 'a\tb,c\n', expect.anything(), 'controlCharacter'],
    ['a carriage return inside a line', 'a\rb,c\n', expect.anything(), 'controlCharacter'],
  ])('%s', async (_, text, fields, fault) => {
    expect(await scanText(text)).toEqual([{ number: 1, fault, fields }])
  })

  test('bytes that are not UTF-8 are named on their line only', async () => {
    const bytes = Buffer.concat([
      Buffer.from('张,a\n'),
      Buffer.from([0xff, 0xfe, 0x2c, 0x0a]),
      Buffer.from('示,b\n'),
    ])
    expect((await scan(bytes)).map((line) => line.fault)).toEqual([null, 'notUtf8', null])
  })

  test('a character cut in half by the end of a line is not UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('a,'), Buffer.from('张').subarray(0, 2), Buffer.from('\nb,c\n')])
    expect((await scan(bytes)).map((line) => line.fault)).toEqual(['notUtf8', null])
  })
})

describe('a line of any length', () => {
  test('32 KiB are read, one byte more is too long, and the next line is itself again', async () => {
    const limit = 32 * 1024
    const seen = await scanText(`${'a'.repeat(limit)}\n${'b'.repeat(limit + 1)}\nc,d\n`)
    expect(seen.map(({ number, fault }) => ({ number, fault }))).toEqual([
      { number: 1, fault: null },
      { number: 2, fault: 'lineTooLong' },
      { number: 3, fault: null },
    ])
    expect(seen[2]?.fields).toEqual(['c', 'd'])
  })

  test('a field of a billion bytes is one bad line, read in the memory of a block', async () => {
    const block = Buffer.alloc(1024 * 1024, 'x')
    let blocks = 1_000
    const read = (target: Buffer, offset: number, length: number) => {
      if (blocks < 0) return Promise.resolve(0)
      blocks -= 1
      const piece = blocks >= 0 ? block.subarray(0, length) : Buffer.from('\na,b\n')
      return Promise.resolve(piece.copy(target, offset))
    }
    const faults: (string | null)[] = []
    const before = process.memoryUsage().rss
    for await (const _ of scanLines(read, (line) => faults.push(line.fault)));
    expect(faults).toEqual(['lineTooLong', null])
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024)
  })
})

describe('any file', () => {
  /** The plainest reader of the format: a field holds no line break. */
  function referenceFields(line: string): string[] {
    const fields: string[] = []
    let rest = line
    for (;;) {
      const match = /^(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/.exec(rest)
      if (!match) throw new Error('not well formed')
      fields.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'))
      if (match[3] === '') return fields
      rest = rest.slice(match[0].length)
    }
  }

  const character = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...'ab"",,') },
    { weight: 1, arbitrary: fc.constantFrom('张', 'é', '😀', ' ', "'") },
  )
  const field = fc.array(character, { maxLength: 8 }).map((characters) => characters.join(''))
  const written = (text: string, always: boolean) =>
    always || /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  const line = fc
    .array(fc.tuple(field, fc.boolean()), { minLength: 1, maxLength: 6 })
    .map((fields) => fields.map(([text, always]) => written(text, always)).join(','))

  test('that is well formed reads as a plain reader reads it, however it arrives in pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 20 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.integer({ min: 1, max: 40 }),
        async (lines, lineBreak, lastBreak, pieceBytes) => {
          const text = lines.join(lineBreak) + (lastBreak ? lineBreak : '')
          fc.pre(text !== '')
          const seen = await scan(Buffer.from(text), pieceBytes)
          const expected = lines.at(-1) === '' && !lastBreak ? lines.slice(0, -1) : lines
          expect(seen).toEqual(
            expected.map((each, n) => ({ number: n + 1, fault: null, fields: referenceFields(each) })),
          )
        },
      ),
      { numRuns: 300 },
    )
  })

  test('of any bytes has one line for each line break, each with fields or a fault', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.integer({ min: 1, max: 50 }),
        async (raw, pieceBytes) => {
          const bytes = Buffer.from(raw)
          const breaks = bytes.filter((byte) => byte === 10).length
          const lines = breaks + (bytes.length > 0 && bytes.at(-1) !== 10 ? 1 : 0)
          const seen = await scan(Buffer.from(bytes), pieceBytes)
          expect(seen.map(({ number }) => number)).toEqual(Array.from({ length: lines }, (_, n) => n + 1))
          expect(seen.every(({ fault, fields }) => fault !== null || fields.length > 0)).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })
})
