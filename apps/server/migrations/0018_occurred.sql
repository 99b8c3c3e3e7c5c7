-- No question is about the time of an event alone: `view_epcis_event` has that index. This one was written with every event and never read.
drop index view_event_occurred;
