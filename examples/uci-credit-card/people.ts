// Who is behind a client number? The data have no names, numbers or addresses: these are made up from the client's
// number and reach nobody. README.md says why they cannot.
import type { ContactPointRow, CustomerRow } from '../drop-writer'
import { drawFrom } from './draw'
import type { Client } from './portfolio'

const surnames = [
  '王',
  '李',
  '张',
  '刘',
  '陈',
  '杨',
  '赵',
  '黄',
  '周',
  '吴',
  '徐',
  '孙',
  '胡',
  '朱',
  '高',
  '林',
] as const
const givenNames = [
  ...(['伟', '芳', '娜', '敏', '静', '强', '磊', '洋', '艳', '勇', '杰', '秀英', '志明', '建国'] as const),
  ...(['雨欣', '子轩', '欣怡', '浩然', '思远', '佳琪'] as const),
] as [string, ...string[]]
const streets = ['样例路', '虚构大道', '测试街', '演示巷'] as const

export function customerId(client: Client): string {
  return `c-${paddedId(client)}`
}

/** The customer as the bank would know them; born in the year that the data's age gives, counted from 2026. */
export function customerRow(client: Client): CustomerRow {
  const words = `name ${client.id}`
  return {
    customerId: customerId(client),
    fullName: drawFrom(`${words} surname`, surnames) + drawFrom(`${words} given`, givenNames),
    language: 'zh-CN',
    country: 'CN',
    zone: 'Asia/Shanghai',
    bornOn: `${2025 - client.age}-07-01`,
  }
}

/** A mobile number, an e-mail address and a postal address, as given in the contract. */
export function contactPointRows(client: Client): ContactPointRow[] {
  const id = customerId(client)
  const given = { customerId: id, source: 'contract', reserved: true } as const
  const street = drawFrom(`street ${client.id}`, streets)
  const address = `示例省虚构市样例区${street}${client.id}号`
  return [
    { ...given, contactPointId: `${id}-mobile`, channel: 'mobile', value: mobileNumber(client), rank: 1 },
    { ...given, contactPointId: `${id}-email`, channel: 'email', value: emailAddress(client), rank: 2 },
    { ...given, contactPointId: `${id}-address`, channel: 'address', value: address, rank: 3 },
  ]
}

/** +86 100 xxxx xxxx: mainland mobile numbers begin with 13 to 19, so 100 belongs to nobody. */
function mobileNumber(client: Client): string {
  return `+86${10_000_000_000 + client.id}`
}

function emailAddress(client: Client): string {
  return `client-${paddedId(client)}@example.com`
}

function paddedId(client: Client): string {
  return String(client.id).padStart(5, '0')
}
