// Run as a program of its own, because the package sets environment variables of its process and unpacks into whatever TMPDIR names.
import chromium from '@sparticuz/chromium'

await chromium.executablePath()
