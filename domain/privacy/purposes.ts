// For which purpose may somebody see personal data? A closed list kept as data, so that the log of who looked can be read
// by purpose, and a purpose cannot be made up (CN-PII-01, PIPL article 6).
import { z } from 'zod'
import { type FileProblem, readYaml } from '../yaml-source'

const purposesFile = z.strictObject({
  /** Version of the file, in quotes. */
  purposes: z.string().min(1),
  list: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'must be a name of letters and digits'),
        text: z.string().min(1),
        /** Kinds of people, the part of `operator:lin` before the colon. */
        by: z.array(z.string().min(1)).min(1),
      }),
    )
    .min(1),
})

export type Purpose = z.infer<typeof purposesFile>['list'][number]
export type PurposesReading = { ok: true; purposes: Purpose[] } | { ok: false; problems: FileProblem[] }

/** Reads `policies/purposes.yaml`. */
export function parsePurposes(text: string): PurposesReading {
  const reading = readYaml(text, purposesFile)
  if (!reading.ok) return reading
  const { value, problemAt } = reading
  const problems = value.list.flatMap(({ code }, index) =>
    value.list.findIndex((other) => other.code === code) === index
      ? []
      : [problemAt(['list', index, 'code'], `there are two purposes ${code}`)],
  )
  return problems.length > 0 ? { ok: false, problems } : { ok: true, purposes: value.list }
}

/** Why this person may not name this purpose, or null. `code` is stable. */
export function objectionToPurpose(
  purposes: readonly Purpose[],
  code: string,
  by: string,
): { code: 'UNKNOWN_PURPOSE' | 'PURPOSE_NOT_YOURS'; message: string } | null {
  const purpose = purposes.find((candidate) => candidate.code === code)
  if (!purpose) {
    const known = purposes.map((candidate) => candidate.code).join(', ')
    return { code: 'UNKNOWN_PURPOSE', message: `--purpose is one of ${known}: not ${code}` }
  }
  const [kind = ''] = by.split(':')
  if (purpose.by.includes(kind)) return null
  const may = purpose.by.join(' or ')
  return { code: 'PURPOSE_NOT_YOURS', message: `${code} is a purpose of ${may}, not of ${by}` }
}
