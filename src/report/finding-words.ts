// What every writer of reports says of a finding in the same words. Texts are as the report has them: each writer escapes them for
// where they go.

import { detectorWords } from './detector-words.ts'
import type { ReportFinding, ReportProof, ReportSignature, ReportStep } from './schema.ts'

/** What failed: 'theft in Vault', 'VaultTest.invariant_solvency()'. */
export function findingTitle({ campaign, property }: ReportFinding): string {
  const contract = campaign.slice(campaign.lastIndexOf(':') + 1)
  // A detector's name is what happened: 'theft'.
  return property.kind === 'detector'
    ? `${detectorWords(property.name)} in ${contract}`
    : `${contract}.${property.name}`
}

/** What failed and how, in one line: 'Theft: the attacker took ETH from Vault', 'VaultTest.invariant_solvency(): returned false'. */
export function findingHeadline(finding: ReportFinding): string {
  const { property } = finding
  if (property.kind !== 'detector') return `${findingTitle(finding)}: ${howText(finding)}`
  const words = detectorWords(property.name)
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${howText(finding)}`
}

/** 'critical: Read-only reentrancy (SC08:2026, SWC-107)'; undefined of properties of the user's own. */
export function kindText({ severity, vector }: ReportFinding): string | undefined {
  if (severity === null || vector === null) return undefined
  const lists = [vector.owasp, vector.swc].filter((name) => name !== null)
  return `${severity}: ${vector.title}${lists.length > 0 ? ` (${lists.join(', ')})` : ''}`
}

/** Whether the place where it gave way is only the property's name once more. */
export function isPlaceOf({ property, place }: ReportSignature): boolean {
  return property === place || property.endsWith(`:${place}`) || property.endsWith(`.${place}`)
}

/** The mechanism with the values of this failure, each thing said once. */
export function howText({ reason, signature: { mechanism } }: ReportFinding): string {
  if (reason === '' || reason === mechanism) return mechanism
  if (/^reverted with(?:out a| an empty) reason$/.test(reason)) return reason
  if (/^(?:reverted|custom error)/.test(mechanism)) return `reverted: ${reason}`
  if (mechanism.startsWith('panic') || reason.startsWith('assertion failed')) return reason
  if (mechanism.startsWith('assertion failed')) return `assertion failed: ${reason}`
  return mechanism === 'marked as failed' ? `${mechanism}: ${reason}` : `${mechanism} (${reason})`
}

/** '3 days later, alice calls Vault.withdraw(amount: 5e18), sending 1 ether'. */
export function stepText({ delay, words, payment }: ReportStep): string {
  return [delay, words, payment].filter((part) => part !== '').join(', ')
}

/** The command line that runs a proof, typed in the root of the project; undefined if its text does not say one. */
export function proofCommand({ text }: ReportProof): string | undefined {
  return /^\/\/ Run: (.*)$/m.exec(text)?.[1]
}

/** The target of a campaign: 'test/Vault.t.sol:VaultTest', and of an attacker's the same 'under attack'. */
export function campaignWords(target: string): string {
  const prefix = 'attacker:'
  return target.startsWith(prefix) ? `${target.slice(prefix.length)} under attack` : target
}

/** What an attacker's detector or a property is called. */
export function propertyWords({ kind, name }: { readonly kind: string; readonly name: string }): string {
  return kind === 'detector' ? detectorWords(name) : name
}
