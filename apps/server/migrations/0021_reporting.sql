-- The latest occurrence that a document tells of: every answer asks it of the last document of each source.
create index view_event_document on view_event (document, occurred_from_ms);
