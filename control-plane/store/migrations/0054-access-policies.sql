-- Teams and policies as they were last read without a mistake: what holds while a newer set is broken or Git is away.
alter table trunkline.control add column access jsonb;   -- {teams, policies: {file: text}}; null: it has no teams.yaml
alter table trunkline.project add column policies jsonb; -- {file: text} of the deployed revision; they only forbid; null: none
