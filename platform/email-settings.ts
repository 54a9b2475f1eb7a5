// Which settings does e-mail have? Their shape, for config.ts, and what is made of them.
import { z } from 'zod'
import { requireTogether } from './config-error'
import type { DkimConfig } from './dkim-key'
import type { ReturnConfig } from './email-return'

export interface EmailConfig {
  smtpUrl: string
  from: string
  /** null = not signed here. */
  dkim: DkimConfig | null
  /** null: bounces go to the sender's address, and messages have no link to unsubscribe. */
  returns: ReturnConfig | null
}

/** Others would make of one message two (a pool hands over again by itself) or change how long a talk may take. */
const smtpOptions = ['requireTLS', 'name', 'authMethod']

function hasKnownOptions(url: string): boolean {
  const names = URL.canParse(url) ? [...new URL(url).searchParams.keys()] : []
  return names.every((name) => smtpOptions.includes(name) || name.startsWith('tls.'))
}

export const emailSettings = {
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must begin with smtp:// or smtps://' })
    .refine(hasKnownOptions, `may carry no options but ${smtpOptions.join(', ')} and those of tls`)
    .optional(),
  EMAIL_FROM: z.string().optional(),
  EMAIL_DKIM_DOMAIN: z
    .string()
    .regex(/^[a-z\d-]+(\.[a-z\d-]+)+$/i, 'must be a domain')
    .optional(),
  EMAIL_DKIM_SELECTOR: z
    .string()
    .regex(/^[a-z\d-]+(\.[a-z\d-]+)*$/i, 'must be the name of a DNS record below _domainkey')
    .optional(),
  EMAIL_DKIM_KEY_FILE: z.string().optional(),
  EMAIL_BOUNCE_ADDRESS: z
    .string()
    .regex(/^[\w.-]{1,30}@[\w.-]+$/, 'must be an address such as bounces@example.com, without a plus sign')
    .optional(),
  EMAIL_SECRET: z.string().min(32, 'must have at least 32 characters: openssl rand -hex 32').optional(),
}
type EmailSettings = z.infer<z.ZodObject<typeof emailSettings>>

/** null = no e-mail. @throws ConfigError */
export function emailConfig(settings: EmailSettings): EmailConfig | null {
  const { SMTP_URL: smtpUrl, EMAIL_FROM: from } = settings
  requireTogether({ SMTP_URL: smtpUrl, EMAIL_FROM: from })
  const [dkim, returns] = [dkimConfig(settings), returnConfig(settings)]
  return smtpUrl && from ? { smtpUrl, from, dkim, returns } : null
}

function dkimConfig(settings: EmailSettings): DkimConfig | null {
  const { EMAIL_DKIM_DOMAIN: domain, EMAIL_DKIM_SELECTOR: selector, EMAIL_DKIM_KEY_FILE: keyFile } = settings
  requireTogether({ EMAIL_DKIM_DOMAIN: domain, EMAIL_DKIM_SELECTOR: selector, EMAIL_DKIM_KEY_FILE: keyFile })
  return domain && selector && keyFile ? { domain, selector, keyFile } : null
}

function returnConfig(settings: EmailSettings): ReturnConfig | null {
  const { EMAIL_BOUNCE_ADDRESS: address, EMAIL_SECRET: secret } = settings
  requireTogether({ EMAIL_BOUNCE_ADDRESS: address, EMAIL_SECRET: secret })
  return address && secret ? { address, secret } : null
}
