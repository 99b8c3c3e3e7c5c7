export { identify, longestScan } from './identify.ts'
export type {
  Agency,
  CodeForm,
  Identification,
  IdentifyOptions,
  LabelText,
  NormalForms,
  ProductionIdentifiers,
  ScanProblem,
  TagFacts,
  Unidentified,
} from './model.ts'
export { texts } from './texts.ts'
