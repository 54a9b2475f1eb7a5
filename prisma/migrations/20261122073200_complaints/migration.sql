-- An open complaint is known on every account of the person: contacts are marked by it (CN-CMP-01).
insert into person_fact_kind values ('complaintReceived'), ('complaintAnswered');
