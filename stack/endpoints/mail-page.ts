/** What did the stack send, for a person to look at? The latest e-mails and messages as one plain page. */
import type { Mailbox } from './smtp-catcher'
import type { AcceptedSms } from './http-server'

const SHOWN = 200

export function mailPage(mailbox: Mailbox, sms: readonly AcceptedSms[]): string {
  const mails = mailbox.find({ to: null, messageId: null }).map((mail) => ({
    at: mail.receivedAt,
    to: mail.envelope.to.join(', '),
    text: `${mail.subject}\n\n${mail.text}`,
  }))
  const messages = sms.map(({ at, to, body }) => ({ at, to, text: body }))
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Arrears: local endpoints</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
  table { border-collapse: collapse; width: 100% }
  td, th { border-bottom: 1px solid #ccc; padding: .4rem; text-align: left; vertical-align: top }
  pre { font: inherit; margin: 0; white-space: pre-wrap }
</style>
<h1>Sent on this embedded stack</h1>
<p>Nothing here has reached anybody. The latest ${SHOWN} of each are shown.</p>
${table('E-mail', mails)}
${table('SMS', messages)}
</html>`
}

function table(title: string, items: { at: string; to: string; text: string }[]): string {
  const rows = items
    .slice(-SHOWN)
    .toReversed()
    .map(({ at, to, text }) => `<tr><td>${escape(at)}<td>${escape(to)}<td><pre>${escape(text)}</pre>`)
  return `<h2>${title} (${items.length})</h2>
<table><tr><th>Received<th>To<th>Text${rows.join('\n')}</table>`
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
