// The public list of `faultline`. Only names that are listed here are promised to users. The Machine's whole vocabulary is
// in `faultline/evm`; what a faultline.config.ts needs, in `faultline/config`.

export { Machine } from './evm/machine.ts'
export { BaseError, errorFromJson, errorToJson, RemoteError } from './primitives/errors.ts'
export type { ErrorDetails, ErrorJson, ErrorOptions } from './primitives/errors.ts'
export { bytesToHex, HexError, hexToBytes, isHex } from './primitives/hex.ts'
export type { Hex } from './primitives/hex.ts'
export { ProjectError } from './project/project-error.ts'
export type { ProjectErrorCode } from './project/project-error.ts'
export type {
  NeverReached,
  PropertyKind,
  Report,
  ReportCampaign,
  ReportChange,
  ReportFinding,
  ReportFunction,
  ReportMechanism,
  ReportProject,
  ReportProperty,
  ReportRun,
  ReportSignature,
  ReportSource,
  ReportStep,
  ReportWarning,
} from './report/schema.ts'
export { ConfigError } from './run/config/config-error.ts'
export type { ConfigErrorCode } from './run/config/config-error.ts'
export { attack, AttackOptionsError, NothingToAttackError } from './run/library.ts'
export type { AttackEvent, AttackOptions } from './run/library.ts'
