// How far does the bank trust a drop without a person? The limits of policies/nightly-drop.yaml, and the judgement on
// a night by them (A4).
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import type { NightCounts } from './night-plan'

const share = z.number().min(0).max(1)

const policySchema = z.strictObject({
  maxCuredOrMissingShare: share,
  maxOpenedShare: z.number().min(0),
  minimumCount: z.int().min(0),
  maxRejects: z.int().min(0).max(100_000),
  maxRejectedShare: share,
  minimumRejects: z.int().min(0),
  keepNights: z.int().min(1).max(400),
})

export type NightPolicy = z.infer<typeof policySchema>

/** Reads the policy file. Throws an error that names the file, the key and the cure. */
export function loadNightPolicy(path: string): NightPolicy {
  const parsed = policySchema.safeParse(parse(readFileSync(path, 'utf8')))
  if (parsed.success) return parsed.data
  const mistakes = parsed.error.issues.map((issue) => `${path}: ${issue.path.join('.')} ${issue.message}`)
  throw new Error(mistakes.join('\n'))
}

/** How many bad rows of `rows` are too many. */
export function rejectLimit(policy: NightPolicy, rows: number): number {
  return Math.min(
    policy.maxRejects,
    Math.max(policy.minimumRejects, Math.floor(rows * policy.maxRejectedShare)),
  )
}

/** Why the night should wait for a person; empty when it need not. */
export function implausible(counts: NightCounts, policy: NightPolicy): string[] {
  const { openBook, opening, curing, missing } = counts
  if (openBook === 0) return []
  const leaving = curing + missing
  const reasons: string[] = []
  if (leaving > policy.minimumCount && leaving > policy.maxCuredOrMissingShare * openBook) {
    reasons.push(
      `${curing} of ${openBook} open cases would be cured or exit and ${missing} accounts would be missing`,
    )
  }
  if (opening > policy.minimumCount && opening > policy.maxOpenedShare * openBook) {
    reasons.push(`${opening} cases would open beside ${openBook} open ones`)
  }
  return reasons
}
