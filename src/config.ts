// The public list of `faultline/config`: what a faultline.config.ts needs. Only names that are listed here are promised to
// users; nothing inside imports this file.

export type { SurveyCorrections } from './project/survey-corrections.ts'
export { defineConfig } from './run/config/define-config.ts'
export type { CampaignConfig, FaultlineConfig, SearchConfig } from './run/config/types.ts'
export type {
  AccountReference,
  Actor,
  CallOptions,
  ContractArgument,
  ContractReference,
  ContractToDeploy,
  ContractValue,
  DeployedContract,
  DeployOptions,
  PropertyContext,
  PropertyFunction,
  SetupContext,
} from './world/script/types.ts'
