export { type DemoOptions, runDemo } from './demo.ts'
export { texts as demoTexts } from './texts.ts'
