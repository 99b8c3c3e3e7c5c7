-- A question for a window of time looks a day and an hour beyond it; the few events that declare a clock less certain than that are found from here.
create index view_event_unsure on view_event (index) where uncertainty_ms > 3600000;
