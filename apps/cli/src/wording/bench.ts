import type { Catalog } from '@proofline/problems'

export const benchTexts = {
  en: {
    'bench-summary': 'measure this machine and this version against their targets',
    'bench-help':
      "proofline bench [NAME…] [--quick] [--check]\n\nMeasures what the product promises, each figure beside a baseline on the same\nPostgreSQL in the same run. Everything runs in a temporary folder (TMPDIR: take\na real disk) and is removed afterwards; your data is not touched. Without NAME\nall of them, one after the other, in about ten minutes:\n\n  append           facts of 1 kB into a log that has 5 million idempotency keys\n  capture-mixed    EPCIS documents of 1,000 events over HTTP\n  capture-packing  the same, each event one case and 40 serials\n  capture-single   one event a request, 64 clients\n  verify-log       the whole log hashed again from its stored bytes\n  memory           the server's memory after a million events\n\n  --quick   smaller: says whether it runs, not how fast\n  --check   exit code 1 where a target is missed\n\nExamples:\n  npx proofline bench append --quick\n  TMPDIR=/srv/tmp npx proofline bench --check --json",
    'bench-unknown': 'there is no measure "{name}". There are: {names}',
    'bench-server-failed': 'the server of the benchmark did not start: {reason}',
    'bench-not-settled': 'the server took {size} facts, and log or views hold only {found} of them after two minutes',
    'bench-column-measure': 'measure',
    'bench-column-figure': 'figure',
    'bench-column-baseline': 'baseline',
    'bench-column-ratio': 'ratio',
    'bench-column-target': 'target',
    'bench-column-result': 'result',
    'bench-met': 'met',
    'bench-missed': 'missed',
    'bench-stretch': '* aimed at, not required',
    'bench-quick': 'A quick run: it shows that the measures work; the figures are not those to quote.',
    'bench-unit-facts-per-s': 'facts/s',
    'bench-unit-events-per-s': 'events/s',
    'bench-unit-objects-per-s': 'objects/s',
    'bench-unit-requests-per-s': 'requests/s',
    'bench-reached-log': 'the log holds every event (this server has no views)',
    'bench-reached-views': 'the views have caught up',
    'bench-append':
      'Median of {rounds} rounds of {facts} facts with a body of 1,000 bytes, 1,000 facts a submission, 4 under way, {keys} idempotency keys present; committed, signed and answered. Baseline: COPY of the same bodies into a plain table.',
    'bench-capture-mixed':
      'Median of {rounds} rounds of {documents} documents, {inFlight} under way, until {reached}: {events} events/s, {objects} objects/s, {bytes} MB/s; recorded and signed alone: {recorded} events/s. Server: {memory} MB at most, event loop {eventLoopMs} ms late at worst. Baseline: COPY of the same events into a plain table.',
    'bench-capture-packing':
      'Median of {rounds} rounds of {documents} documents, {inFlight} under way, until {reached}: {events} events/s, {objects} objects/s, {bytes} MB/s; recorded and signed alone: {recorded} events/s. Server: {memory} MB at most, event loop {eventLoopMs} ms late at worst. Baseline: COPY of the same events into a plain table.',
    'bench-capture-single':
      'Median of {rounds} rounds of {requests} requests by {clients} clients, each answered when its event is recorded and signed: in {p50Ms} ms (half of them), {p99Ms} ms (99 of 100); the views caught up {seconds} s later at most. Server: {memory} MB at most, event loop {eventLoopMs} ms late at worst. Baseline: each event a row and a commit of its own, {clients} clients on {connections} connections.',
    'bench-verify-log':
      'Median of {rounds} rounds over {facts} facts with a body of 1,000 bytes. Baseline: COPY of the same table read to its end.',
    'bench-memory':
      '{events} events in {seconds} s, {rate} a second; the documents are made meanwhile. Event loop {eventLoopMs} ms late at worst. Baseline: the same server before the first document.',
    'bench-cpu': 'CPU seconds: server {server}, PostgreSQL {postgres}, client {client}; others on this machine meanwhile: {others}.',
    'bench-machine': '{cpu}, {cores} cores, {memory} GB; Node {node}, PostgreSQL {postgres}; load {load}',
  },
  zh: {
    'bench-summary': '对照目标测量本机与本版本的性能',
    'bench-help':
      'proofline bench [名称…] [--quick] [--check]\n\n测量产品所承诺的性能，每项数据都与同一次运行、同一 PostgreSQL 上的基准并列。\n一切都在临时目录中进行（TMPDIR：请选用真实磁盘），结束后即删除，\n不会触及您的数据。不指定名称时依次运行全部项目，约需十分钟：\n\n  append           向日志追加 1 kB 的事实，已存在 500 万个幂等键\n  capture-mixed    经 HTTP 采集每份 1,000 个事件的 EPCIS 文档\n  capture-packing  同上，每个事件为一箱和 40 个序列号\n  capture-single   每个请求一个事件，64 个客户端\n  verify-log       由所存字节重新计算整个日志的哈希\n  memory           采集一百万个事件后服务器占用的内存\n\n  --quick   缩小规模：只说明能否运行，不代表速度\n  --check   有目标未达到时退出码为 1\n\n示例：\n  npx proofline bench append --quick\n  TMPDIR=/srv/tmp npx proofline bench --check --json',
    'bench-unknown': '没有测量项目“{name}”。现有项目：{names}',
    'bench-server-failed': '用于测量的服务器未能启动：{reason}',
    'bench-not-settled': '服务器已接收 {size} 条事实，两分钟后日志或视图中仍只有 {found} 条',
    'bench-column-measure': '项目',
    'bench-column-figure': '数据',
    'bench-column-baseline': '基准',
    'bench-column-ratio': '比例',
    'bench-column-target': '目标',
    'bench-column-result': '结果',
    'bench-met': '达到',
    'bench-missed': '未达到',
    'bench-stretch': '* 努力目标，不作要求',
    'bench-quick': '这是快速运行：仅表明各项测量可以进行，数据不宜引用。',
    'bench-unit-facts-per-s': '条/秒',
    'bench-unit-events-per-s': '事件/秒',
    'bench-unit-objects-per-s': '对象/秒',
    'bench-unit-requests-per-s': '请求/秒',
    'bench-reached-log': '日志包含全部事件（该服务器没有视图）',
    'bench-reached-views': '视图已跟上日志',
    'bench-append':
      '{rounds} 轮的中位数，每轮 {facts} 条事实，正文各 1,000 字节，每次提交 1,000 条，同时进行 4 次，已存在 {keys} 个幂等键；计时至提交、签名并答复为止。基准：用 COPY 将相同正文写入普通表。',
    'bench-capture-mixed':
      '{rounds} 轮的中位数，每轮 {documents} 份文档，同时进行 {inFlight} 份，计时至{reached}：{events} 事件/秒，{objects} 对象/秒，{bytes} MB/秒；仅计记录与签名：{recorded} 事件/秒。服务器内存最高 {memory} MB，事件循环最多延迟 {eventLoopMs} 毫秒。基准：用 COPY 将相同事件写入普通表。',
    'bench-capture-packing':
      '{rounds} 轮的中位数，每轮 {documents} 份文档，同时进行 {inFlight} 份，计时至{reached}：{events} 事件/秒，{objects} 对象/秒，{bytes} MB/秒；仅计记录与签名：{recorded} 事件/秒。服务器内存最高 {memory} MB，事件循环最多延迟 {eventLoopMs} 毫秒。基准：用 COPY 将相同事件写入普通表。',
    'bench-capture-single':
      '{rounds} 轮的中位数，每轮由 {clients} 个客户端发出 {requests} 个请求，事件记录并签名后即答复：半数在 {p50Ms} 毫秒内、百分之九十九在 {p99Ms} 毫秒内得到答复；视图最多再过 {seconds} 秒跟上。服务器内存最高 {memory} MB，事件循环最多延迟 {eventLoopMs} 毫秒。基准：每个事件单独写入一行并单独提交，{clients} 个客户端共用 {connections} 个连接。',
    'bench-verify-log': '{rounds} 轮的中位数，共 {facts} 条事实，正文各 1,000 字节。基准：用 COPY 将同一张表从头读到尾。',
    'bench-memory':
      '用时 {seconds} 秒采集 {events} 个事件，每秒 {rate} 个；文档在采集的同时生成。事件循环最多延迟 {eventLoopMs} 毫秒。基准：同一服务器接收第一份文档之前。',
    'bench-cpu': 'CPU 秒数：服务器 {server}，PostgreSQL {postgres}，客户端 {client}；同时本机其他程序：{others}。',
    'bench-machine': '{cpu}，{cores} 核，{memory} GB；Node {node}，PostgreSQL {postgres}；负载 {load}',
  },
} satisfies Catalog
