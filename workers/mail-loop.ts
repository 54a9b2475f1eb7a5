// Takes in what comes to the bounce mailbox, message by message, each put away only when what it says is in the log: a
// kill in between leaves a message that is taken in once more and says nothing new.
import { type MailDeps, type MailTaken, takeMail } from '../cases/mail-events'
import { codeOf } from '../platform/carrier'
import { ConfigError } from '../platform/config-error'
import type { Logger } from '../platform/logger'
import { type Maildir, type WaitingMail, openMaildir } from '../platform/maildir'

const pollMs = 2_000
/** A bounce may overtake the record of its message: until then it is looked at again. */
const graceMs = 10 * 60_000

export interface RunningMailLoop {
  stop(): Promise<void>
}

/** Starts the loop on a Maildir (EMAIL_REPORTS_DIR). @throws ConfigError when the folder cannot be used. */
export async function runMailLoop(deps: MailDeps, dir: string, logger: Logger): Promise<RunningMailLoop> {
  const maildir = await openMaildir(dir).catch((error: unknown) => {
    throw new ConfigError(
      `EMAIL_REPORTS_DIR cannot be used (${codeOf(error)}): name a folder that the worker's user may write to`,
    )
  })
  let stopping = false
  let wake = () => {}
  const run = async (): Promise<void> => {
    while (!stopping) {
      await takeWaiting(deps, maildir, logger).catch((error: unknown) =>
        logger.warn({ code: codeOf(error) }, 'the bounce mailbox cannot be read, tries again'),
      )
      if (!stopping) await new Promise<void>((resolve) => void (wake = after(pollMs, resolve)))
    }
  }
  const running = run()
  return {
    async stop() {
      stopping = true
      wake()
      await running
    },
  }
}

/** Takes in what lies there now. `now` is the machine's clock. */
export async function takeWaiting(
  deps: MailDeps,
  maildir: Maildir,
  logger: Logger,
  now: () => number = Date.now,
): Promise<void> {
  for (const mail of await maildir.waiting()) {
    try {
      const raw = await mail.read()
      if (raw === undefined) continue
      const taken = await takeMail(deps, raw)
      await putAway(maildir, mail, { taken, isYoung: now() - mail.deliveredAt < graceMs }, logger)
    } catch (error) {
      logger.warn({ mail: mail.name, code: codeOf(error) }, 'a message could not be taken in, tries again')
    }
  }
}

async function putAway(
  maildir: Maildir,
  mail: WaitingMail,
  { taken: { taken, because }, isYoung }: { taken: MailTaken; isYoung: boolean },
  logger: Logger,
): Promise<void> {
  switch (taken) {
    case 'recorded':
    case 'nothingNew':
    case 'ignored':
      return maildir.putAway(mail, 'cur')
    case 'unknown':
    case 'foreign':
    case 'unreadable':
      if (taken === 'unknown' && isYoung) return
      logger.warn(
        { mail: mail.name, because: `${taken}: ${because}` },
        'a message is left for a person to read',
      )
      return maildir.putAway(mail, 'refused')
  }
}

/** Calls back after a while, or at once when what it answers is called. */
function after(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms)
  return () => {
    clearTimeout(timer)
    callback()
  }
}
