export { countEntries, type List, type Listed, listsOf, listsOfAnswer } from './lists.ts'
export { cutPage, type Page, type PagePlace, type PageTold, readPageToken } from './pages.ts'
export { answered, contentTypeOf, dispositionOf, type Form, formOf, forms } from './send.ts'
export { sendUnits, type UnitsForm, unitsForms } from './units.ts'
