/** How does Twilio show a message or a call? Every field of its published description, those without a value as null. */
import type { TwilioItem, TwilioKind } from './twilio-store'

/** As it is shown in the answer to its creation (`at once`), and to whoever asks later. */
export function shown(
  kind: TwilioKind,
  item: TwilioItem,
  accountSid: string,
  seen: 'at once' | 'later',
): object {
  return kind === 'Messages' ? message(item, accountSid, seen) : call(item, accountSid, seen)
}

/** Nothing hinders a message here: queued in the answer to its creation, delivered ever after. */
function message(item: TwilioItem, accountSid: string, seen: 'at once' | 'later'): object {
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${item.sid}`
  return {
    ...common(item, accountSid),
    uri: `${uri}.json`,
    body: item.body,
    status: seen === 'at once' ? 'queued' : 'delivered',
    date_sent: seen === 'at once' ? null : rfc2822(item.at),
    messaging_service_sid: item.messagingServiceSid,
    num_segments: item.messagingServiceSid && seen === 'at once' ? '0' : '1',
    num_media: '0',
    error_code: null,
    error_message: null,
    subresource_uris: { media: `${uri}/Media.json`, feedback: `${uri}/Feedback.json` },
  }
}

/** A call rings until somebody plays it: see call-player.ts. */
function call(item: TwilioItem, accountSid: string, seen: 'at once' | 'later'): object {
  const uri = `/2010-04-01/Accounts/${accountSid}/Calls/${item.sid}`
  const { status = 'queued', answeredBy = null, at = null } = (seen === 'later' && item.progress) || {}
  const ended = at !== null && status !== 'in-progress'
  return {
    ...common(item, accountSid),
    uri: `${uri}.json`,
    status,
    answered_by: answeredBy,
    start_time: at === null ? null : rfc2822(item.at),
    end_time: ended ? rfc2822(at) : null,
    duration: ended ? '0' : null,
    to_formatted: item.to,
    from_formatted: item.from,
    parent_call_sid: null,
    phone_number_sid: null,
    forwarded_from: null,
    group_sid: null,
    caller_name: null,
    trunk_sid: null,
    queue_time: '0',
    subresource_uris: { recordings: `${uri}/Recordings.json`, events: `${uri}/Events.json` },
  }
}

function common(item: TwilioItem, accountSid: string) {
  return {
    sid: item.sid,
    account_sid: accountSid,
    api_version: '2010-04-01',
    to: item.to,
    from: item.from || null,
    date_created: rfc2822(item.at),
    date_updated: rfc2822(item.progress?.at ?? item.at),
    direction: 'outbound-api',
    price: null,
    price_unit: 'USD',
  }
}

function rfc2822(at: string): string {
  return new Date(at).toUTCString().replace('GMT', '+0000')
}
