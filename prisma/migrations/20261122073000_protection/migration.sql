-- A hold that was extended or shortened counts for the person until its new end.
insert into person_fact_kind values ('holdExtended');
