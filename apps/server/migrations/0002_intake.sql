-- Intake: documents as they came, and the capture jobs made of them. `intake_*` rows come, none changes; `work_capture` can be made again from them.

create table intake_raw (
  sha256 bytea primary key check (octet_length(sha256) = 32),
  -- Of the bytes as they came: reading them back stops there.
  size bigint not null check (size >= 0),
  -- Zstandard.
  compressed bytea not null,
  kept_at timestamptz not null
);
alter table intake_raw alter column compressed set storage external;

create table intake_job (
  id uuid primary key,
  client text collate "C" not null,
  -- Of the request: its bytes had come. Also `receivedAt` of the facts.
  created_at timestamptz(3) not null,
  behaviour text collate "C" not null check (behaviour in ('rollback', 'proceed')),
  sha256 bytea not null check (octet_length(sha256) = 32),
  size bigint not null check (size >= 0),
  bytes_kept boolean not null,
  -- Compressed bytes that count against the client's quota: kept for this job alone, because it was refused.
  refused_bytes bigint not null default 0 check (refused_bytes >= 0),
  -- From the header GS1-Extensions: [[prefix, namespace], …].
  prefixes jsonb not null,
  events integer not null check (events >= 0),
  refused_events integer not null check (refused_events between 0 and events),
  -- To be recorded: good events and vocabulary elements. 0: the document was refused.
  facts integer not null check (facts >= 0),
  problems jsonb not null,
  -- The facts that were committed with the job: all of them, or none. As in `intake_step`.
  recorded integer not null check (recorded in (0, facts)),
  duplicates integer not null check (duplicates between 0 and recorded),
  runs bigint[] not null,
  notices jsonb not null,
  recorded_at timestamptz(3) check ((recorded_at is null) = (recorded = 0))
);
create index intake_job_client on intake_job (client, created_at desc, id desc);
create index intake_job_refused on intake_job (client) include (refused_bytes) where refused_bytes > 0;

-- The facts [position, position + count) of a job that was announced first stand in the record. Committed with them.
create table intake_step (
  job_id uuid not null,
  position integer not null check (position >= 0),
  count integer not null check (count > 0),
  duplicates integer not null check (duplicates between 0 and count),
  -- Position in the document, index in the record, how many in a row: three numbers for each run.
  runs bigint[] not null,
  notices jsonb not null,
  recorded_at timestamptz(3) not null,
  primary key (job_id, position)
);

-- The first fact of each (client, eventID), and what it says apart from its error declaration: tells an eventID that is used again.
create table intake_event_id (
  key uuid primary key,
  content uuid not null,
  index bigint not null
);

-- Jobs that have not ended: taken up again at the next start.
create table work_capture (job_id uuid primary key);

-- The one change there is: the eraser's procedure removes bytes.
create function intake_refuse_but_erasure() returns trigger language plpgsql as $body$
begin
  if tg_op = 'DELETE' and current_user = trim(both '"' from '{{eraser}}') then
    return old;
  end if;
  raise exception '% of % is refused: documents are kept as they came', lower(tg_op), tg_table_name using errcode = 'restrict_violation';
end
$body$;

do $body$
declare
  name text;
begin
  foreach name in array array['intake_raw', 'intake_job', 'intake_step', 'intake_event_id'] loop
    execute format('create trigger %I before update or delete on %I for each row execute function %I()', name || '_refuse', name,
      case name when 'intake_raw' then 'intake_refuse_but_erasure' else 'record_refuse' end);
    execute format('create trigger %I before truncate on %I for each statement execute function record_refuse()', name || '_truncate', name);
    execute format('alter table %I enable always trigger %I', name, name || '_refuse');
    execute format('alter table %I enable always trigger %I', name, name || '_truncate');
    execute format('grant select, insert on %I to {{app}}', name);
  end loop;
end
$body$;
grant select, insert, delete on work_capture to {{app}};
grant select on intake_job, intake_step, work_capture to {{eraser}};
grant select, delete on intake_raw to {{eraser}};

-- Whether runs (see intake_step) hold an index of the record.
create function intake_runs_hold(runs bigint[], index bigint) returns boolean language sql immutable as $body$
  select exists (select from generate_series(1, cardinality(runs), 3) at where index >= runs[at + 1] and index < runs[at + 1] + runs[at + 2])
$body$;

-- Removes the bytes of every document that holds the erased fact `erased`, because the fact `decision`, of kind erased/1, names it: the document that
-- it came with, and those that told it again. Each job and each fact stays. Doing it twice changes nothing. It reads every job: erasures are rare.
create procedure intake_erase(erased bigint, decision bigint) language plpgsql security definer set search_path = {{schema}}, pg_temp as $body$
declare
  decision_kind text;
  decision_names bigint;
  documents bytea[];
begin
  select convert_from(envelope, 'UTF8')::jsonb ->> 'kind', (convert_from(body, 'UTF8')::jsonb ->> 'index')::bigint
    into decision_kind, decision_names from record_fact where index = decision;
  if decision_kind is distinct from 'erased/1' or decision_names is distinct from erased then
    raise exception 'fact % does not order the erasure of fact %', decision, erased using errcode = 'restrict_violation';
  end if;
  select array_agg(sha256) into documents from (
    select decode(substring(convert_from(envelope, 'UTF8')::jsonb -> 'source' ->> 'reference' from '^sha256:([0-9a-f]{64})#'), 'hex') as sha256
      from record_fact where index = erased
    union
    select sha256 from intake_job where intake_runs_hold(runs, erased)
    union
    select job.sha256 from intake_step step join intake_job job on job.id = step.job_id where intake_runs_hold(step.runs, erased)
  ) told where sha256 is not null;
  if exists (select from work_capture open join intake_job job on job.id = open.job_id where job.sha256 = any(documents)) then
    raise exception 'a document of fact % is still being recorded', erased using errcode = 'object_in_use';
  end if;
  delete from intake_raw where sha256 = any(documents);
end
$body$;
revoke execute on procedure intake_erase from public;
grant execute on procedure intake_erase to {{app}};
alter procedure intake_erase owner to {{eraser}};
