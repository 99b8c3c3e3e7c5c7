export { saveAnswer, wantedFiles } from './files.ts'
export { checkFrozen, freezeScope, showFrozen } from './frozen.ts'
export { readQuestion } from './question.ts'
export { askTrace, showAnswer } from './tracing.ts'
